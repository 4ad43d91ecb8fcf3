-- SolverWorkflow documents as JSON, of each owner by name.
CREATE TABLE IF NOT EXISTS workflow (
    owner VARCHAR(255) NOT NULL,
    name VARCHAR(128) NOT NULL,
    document BLOB NOT NULL,
    applied_at BIGINT NOT NULL,
    PRIMARY KEY (owner, name)
);
-- The one that a session was opened under.
ALTER TABLE session_index ADD COLUMN IF NOT EXISTS workflow VARCHAR(128);
CREATE INDEX IF NOT EXISTS session_index_by_workflow ON session_index (owner, workflow);

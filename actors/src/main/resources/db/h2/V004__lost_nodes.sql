-- Nodes that were lost, noted by those that are left, so that the cluster tells of each once: whoever sets `told` does.
CREATE TABLE IF NOT EXISTS lost_node (
    id VARCHAR(300) PRIMARY KEY,
    name VARCHAR(255) NOT NULL,
    silent_since BIGINT NOT NULL,
    sessions BIGINT NOT NULL,
    noted_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL,
    told BOOLEAN DEFAULT FALSE NOT NULL
);
-- Sessions that a lost node had are still to be taken over while their rows are older than its loss; a node of the same
-- name may have others by then.
ALTER TABLE session_index ADD COLUMN IF NOT EXISTS written_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL;

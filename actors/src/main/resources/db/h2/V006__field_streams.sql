-- Simulations of fields: the last checkpoint of each.
CREATE TABLE IF NOT EXISTS field_simulation (
    id VARCHAR(128) NOT NULL PRIMARY KEY,
    step BIGINT NOT NULL,
    content BLOB NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS field_simulation_by_end ON field_simulation (expires_at);
-- What a resume token stands for, by the SHA-256 of the token.
CREATE TABLE IF NOT EXISTS field_resume (
    token VARCHAR(64) NOT NULL PRIMARY KEY,
    content BLOB NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS field_resume_by_end ON field_resume (expires_at);
-- Proofs of identity that were used and are not to be used again.
CREATE TABLE IF NOT EXISTS field_auth (
    proof VARCHAR(128) NOT NULL PRIMARY KEY,
    expires_at BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS field_auth_by_end ON field_auth (expires_at);

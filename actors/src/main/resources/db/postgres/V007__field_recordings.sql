-- Recordings of field streams: one row each, and the file's bytes in parts, each a gzip member of whole lines.
CREATE TABLE field_recording (
    file VARCHAR(64) NOT NULL PRIMARY KEY,
    owner VARCHAR(512) NOT NULL,
    name VARCHAR(64) NOT NULL,
    stream_type VARCHAR(32) NOT NULL,
    params BYTEA NOT NULL,
    started DOUBLE PRECISION NOT NULL,
    frames BIGINT NOT NULL,
    text_bytes BIGINT NOT NULL,
    stored_bytes BIGINT NOT NULL,
    sha256 VARCHAR(64),
    touched_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    UNIQUE (owner, name)
);
CREATE INDEX field_recording_by_end ON field_recording (expires_at);
CREATE TABLE field_recording_part (
    file VARCHAR(64) NOT NULL,
    number INT NOT NULL,
    last_sequence BIGINT NOT NULL,
    content BYTEA NOT NULL,
    PRIMARY KEY (file, number)
);

-- Nodes that are up in the cluster of this database, by the address of their transport. A node that starts joins one of
-- them; only where there is none may it found a cluster.
CREATE TABLE IF NOT EXISTS live_node (
    address VARCHAR(255) PRIMARY KEY,
    seen_at TIMESTAMP WITH TIME ZONE NOT NULL
);

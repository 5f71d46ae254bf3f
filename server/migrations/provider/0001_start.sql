-- The test provider's own log. It stands for a system elsewhere: nothing joins it with the
-- server's tables, and a crash between the two is a real one.
CREATE TABLE payments (
    key        TEXT PRIMARY KEY,
    kind       TEXT NOT NULL CHECK (kind IN ('charge', 'refund')),
    amount     BIGINT NOT NULL CHECK (amount > 0),   -- minor units
    digits     BIGINT NOT NULL,
    currency   TEXT NOT NULL,
    card       TEXT,
    accepted   BIGINT NOT NULL CHECK (accepted IN (0, 1)),
    created_at BIGINT NOT NULL
);

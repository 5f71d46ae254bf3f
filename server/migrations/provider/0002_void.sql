-- A payment that never arrived and must not any more: its key is taken.
CREATE TABLE keys (
    key        TEXT PRIMARY KEY,
    kind       TEXT NOT NULL CHECK (kind IN ('charge', 'refund', 'void')),
    amount     BIGINT NOT NULL CHECK (amount > 0 OR (kind = 'void' AND amount = 0)),   -- minor units
    digits     BIGINT NOT NULL,
    currency   TEXT NOT NULL,
    card       TEXT,
    accepted   BIGINT NOT NULL CHECK (accepted = 0 OR (accepted = 1 AND kind <> 'void')),
    created_at BIGINT NOT NULL
);
INSERT INTO keys (key, kind, amount, digits, currency, card, accepted, created_at)
SELECT key, kind, amount, digits, currency, card, accepted, created_at FROM payments;
DROP TABLE payments;
ALTER TABLE keys RENAME TO payments;

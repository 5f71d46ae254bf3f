-- Saved quotes: what was priced, to be accepted later at exactly that amount.
CREATE TABLE quotes (
    id              TEXT PRIMARY KEY,
    number          BIGINT NOT NULL UNIQUE,
    organization    TEXT NOT NULL REFERENCES organizations (id),
    user_id         TEXT NOT NULL REFERENCES users (id),
    idempotency_key TEXT NOT NULL,
    fingerprint     TEXT NOT NULL,              -- of the content that came with the key
    token           TEXT NOT NULL UNIQUE,       -- of the link that shows it to whoever has it: 256 random bits
    kind            TEXT NOT NULL CHECK (kind IN ('change', 'purchase')),
    subscription    TEXT,                       -- none: a purchase
    version         BIGINT NOT NULL,            -- of the subscription that was priced; 0: a purchase
    request         TEXT NOT NULL,
    catalog         TEXT NOT NULL REFERENCES catalogs (digest),
    digest          TEXT NOT NULL,
    answer          TEXT NOT NULL,
    quoted_at       BIGINT NOT NULL,            -- `at` of the request
    created_at      BIGINT NOT NULL,
    valid_until     BIGINT NOT NULL,
    withdrawn_at    BIGINT,
    UNIQUE (organization, idempotency_key)
);
CREATE INDEX quotes_by_organization ON quotes (organization, number DESC);

-- A quote is accepted once; if nothing came of it, it may be accepted again.
CREATE UNIQUE INDEX one_acceptance ON intents (quote) WHERE state IN ('open', 'awaitingPayment', 'done');

-- Instants are seconds since 1970 (UTC); JSON is text as the engine wrote it.

CREATE TABLE organizations (
    id           TEXT PRIMARY KEY,
    name         TEXT NOT NULL,
    taxes        TEXT NOT NULL CHECK (json_valid(taxes)),        -- `tax` of a request
    viewer_roles TEXT NOT NULL CHECK (json_valid(viewer_roles)), -- who may see the account
    created_at   INTEGER NOT NULL
) STRICT;

CREATE TABLE users (
    id           TEXT PRIMARY KEY,
    organization TEXT NOT NULL REFERENCES organizations (id),
    name         TEXT NOT NULL,
    email        TEXT NOT NULL UNIQUE,
    role         TEXT NOT NULL CHECK (role IN ('owner', 'admin', 'billingManager', 'member'))
) STRICT;

-- The token itself is known to the browser alone.
CREATE TABLE sessions (
    token_hash BLOB PRIMARY KEY,
    user       TEXT NOT NULL REFERENCES users (id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Price lists never change once they are here: a digest names one text. Coupons are outside
-- the digest and therefore elsewhere, so that no catalog that is handed out can hold one.
CREATE TABLE catalogs (
    digest     TEXT PRIMARY KEY,
    text       TEXT NOT NULL CHECK (json_valid(text)),
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE current_catalog (
    one          INTEGER PRIMARY KEY CHECK (one = 1),
    digest       TEXT NOT NULL REFERENCES catalogs (digest),
    activated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE coupons (
    code  TEXT PRIMARY KEY,
    terms TEXT NOT NULL CHECK (json_valid(terms))
) STRICT;

CREATE TABLE subscriptions (
    id           TEXT PRIMARY KEY,
    organization TEXT NOT NULL REFERENCES organizations (id),
    position     INTEGER NOT NULL,              -- order in the account and in `existing`
    state        TEXT NOT NULL CHECK (json_valid(state)),
    catalog      TEXT NOT NULL REFERENCES catalogs (digest),
    version      INTEGER NOT NULL,
    changed_at   INTEGER NOT NULL,              -- the instant for which the last change was quoted
    UNIQUE (organization, position)
) STRICT;

-- What a customer has confirmed, or what a renewal costs. Open until the provider's outcome is known and applied.
CREATE TABLE intents (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    organization    TEXT NOT NULL REFERENCES organizations (id),
    idempotency_key TEXT NOT NULL,
    fingerprint     BLOB NOT NULL,              -- of the content that came with the key
    order_id        TEXT NOT NULL UNIQUE,       -- of the order that it becomes
    order_number    INTEGER NOT NULL UNIQUE,
    subscription    TEXT NOT NULL REFERENCES subscriptions (id),
    version         INTEGER NOT NULL,           -- of the subscription that was priced
    user            TEXT REFERENCES users (id), -- who confirmed; none: a renewal
    request         TEXT NOT NULL CHECK (json_valid(request)),
    catalog         TEXT NOT NULL REFERENCES catalogs (digest),
    digest          TEXT NOT NULL,
    answer          TEXT NOT NULL CHECK (json_valid(answer)),
    quoted_at       INTEGER NOT NULL,           -- `at` of the request
    amount          INTEGER NOT NULL,           -- minor units: above zero a charge, below a refund
    digits          INTEGER NOT NULL,           -- minor digits of the currency
    currency        TEXT NOT NULL,
    card            TEXT,
    state           TEXT NOT NULL CHECK (state IN ('open', 'done', 'declined', 'canceled')),
    handed_over_at  INTEGER,                    -- just before the provider is called
    created_at      INTEGER NOT NULL,
    closed_at       INTEGER,
    reply_status    INTEGER,
    reply           TEXT,
    CHECK ((state IN ('done', 'declined')) = (reply IS NOT NULL))
) STRICT;

-- A canceled intent never reached the provider: its key is free again.
CREATE UNIQUE INDEX intents_by_key ON intents (organization, idempotency_key) WHERE state <> 'canceled';
CREATE UNIQUE INDEX one_open_intent ON intents (subscription) WHERE state = 'open';

CREATE TABLE orders (
    id           TEXT PRIMARY KEY,
    number       INTEGER NOT NULL UNIQUE,
    organization TEXT NOT NULL REFERENCES organizations (id),
    subscription TEXT NOT NULL REFERENCES subscriptions (id),
    intent       INTEGER UNIQUE REFERENCES intents (id),  -- none: written by the seed
    request      TEXT NOT NULL CHECK (json_valid(request)),
    catalog      TEXT NOT NULL REFERENCES catalogs (digest),
    digest       TEXT NOT NULL,
    answer       TEXT NOT NULL CHECK (json_valid(answer)),
    amount_due   TEXT NOT NULL,
    refund       TEXT NOT NULL,
    currency     TEXT NOT NULL,
    card         TEXT,
    paid_at      INTEGER NOT NULL
) STRICT;
CREATE INDEX orders_by_organization ON orders (organization, number DESC);

-- A code is taken when its intent is opened and given back if the intent comes to nothing, so
-- that two customers cannot both get the last one.
CREATE TABLE redemptions (
    id           INTEGER PRIMARY KEY,
    code         TEXT NOT NULL,
    organization TEXT REFERENCES organizations (id),      -- none: redeemed outside this server
    intent       INTEGER REFERENCES intents (id),
    at           INTEGER NOT NULL
) STRICT;
CREATE INDEX redemptions_by_code ON redemptions (code, organization);

-- Codes that were tried, kept here and not in memory: a restart must not hand out fresh guesses.
CREATE TABLE code_lookups (
    id           INTEGER PRIMARY KEY,
    organization TEXT NOT NULL REFERENCES organizations (id),
    address      TEXT NOT NULL,
    code         TEXT NOT NULL,
    refused      INTEGER NOT NULL CHECK (refused IN (0, 1)),
    at           INTEGER NOT NULL
) STRICT;
CREATE INDEX code_lookups_by_account ON code_lookups (organization, address, at);

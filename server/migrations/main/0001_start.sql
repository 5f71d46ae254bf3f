-- One text for SQLite and PostgreSQL: texts and 64-bit integers only. Instants are seconds since 1970 (UTC),
-- truth is 0 or 1, hashes are lower-case hexadecimal, JSON is text as the engine wrote it. Ids are made by the
-- server; they rise with time.

CREATE TABLE organizations (
    id           TEXT PRIMARY KEY,
    name         TEXT NOT NULL,
    taxes        TEXT NOT NULL,                 -- `tax` of a request, JSON
    viewer_roles TEXT NOT NULL,                 -- who may see the account, a JSON array
    created_at   BIGINT NOT NULL
);

CREATE TABLE users (
    id           TEXT PRIMARY KEY,
    organization TEXT NOT NULL REFERENCES organizations (id),
    position     BIGINT NOT NULL,               -- in which order they came
    name         TEXT NOT NULL,
    email        TEXT NOT NULL UNIQUE,
    role         TEXT NOT NULL CHECK (role IN ('owner', 'admin', 'billingManager', 'member', 'staff'))
);

-- The token itself is known to the browser alone.
CREATE TABLE sessions (
    token_hash TEXT PRIMARY KEY,
    user_id    TEXT NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

-- Price lists never change once they are here: a digest names one text. Coupons are outside
-- the digest and therefore elsewhere, so that no catalog that is handed out can hold one.
CREATE TABLE catalogs (
    digest     TEXT PRIMARY KEY,
    text       TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE active_catalog (
    one          BIGINT PRIMARY KEY CHECK (one = 1),
    digest       TEXT NOT NULL REFERENCES catalogs (digest),
    activated_at BIGINT NOT NULL
);

CREATE TABLE coupons (
    code  TEXT PRIMARY KEY,
    terms TEXT NOT NULL
);

-- What a person calls things by: the number that comes next.
CREATE TABLE numbers (
    kind TEXT PRIMARY KEY,
    next BIGINT NOT NULL
);

-- By how much the demo's clock is ahead, so that all programs on this database share it.
CREATE TABLE demo_clock (
    one   BIGINT PRIMARY KEY CHECK (one = 1),
    ahead BIGINT NOT NULL CHECK (ahead >= 0)
);

CREATE TABLE subscriptions (
    id           TEXT PRIMARY KEY,
    organization TEXT NOT NULL REFERENCES organizations (id),
    position     BIGINT NOT NULL,               -- order in the account and in `existing`
    state        TEXT NOT NULL,                 -- S4, JSON
    status       TEXT NOT NULL CHECK (status IN ('active', 'pastDue', 'ended')),   -- of the state, like the
    canceling    BIGINT NOT NULL CHECK (canceling IN (0, 1)),                      -- next two
    period_end   BIGINT NOT NULL,
    catalog      TEXT NOT NULL REFERENCES catalogs (digest),
    version      BIGINT NOT NULL,
    changed_at   BIGINT NOT NULL,               -- the instant for which the last change was quoted
    UNIQUE (organization, position)
);
CREATE INDEX subscriptions_by_end ON subscriptions (period_end);

-- What a customer has confirmed, or what a renewal costs. Open until the provider's outcome is known and applied.
CREATE TABLE intents (
    id              TEXT PRIMARY KEY,
    kind            TEXT NOT NULL CHECK (kind IN ('change', 'purchase', 'renewal', 'cancellation', 'resumption')),
    organization    TEXT NOT NULL REFERENCES organizations (id),
    idempotency_key TEXT NOT NULL,
    fingerprint     TEXT NOT NULL,              -- of the content that came with the key
    order_id        TEXT NOT NULL UNIQUE,       -- of the order that it becomes
    order_number    BIGINT NOT NULL UNIQUE,
    subscription    TEXT NOT NULL,              -- of a purchase: the one that it will make
    version         BIGINT NOT NULL,            -- of the subscription that was priced; 0: a purchase
    user_id         TEXT REFERENCES users (id), -- who confirmed; none: a renewal by the job
    request         TEXT NOT NULL,
    catalog         TEXT NOT NULL REFERENCES catalogs (digest),
    digest          TEXT NOT NULL,
    answer          TEXT NOT NULL,
    state_after     TEXT NOT NULL,              -- of the subscription once it is applied
    quoted_at       BIGINT NOT NULL,            -- `at` of the request
    amount          BIGINT NOT NULL,            -- minor units: above zero a charge, below a refund
    digits          BIGINT NOT NULL,            -- minor digits of the currency
    currency        TEXT NOT NULL,
    card            TEXT,
    quote           TEXT,                       -- the saved quote that was accepted
    purchase_order  TEXT,                       -- the number that the customer gave
    due_at          BIGINT,                     -- until when a purchase order is to be paid
    state           TEXT NOT NULL CHECK (state IN ('open', 'awaitingPayment', 'done', 'declined', 'canceled')),
    lease           TEXT,                       -- who works on it,
    leased_until    BIGINT,                     -- and until when nobody else does
    handed_over_at  BIGINT,                     -- just before the provider is called
    created_at      BIGINT NOT NULL,
    closed_at       BIGINT,
    reply_status    BIGINT,
    reply           TEXT,
    CHECK (state NOT IN ('done', 'declined') OR reply IS NOT NULL)
);

-- A canceled intent never reached the provider: its key is free again.
CREATE UNIQUE INDEX intents_by_key ON intents (organization, idempotency_key) WHERE state <> 'canceled';
CREATE INDEX intents_by_subscription ON intents (subscription, kind, state);
CREATE UNIQUE INDEX one_unfinished_intent ON intents (subscription) WHERE state IN ('open', 'awaitingPayment');

CREATE TABLE orders (
    id             TEXT PRIMARY KEY,
    number         BIGINT NOT NULL UNIQUE,
    kind           TEXT NOT NULL CHECK (kind IN ('change', 'purchase', 'renewal', 'cancellation', 'resumption')),
    organization   TEXT NOT NULL REFERENCES organizations (id),
    subscription   TEXT NOT NULL REFERENCES subscriptions (id),
    intent         TEXT UNIQUE REFERENCES intents (id),   -- none: written by the seed
    user_id        TEXT REFERENCES users (id),            -- none: by the job, or by the seed
    request        TEXT NOT NULL,
    catalog        TEXT NOT NULL REFERENCES catalogs (digest),
    digest         TEXT NOT NULL,
    answer         TEXT NOT NULL,
    state_after    TEXT NOT NULL,               -- of the subscription
    amount_due     TEXT NOT NULL,
    refund         TEXT NOT NULL,               -- what went back the way it came
    to_balance     TEXT NOT NULL,               -- the rest of what was owed to the customer
    currency       TEXT NOT NULL,
    card           TEXT,
    quote          TEXT,
    purchase_order TEXT,
    created_at     BIGINT NOT NULL,             -- when it was confirmed
    paid_at        BIGINT NOT NULL
);
CREATE INDEX orders_by_organization ON orders (organization, number DESC);
CREATE INDEX orders_by_subscription ON orders (subscription, number DESC);

-- A code is taken when its intent is opened and given back if the intent comes to nothing, so
-- that two customers cannot both get the last one.
CREATE TABLE redemptions (
    id           TEXT PRIMARY KEY,
    code         TEXT NOT NULL,
    organization TEXT REFERENCES organizations (id),      -- none: redeemed outside this server
    intent       TEXT REFERENCES intents (id),
    at           BIGINT NOT NULL
);
CREATE INDEX redemptions_by_code ON redemptions (code, organization);
CREATE INDEX redemptions_by_intent ON redemptions (intent);

-- Codes that were tried, kept here and not in memory: a restart must not hand out fresh guesses.
CREATE TABLE code_lookups (
    id           TEXT PRIMARY KEY,
    organization TEXT NOT NULL REFERENCES organizations (id),
    address      TEXT NOT NULL,
    code         TEXT NOT NULL,
    refused      BIGINT NOT NULL CHECK (refused IN (0, 1)),
    at           BIGINT NOT NULL
);
CREATE INDEX code_lookups_by_account ON code_lookups (organization, address, at);

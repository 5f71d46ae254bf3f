-- Who may come in, and by what.

-- Made once by the first server that needs it, unless it is configured.
CREATE TABLE secrets (
    name       TEXT PRIMARY KEY,
    secret     TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- Bearer tokens of scripts; the token itself is known to its holder alone.
CREATE TABLE tokens (
    id         TEXT PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    user_id    TEXT NOT NULL REFERENCES users (id),
    label      TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    revoked_at BIGINT
);
CREATE INDEX tokens_by_user ON tokens (user_id);

-- Where organizations registered themselves from, so that one address cannot fill the tables.
CREATE TABLE registrations (
    organization TEXT PRIMARY KEY REFERENCES organizations (id),
    address      TEXT NOT NULL,
    at           BIGINT NOT NULL
);
CREATE INDEX registrations_by_address ON registrations (address, at);

-- Refused codes are counted for an address and for an account, each by itself.
CREATE INDEX code_lookups_by_address ON code_lookups (address, at);

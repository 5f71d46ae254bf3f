-- Licenses for machines without a line, valid to the end of the period in which they were issued.
CREATE TABLE offline_licenses (
    id           TEXT PRIMARY KEY,
    organization TEXT NOT NULL REFERENCES organizations (id),
    subscription TEXT NOT NULL REFERENCES subscriptions (id),
    product      TEXT NOT NULL,
    machine      TEXT NOT NULL,
    user_id      TEXT NOT NULL REFERENCES users (id),
    issued_at    BIGINT NOT NULL,
    valid_until  BIGINT NOT NULL,
    license      TEXT NOT NULL,                 -- the signed text
    UNIQUE (subscription, product, machine, valid_until)
);

-- What the seller paid out, past the provider, of what a subscription that has ended held as balance.
CREATE TABLE payouts (
    id           TEXT PRIMARY KEY,
    subscription TEXT NOT NULL REFERENCES subscriptions (id),
    amount       TEXT NOT NULL,
    currency     TEXT NOT NULL,
    reference    TEXT,                          -- what the payment is known by
    paid_at      BIGINT NOT NULL
);
CREATE INDEX payouts_by_subscription ON payouts (subscription);

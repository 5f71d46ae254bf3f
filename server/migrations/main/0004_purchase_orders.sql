-- Orders by purchase order: paid past the provider, as somebody of the seller says.
ALTER TABLE intents ADD COLUMN reference TEXT;                            -- of the payment, as the seller knows it
ALTER TABLE intents ADD COLUMN closed_by TEXT REFERENCES users (id);      -- who said that it was paid, or gave it up
CREATE INDEX intents_by_due ON intents (due_at) WHERE state = 'awaitingPayment';

-- An order by purchase order that was canceled keeps its key: the same request again must not order anew. By this index it
-- is found; not a unique one, since keys were given back before.
CREATE INDEX intents_by_canceled_key ON intents (organization, idempotency_key)
    WHERE state = 'canceled' AND purchase_order IS NOT NULL;

-- What the next renewals of a book bring in, by currency, with what makes the combined digest.
WITH
    (SELECT translate(raw_blob, '\t\n', '  ') FROM file('catalog.json', RawBLOB)) AS catalog,
    answers AS (
        SELECT id, quote(catalog, renewal(renews_at, subscription, tax)) AS answer
        FROM file('subscriptions/*.parquet', Parquet,
            'id Nullable(String), renews_at Nullable(String), subscription Nullable(String), tax Nullable(String)')
    ),
    told AS (
        SELECT
            ifNull(id, '') AS id,
            JSONExtractString(answer, 'status') AS status,
            JSONExtractString(answer, 'currency') AS currency,
            JSONExtractString(answer, 'digest') AS digest,
            if(digest = '', extract(answer, '"problems":(\\[.*\\])[,}]'), '') AS problems,
            toDecimal128OrZero(JSONExtractString(answer, 'total'), 4) AS total,
            toDecimal128OrZero(JSONExtractString(answer, 'amountDue'), 4) AS amount_due
        FROM answers
        WHERE NOT throwIf(isNull(answer) OR position(answer, '"in":"catalog"') > 0,
            'the catalog is refused, or there is none; quote(catalog, \'{}\') tells why')
    )
SELECT
    if(status = '', 'unreadable', status) AS status, currency, count() AS rows,
    toString(sum(total)) AS total, toString(sum(amount_due)) AS amount_due,
    -- The combined digest is the sum of these, modulo 2^256.
    toString(sum(reinterpretAsUInt256(reverse(SHA256(concat(id, '\t', digest, problems)))))) AS digest
FROM told
GROUP BY status, currency
ORDER BY status, currency
-- A file without tax is an error, and not a file of those who pay none.
SETTINGS input_format_parquet_allow_missing_columns = 0

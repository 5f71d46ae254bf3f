-- The module as a function of SQL, once for a server. Upper case matters: the rest is not understood.
INSERT INTO system.webassembly_modules (name, code) SELECT 'quotient', raw_blob FROM file('quote.wasm', RawBLOB);

CREATE FUNCTION quote LANGUAGE WASM ABI BUFFERED_V1 FROM 'quotient' :: 'clickhouse_quote'
    ARGUMENTS (catalog String, request String) RETURNS String
    SETTINGS serialization_format = 'TSVRaw', webassembly_udf_enable_fuel = 0;

-- A cell's text on one line. JSON has line breaks only between its words, where a carriage return is as good.
CREATE FUNCTION cell AS (text) -> replaceAll(ifNull(text, ''), '\n', '\r');

-- The request for the renewal of a subscription. A cell that is more than one value has a field twice, and is refused.
CREATE FUNCTION renewal AS (renews_at, subscription, tax) -> concat(
    '{"type":"renewal","coupons":[],"account":{},"tax":', if(isNull(tax), '{}', cell(tax)),
    ',"at":"', cell(renews_at), '","subscription":', cell(subscription), '}');

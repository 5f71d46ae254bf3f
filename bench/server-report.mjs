// The part of the page about the server, from the results of `server.mjs`.

const NOT_MEASURED = "Not measured on this machine yet: `cargo xtask bench --only server`.";

/** A table of what was measured, or a sentence. */
export function served(measured, table) {
  if (!measured) return NOT_MEASURED;
  const { cores, load, connections, results } = measured;
  const whole = (number) => Math.round(number).toLocaleString("en-US");
  const megabytes = (bytes) => (bytes === undefined ? "" : `${(bytes / 1e6).toFixed(1)} MB`);
  const rows = Object.entries(results).map(([name, result]) => [
    name,
    whole(result.quotes),
    `${whole(result.rate)}/s`,
    `${result.median} ms`,
    `${result.p99} ms`,
    megabytes(result.memory.before),
    megabytes(result.memory.after),
  ]);
  const head = ["", "quotes", "rate", "median", "99 %", "memory at first", "at the end"];
  const { seconds } = Object.values(results)[0];
  return [
    `\`POST /api/quote\` for ${Math.round(seconds)} seconds, after a warm-up, over ${connections} connections that stay open, by a`,
    "bearer token: who asks, the account and the price list are read from the database for every quote. The server, the",
    `database and what asks share ${cores} cores, for which ${load} other program${load === 1 ? " was" : "s were"} waiting when it began. No quote failed.`,
    "",
    table(head, rows),
  ].join("\n");
}

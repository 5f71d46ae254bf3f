// One fresh process, one contender: loading it, its first quote, and the next ones. `node first.mjs NAME`.
// An entry is imported from the package; a peer as a page has it, bundled and minified, at the path that is given.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [kind, place] = process.argv.slice(2);
const read = (name) =>
  JSON.parse(readFileSync(new URL(`reference/${name}.json`, import.meta.url), "utf8"));
const [catalog, request] = [read("catalog"), read("request")];
const require = createRequire(import.meta.url);

const start = performance.now();
let quote;
if (kind === "entry") {
  const entry = await import(place);
  if (entry.init) {
    await entry.init(readFileSync(require.resolve("@quotient/checkout/quote.wasm")));
  }
  const engine = new entry.Catalog(catalog);
  quote = () => engine.quote(request);
} else {
  const { prepare } = await import(pathToFileURL(place));
  const peer = prepare(catalog);
  quote = () => peer(request);
}
const loaded = performance.now();
quote();
const first = performance.now();
for (let n = 2; n <= 10; n++) quote();
const tenth = performance.now();
for (let n = 11; n <= 1000; n++) quote();
const last = performance.now();
console.log(
  JSON.stringify({
    cold: first - start,
    load: loaded - start,
    few: ((tenth - first) * 1000) / 9,
    many: ((last - tenth) * 1000) / 990,
  }),
);

// One fresh process, one contender: `node first.mjs entry|amounts|peer ADDRESS`.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { cold, entry, peer } from "./cold.mjs";
import { reference } from "./options.mjs";
import { AMOUNTS } from "./parts.mjs";

const [kind, address] = process.argv.slice(2);
const require = createRequire(import.meta.url);
const module = () => readFileSync(require.resolve("@quotient/checkout/quote.wasm"));
const asked = reference();
const loads = {
  entry: () => entry(address, module, asked),
  amounts: () => entry(address, module, asked, AMOUNTS),
  peer: () => peer(address, asked),
};
const load = loads[kind];
console.log(JSON.stringify(await cold(load)));

// One fresh process, one contender: `node first.mjs entry|peer ADDRESS`.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { cold, entry, peer } from "./cold.mjs";
import { reference } from "./options.mjs";

const [kind, address] = process.argv.slice(2);
const require = createRequire(import.meta.url);
const module = () => readFileSync(require.resolve("@quotient/checkout/quote.wasm"));
const asked = reference();
const load = kind === "entry" ? () => entry(address, module, asked) : () => peer(address, asked);
console.log(JSON.stringify(await cold(load)));

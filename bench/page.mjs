// What the page of `browser.mjs` runs.

import { cold, entry, peer } from "./cold.mjs";
import { AMOUNTS } from "./parts.mjs";
import { warm } from "./warm.mjs";

const module = () => fetch("/dist/quote.wasm");

globalThis.bench = {
  async warm(files, reference, rounds) {
    const entries = {};
    for (const [name, file] of Object.entries(files)) {
      entries[name] = await import(`/dist/${file}`);
      if (entries[name].init) await entries[name].init(module());
    }
    return warm(entries, reference, rounds);
  },
  cold: ([kind, address], reference) =>
    cold(
      {
        entry: () => entry(address, module, reference),
        amounts: () => entry(address, module, reference, AMOUNTS),
        peer: () => peer(address, reference),
      }[kind],
    ),
};

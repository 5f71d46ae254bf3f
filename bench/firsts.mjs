// The cold rows: contenders take turns, each time in a process of its own.

import { spread } from "./measure.mjs";

/**
 * @param contenders what `run` takes, by name
 * @param run the figures of `cold.mjs` for one of them, fresh
 */
export async function firsts(contenders, rounds, run) {
  const found = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, contender] of Object.entries(contenders)) {
      found[name].push(await run(contender));
    }
  }
  const columns = (runs) =>
    Object.fromEntries(
      ["cold", "few", "many"].map((field) => [field, spread(runs.map((run) => run[field]))]),
    );
  return Object.fromEntries(Object.entries(found).map(([name, runs]) => [name, columns(runs)]));
}

// Timing, in Node and in browsers. Contenders take turns, so that a slow spell of the machine hits all alike.

/** Microseconds a call, over about so many milliseconds. */
function timed(call, ms) {
  let calls = 0;
  const start = performance.now();
  let now = start;
  do {
    for (let n = 0; n < 32; n++) call();
    calls += 32;
    now = performance.now();
  } while (now < start + ms);
  return ((now - start) * 1000) / calls;
}

/** The middle of the runs, the lowest and the highest, and all of them, for ratios run by run. */
export function spread(runs) {
  const sorted = [...runs].sort((a, b) => a - b);
  return { median: sorted[sorted.length >> 1], low: sorted[0], high: sorted.at(-1), runs };
}

/** @param contenders functions by name, each a call */
export function interleaved(contenders, { runs, ms }) {
  const names = Object.keys(contenders);
  for (const name of names) timed(contenders[name], ms);
  const times = Object.fromEntries(names.map((name) => [name, []]));
  for (let run = 0; run < runs; run++) {
    for (const name of names) times[name].push(timed(contenders[name], ms));
  }
  return Object.fromEntries(names.map((name) => [name, spread(times[name])]));
}

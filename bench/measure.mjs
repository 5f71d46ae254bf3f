// Timing, in Node and in browsers. Contenders take turns, so that a slow spell of the machine hits all alike.

/** Calls between two looks at the clock. */
const BATCH = 8;

/** Microseconds a call, over about so many milliseconds. */
function timed(call, ms) {
  let calls = 0;
  const start = performance.now();
  let now = start;
  do {
    for (let n = 0; n < BATCH; n++) call();
    calls += BATCH;
    now = performance.now();
  } while (now < start + ms);
  return ((now - start) * 1000) / calls;
}

/** The middle of the runs, a tenth from either end of them, and all, for ratios run by run. */
export function spread(runs) {
  const sorted = [...runs].sort((a, b) => a - b);
  const at = (share) => sorted[Math.floor(share * (sorted.length - 1))];
  return { median: at(0.5), low: at(0.1), high: at(0.9), runs };
}

/** @param contenders functions by name, each a call */
export function interleaved(contenders, { runs, ms }) {
  const names = Object.keys(contenders);
  // Until the host has optimized what it will.
  for (const name of names) timed(contenders[name], 250);
  const times = Object.fromEntries(names.map((name) => [name, []]));
  for (let run = 0; run < runs; run++) {
    for (const name of names) times[name].push(timed(contenders[name], ms));
  }
  return Object.fromEntries(names.map((name) => [name, spread(times[name])]));
}

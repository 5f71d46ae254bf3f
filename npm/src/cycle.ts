import type { Cycle } from "./types.js";

/** Equal for equal cycles, of which one may leave out that it counts one. */
export function nameOf(cycle: Cycle | undefined): string {
  return cycle === undefined ? "" : `${cycle.count ?? 1}-${cycle.unit}`;
}

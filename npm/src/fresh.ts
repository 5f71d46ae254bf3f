// Quotes hold for a while only: who stays on a page for longer sees what it costs by then.

import type { Checkout } from "./store.js";
import type { Answer } from "./types.js";

/** Milliseconds; timers of hosts hold no more. */
const LONGEST = 2 ** 31 - 1;

/**
 * Quotes again whenever the quote has expired (`validUntil`, S9), so that nobody confirms what a server refuses.
 * Counts from when the quote was made, so that the clock of the page may be wrong. Elements and forms do it by themselves.
 *
 * ```js
 * const stop = keepFresh(checkout);
 * ```
 *
 * @returns what ends it
 */
export function keepFresh(checkout: Checkout): () => void {
  let known: Answer | undefined;
  let lasting = 0;
  let due = Infinity;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    clearTimeout(timer);
    if (due === Infinity) {
      return;
    }
    const isStale = due <= Date.now();
    if (isStale) {
      // Where it cannot be quoted again now, it is tried once more after as long.
      due = Date.now() + lasting;
    }
    timer = setTimeout(look, Math.min(due - Date.now(), LONGEST));
    if (isStale) {
      checkout.refresh();
    }
  };
  const wait = () => {
    const { answer, quotedAt } = checkout.getSnapshot();
    // What was refused made no quote.
    if (answer !== known) {
      known = answer;
      lasting = answer.status === "priced" ? lasts(answer) : Infinity;
      due = quotedAt + lasting;
      look();
    }
  };
  const stop = checkout.subscribe(wait);
  // Timers stand still while a machine sleeps.
  const page = globalThis.document as Document | undefined;
  page?.addEventListener("visibilitychange", look);
  wait();
  return () => {
    stop();
    clearTimeout(timer);
    due = Infinity;
    page?.removeEventListener("visibilitychange", look);
  };
}

/** Milliseconds from a quote's instant on; at least a second, whatever the host's clock says. */
function lasts({ at, validUntil }: { at: string; validUntil: string }): number {
  return Math.max(Date.parse(validUntil) - Date.parse(at), 1000);
}

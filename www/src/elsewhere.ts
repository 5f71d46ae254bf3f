// What came of something whose page was left meanwhile: told on whichever page is there by then, which stays.

import { announce } from "./announcer.js";
import { t } from "./i18n.js";

export interface Outcome {
  kind: "good" | "bad";
  /** In the language of the moment. */
  words: () => string;
  /** Where it can be seen, or gone on with. */
  path: string;
  link: () => string;
  /** The page that was left, if one was. */
  from?: string;
}

export const outcomes = new EventTarget();

export function tellElsewhere(outcome: Outcome): void {
  announce(outcome.words());
  outcomes.dispatchEvent(new CustomEvent("outcome", { detail: outcome }));
}

/** It did not come about, or that is not known: the way back to where it was asked for. */
export function failedElsewhere(words: () => string, path: string): void {
  tellElsewhere({ kind: "bad", words, path, link: () => t.orders.backToOrder, from: path });
}

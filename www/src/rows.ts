// The parts of a choice, and the small rules of how typing becomes one.

import type { Quantities } from "@quotient/checkout";
import type { ChangeChoice, Cycle, Subscription } from "./api.js";
import { isPresent } from "./requests.js";
import { counted } from "./words.js";

export interface Row {
  product: string;
  /** As typed; priced only when it is a whole number. */
  text: string;
  quantity: number | undefined;
  /** The last whole number that was typed: while the text is none, what else is shown is for this many. */
  counted: number;
  /** Held now. */
  present: number;
}

/** What the customer chose, before it has an instant. */
export interface Draft {
  rows: Row[];
  cycle: Cycle;
  codes: readonly string[];
  /** Scheduled changes are withdrawn. */
  withdraw: boolean;
}

/** Only what differs from the present state is named, and what withdraws something scheduled. */
export function chosen(
  subscription: Subscription,
  draft: Draft,
): Pick<ChangeChoice, "items" | "cycle" | "codes"> {
  const { pending } = subscription;
  const { rows, cycle, codes, withdraw } = draft;
  const withdrawn = new Set(withdraw ? (pending?.items ?? []).map((item) => item.product) : []);
  const items = rows.flatMap(({ product, quantity, present }) =>
    quantity !== undefined && (quantity !== present || withdrawn.has(product))
      ? [{ product, quantity }]
      : [],
  );
  const named = !isPresent(subscription, cycle) || (withdraw && pending?.cycle !== undefined);
  return {
    ...(items.length > 0 ? { items } : {}),
    ...(named ? { cycle } : {}),
    ...(codes.length > 0 ? { codes } : {}),
  };
}

/**
 * The rows of what is held, with what was chosen before, and those that were added. What was left as it was held follows
 * what is held by now: else it would be a change that nobody chose.
 */
export function rowsOf(subscription: Subscription, kept: Row[] = []): Row[] {
  const held = subscription.items.map(({ product, quantity }) => {
    const row = kept.find((candidate) => candidate.product === product);
    return row && row.quantity !== row.present
      ? { ...row, present: quantity }
      : { ...newRow(product, quantity), present: quantity };
  });
  const added = kept.filter(
    (row) => row.present === 0 && !held.some(({ product }) => product === row.product),
  );
  return [...held, ...added];
}

/** A row of something that is not held yet. */
export function newRow(product: string, quantity: number): Row {
  return { product, quantity, counted: quantity, text: String(quantity), present: 0 };
}

/** The same row with another text in it. */
export function retyped(row: Row, text: string): Row {
  const quantity = typedNumber(text);
  return { ...row, text, quantity, counted: quantity ?? row.counted };
}

/** `12`, ` 12 `, `١٢`, `１２`: digits only, and no more of them than count exactly; else undefined. */
export function wholeNumber(text: string): number | undefined {
  const digits = western(text.trim());
  return /^[0-9]{1,15}$/.test(digits) ? Number(digits) : undefined;
}

/**
 * The same, and `1,000` where this page writes just that for it. A point never is a group: what is `1.000` to
 * some is one to others.
 */
export function typedNumber(text: string): number | undefined {
  const typed = western(text.trim()).replace(/\s/g, " ");
  const number = wholeNumber(typed.replace(/[, \u066c\u2019]/g, ""));
  if (number === undefined || /^[0-9]+$/.test(typed)) return number;
  return western(counted(number)).replace(/\s/g, " ") === typed ? number : undefined;
}

/** Digits of other scripts as `0` to `9`. */
function western(text: string): string {
  return text.replace(/[\u0660-\u0669\u06f0-\u06f9\uff10-\uff19]/g, (digit) =>
    String(digit.charCodeAt(0) & 0xf),
  );
}

/** Whether so many may be asked for. */
export function isWithin(quantity: number, { minimum, maximum, step }: Quantities): boolean {
  return quantity >= minimum && quantity <= maximum && quantity % step === 0;
}

/** The quantity that one press of `+` or `−` leads to: the next of those that may be asked for. */
export function stepped(
  quantity: number,
  direction: 1 | -1,
  { minimum, maximum, step }: Quantities,
): number {
  const turns = direction > 0 ? Math.floor(quantity / step) + 1 : Math.ceil(quantity / step) - 1;
  return Math.min(Math.max(turns * step, minimum), maximum);
}

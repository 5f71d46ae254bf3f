// The words of the element: English, and each of them replaceable. Amounts, dates and numbers come
// in as texts of the element's locale.

import type { Catalog } from "../index.js";
import type { CodeRefusal, Cycle, Line, Problem } from "../types.js";

/** Something that is counted: its name in the catalog, in the singular. */
export type Unit = string;

/** What a problem is about, in words. */
export interface ProblemContext {
  /** The product, if it is about one. */
  readonly product: string | undefined;
  readonly unit: Unit;
  readonly held: number;
  /** The present cycle; absent in a purchase. */
  readonly cycle: Cycle | undefined;
  /** `allowed` where it is an instant, as a date. */
  readonly date: string | undefined;
}

/** Every text of `<quotient-checkout>`. Replace some or all by its property `messages`. */
export interface CheckoutMessages {
  /** `12 licenses` */
  units(count: number, unit: Unit, counted: string): string;
  /** The label of a quantity field, below the name of its product, which is read out before it. */
  quantity(unit: Unit, product: string): string;
  held(count: number, units: string): string;
  /** What the least of a product costs, where it is not held. */
  price(amount: string, cycle: Cycle, units: string): string;
  fewer(units: string): string;
  more(units: string): string;
  enterWhole: string;
  /** A button that takes the nearest quantity that is allowed. */
  useAllowed(units: string): string;
  addProduct: string;
  add(product: string): string;
  cycle: string;
  /** `Monthly` */
  cycleName(cycle: Cycle): string;
  /** Behind the amount that a cycle costs: `per month` */
  perCycle(cycle: Cycle): string;
  /** Of several products, those that are not sold in a cycle. */
  notInCycle(products: string): string;
  presentCycle: string;
  /** What the prices of the cycles are for. */
  cyclePrices(units: string, taxIncluded: boolean): string;
  saving(amount: string, percent: string, cycle: Cycle): string;
  dearer(amount: string, cycle: Cycle): string;
  code: string;
  addCode: string;
  addAnotherCode: string;
  codes: string;
  apply: string;
  remove: string;
  removeCode(code: string): string;
  enterCode: string;
  codeThere(code: string): string;
  codeWaits: string;
  codeChecking(code: string): string;
  codeFailed(code: string): string;
  codeRefused(code: string, reason: CodeRefusal): string;
  problem(problem: Pick<Problem, "code" | "message" | "allowed">, about: ProblemContext): string;
  summary: string;
  credit: string;
  unusedTime(product: string): string;
  /** Units that are added to what is held; `counted` is the number in them. */
  added(units: string, counted: string): string;
  calculation: string;
  /** How an amount came about, a sentence each. */
  sentences(line: Line, currency: string, catalog: Catalog): string[];
  subtotal: string;
  discount(code: string): string;
  discounts: string;
  /** `ids` are those of the rates. */
  tax(ids: readonly string[], included: boolean): string;
  total: string;
  fromBalance: string;
  toBalance: string;
  refund: string;
  nothingNow: string;
  dueNow: string;
  renewal(amount: string, date: string): string;
  noRenewal: string;
  noPrice: string;
  /** Before anything was chosen. */
  choose: string;
  /** What makes the checkout is malformed. */
  unusable: string;
  /** Units of one of several products, in what is said after a change. */
  chosen(units: string, product: string): string;
  /** What is said after a change; `due` is absent where there is no price. */
  announce(choice: string, due: string | undefined, reasons: string): string;
}

/** The words that are built in. */
export const ENGLISH: CheckoutMessages = {
  units: (count, unit, counted) => `${counted} ${count === 1 ? unit : many(unit)}`,
  quantity: (unit) => `Number of ${many(unit)}`,
  held: (_, units) => `You have ${units}.`,
  price: (amount, cycle, units) => `${units} for ${amount} ${every(cycle)}`,
  fewer: (units) => `${units} fewer`,
  more: (units) => `${units} more`,
  enterWhole: "Enter a whole number.",
  useAllowed: (units) => `Use ${units}`,
  addProduct: "Add another product",
  add: (product) => `Add ${product}`,
  cycle: "Billing cycle",
  cycleName: ({ unit, count = 1 }) =>
    count > 1
      ? `Every ${count} ${unit}s`
      : { day: "Daily", week: "Weekly", month: "Monthly", year: "Annual" }[unit],
  perCycle: (cycle) => `per ${turn(cycle)}`,
  notInCycle: (products) => `Not sold in this billing cycle: ${products}.`,
  presentCycle: "now",
  cyclePrices: (units, taxIncluded) =>
    `For ${units}, ${taxIncluded ? "with tax, before" : "before tax and"} discounts.`,
  saving: (amount, percent, cycle) => `Save ${amount} ${every(cycle)} (${percent})`,
  dearer: (amount, cycle) => `${amount} ${every(cycle)} more than monthly billing`,
  code: "Discount code",
  addCode: "Add discount code",
  addAnotherCode: "Add another discount code",
  codes: "Discount codes",
  apply: "Apply",
  remove: "Remove",
  removeCode: (code) => `Remove code ${code}`,
  enterCode: "Enter a code.",
  codeThere: (code) => `“${code}” is already there.`,
  codeWaits: "Will be checked with your change.",
  codeChecking: (code) => `Checking “${code}”…`,
  codeFailed: (code) => `“${code}” could not be checked. Please try again.`,
  codeRefused: (code, reason) => `“${code}” ${REFUSALS[reason]}`,
  problem: explained,
  summary: "Order summary",
  credit: "Credit",
  unusedTime: () => "Unused time",
  added: (units, counted) => units.replace(counted, () => `${counted} more`),
  calculation: "How this was calculated",
  sentences: (line, currency, catalog) => catalog.sentence(line, currency),
  subtotal: "Subtotal",
  discount: (code) => `Discount ${code}`,
  discounts: "All discounts",
  tax: (ids, included) => {
    const names = ids.length > 0 ? ` (${ids.map((id) => id.toUpperCase()).join(", ")})` : "";
    return `Tax${names}${included ? ", included" : ""}`;
  },
  total: "Total",
  fromBalance: "Paid from your balance",
  toBalance: "Total, added to your balance",
  refund: "Refund to you",
  nothingNow: "Nothing is charged or credited now.",
  dueNow: "Due today",
  renewal: (amount, date) => `Renews for ${amount} on ${date}.`,
  noRenewal: "It does not renew.",
  noPrice: "There is no price for this choice.",
  choose: "Choose what you would like to have.",
  unusable: "This checkout cannot be shown.",
  chosen: (units, product) => `${product}: ${units}`,
  announce: (choice, due, reasons) =>
    [choice && `${choice}.`, due ? `Due today ${due}.` : reasons].filter(Boolean).join(" "),
};

const REFUSALS: Record<CodeRefusal, string> = {
  code_unknown: "is not a code that we know. Check its spelling.",
  code_not_started: "cannot be used yet.",
  code_expired: "has expired.",
  code_exhausted: "has been used up.",
  code_already_used: "was already used by you.",
  code_already_running: "already runs on this subscription.",
  code_first_purchase_only: "is for first purchases only.",
  code_wrong_type: "is not for this kind of order.",
  code_wrong_cycle: "is for another billing cycle.",
  code_wrong_currency: "is not for prices in this currency.",
  code_wrong_product: "is for another product.",
  code_nothing_to_discount: "has nothing to take off: nothing is charged.",
  code_below_quantity: "is for larger quantities.",
  code_below_amount: "is for larger orders.",
  code_not_combinable: "cannot be combined with the others, which take off more.",
  code_no_effect: "would take nothing off.",
};

function explained(
  { code, message, allowed }: Pick<Problem, "code" | "message" | "allowed">,
  { unit, held, cycle, date }: ProblemContext,
): string {
  const number = (count: unknown) => ENGLISH.units(count as number, unit, String(count));
  switch (code) {
    case "role_not_allowed":
      return Array.isArray(allowed)
        ? `Only ${roles(allowed)} can do this.`
        : "Your role does not allow this.";
    case "nothing_changes":
      return `Choose another number of ${many(unit)} or another billing cycle.`;
    case "no_items":
      return cycle === undefined
        ? ENGLISH.choose
        : "Nothing would be left. To end the subscription, cancel it instead.";
    case "quantity_decreased":
      return `The number of ${many(unit)} only goes up. ${ENGLISH.held(held, number(held))}`;
    case "quantity_above_maximum":
      return typeof allowed === "number"
        ? `At most ${number(allowed)} can be bought here.`
        : `More ${many(unit)} than can be bought here.`;
    case "quantity_below_minimum":
      return typeof allowed === "number"
        ? `At least ${number(allowed)} are needed.`
        : `Fewer ${many(unit)} than can be bought.`;
    case "quantity_step":
      return typeof allowed === "number"
        ? `Not sold in this number. The nearest is ${number(allowed)}.`
        : "Not sold in this number.";
    case "out_of_range":
      return "That is more than can be priced.";
    case "cycle_shortened":
      return date === undefined
        ? "A shorter cycle is not possible before the end of the present one."
        : `The present term runs until ${date}. A shorter cycle is not possible before.`;
    case "mixed_timing":
      return "One part would take effect now and another only at the renewal. Make them one after the other.";
    case "too_many_products":
      return "Fewer products can be changed at a time. Make the changes one after the other.";
    case "subscription_past_due":
      return "A payment is overdue. Changes are possible once that is paid.";
    case "subscription_canceling":
      return "This subscription was canceled.";
    case "subscription_ended":
      return "This subscription has ended.";
    case "renewal_due":
      return "This subscription is being renewed. Changes are possible as soon as that is done.";
    case "price_not_found":
      return "Not sold in that billing cycle.";
    case "already_subscribed":
      return date === undefined
        ? "Another of your subscriptions already has this."
        : `Another of your subscriptions has this until ${date}.`;
    case "charges_missing":
      return "What was paid is not on record here, so unused time cannot be credited.";
    default: {
      const text = message.replaceAll("`", "");
      return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`;
    }
  }
}

function many(unit: Unit): string {
  // A symbol: `5 GB`.
  if (/[A-Z]$/.test(unit)) {
    return unit;
  }
  if (/[^aeiou]y$/.test(unit)) {
    return `${unit.slice(0, -1)}ies`;
  }
  return /(s|x|z|ch|sh)$/.test(unit) ? `${unit}es` : `${unit}s`;
}

function turn({ unit, count = 1 }: Cycle): string {
  return count > 1 ? `${count} ${unit}s` : unit;
}

function every(cycle: Cycle): string {
  return (cycle.count ?? 1) > 1 ? `every ${turn(cycle)}` : `a ${turn(cycle)}`;
}

function roles(names: readonly string[]): string {
  const words = names.map((name) => many(name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase()));
  return words.length > 1 ? `${words.slice(0, -1).join(", ")} and ${words.at(-1)}` : words.join("");
}

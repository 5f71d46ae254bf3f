// Why something cannot be had, and how an amount came about. The engine decides; these only say it.

import type { CodeRefusal } from "@quotient/checkout";
import type { Circumstances } from "../../circumstances.js";
import { phrase, type Phrase } from "../../phrase.js";
import { counting, type TwoForms } from "../forms.js";

const count = counting<TwoForms>("en");

/** `monthly term`; of `billing every 3 months`, the present one. */
function term(billing: string): string {
  return / billing$/.test(billing) ? billing.replace(/ billing$/, " term") : "present term";
}

type Told = (about: Circumstances) => string;

const told = {
  role_not_allowed: ({ roles, buys }) => {
    if (!roles) return "Your role does not allow this.";
    return `Only ${roles} can ${buys ? "buy this" : "change this subscription"}.`;
  },
  nothing_changes: ({ manyUnits }) =>
    `Choose another number of ${manyUnits} or another billing cycle.`,
  quantity_decreased: ({ manyUnits, held }) =>
    `The number of ${manyUnits} only goes up.${held ? ` You have ${held}.` : ""}`,
  quantity_above_maximum: ({ quantity, manyUnits }) =>
    quantity
      ? `At most ${quantity} can be bought here.`
      : `More ${manyUnits} than can be bought here.`,
  quantity_below_minimum: ({ quantity, manyUnits }) =>
    quantity ? `Buy at least ${quantity}.` : `Fewer ${manyUnits} than can be bought.`,
  quantity_step: ({ quantity, manyUnits }) =>
    `${manyUnits.charAt(0).toUpperCase()}${manyUnits.slice(1)} are not sold in this number.${quantity ? ` The nearest is ${quantity}.` : ""}`,
  out_of_range: () => "That is more than can be priced.",
  cycle_shortened: ({ date, billing }) =>
    date
      ? `Your ${term(billing)} runs until ${date}. A shorter cycle is not possible before.`
      : `Your ${term(billing)} runs on. A shorter cycle is not possible before its end.`,
  mixed_timing: () =>
    "One part of this change would take effect now and another only at the renewal. Please make them one after the other.",
  too_many_products: () =>
    "Fewer products can be changed at a time. Please make the changes one after the other.",
  no_items: ({ buys }) =>
    buys
      ? "Nothing would be bought."
      : "Nothing would be left. To end the subscription, cancel it instead.",
  subscription_past_due: () =>
    "A payment for this subscription is overdue. It can be changed once that is paid.",
  subscription_canceling: ({ ends }) => `This subscription was canceled and ends on ${ends}.`,
  subscription_ended: () => "This subscription has ended.",
  renewal_due: ({ pastDue }) =>
    pastDue
      ? "A payment for this subscription is overdue. It can be changed once that is paid."
      : "The period has ended and is not renewed yet. This subscription can be changed as soon as it is.",
  renewal_not_due: ({ date }) => (date ? `It is not due before ${date}.` : "It is not due yet."),
  not_canceling: () => "This subscription is not canceled.",
  before_period: () => "This is before the period of the subscription.",
  price_not_found: () => "This is not sold in that billing cycle.",
  unknown_product: () => "This is not sold any more.",
  already_subscribed: ({ date }) =>
    date
      ? `Another of your subscriptions has this product until ${date}.`
      : "Another of your subscriptions already has this product.",
  charges_missing: () =>
    "What was paid for this subscription is not on record here, so its unused time cannot be credited.",
} satisfies Record<string, Told>;

/** By the engine's code; a code that is not here has nothing to do with what a customer chose. */
export const problems: Record<keyof typeof told, Told> = told;

/** Why a code was refused, with what its terms ask for. */
export interface RefusedCode {
  /** As it was typed, in quotation marks or apart from the text around it. */
  code: string;
  from: string | undefined;
  until: string | undefined;
  cycles: string | undefined;
  products: string | undefined;
  quantity: string | undefined;
  amount: string | undefined;
  currency: string;
}

export const refusals: Record<CodeRefusal, (about: RefusedCode) => string> = {
  code_unknown: ({ code }) => `“${code}” is not a code that we know. Check its spelling.`,
  code_not_started: ({ code, from }) =>
    from ? `“${code}” can be used from ${from}.` : `“${code}” cannot be used yet.`,
  code_expired: ({ code, until }) =>
    until ? `“${code}” expired on ${until}.` : `“${code}” has expired.`,
  code_exhausted: ({ code }) => `“${code}” has been used up.`,
  code_already_used: ({ code }) => `You have already used “${code}”.`,
  code_already_running: ({ code }) => `“${code}” already runs on this subscription.`,
  code_first_purchase_only: ({ code }) => `“${code}” is for first purchases only.`,
  code_wrong_type: ({ code }) => `“${code}” is not for this kind of order.`,
  code_wrong_cycle: ({ code, cycles }) =>
    cycles ? `“${code}” is for ${cycles}.` : `“${code}” is for another billing cycle.`,
  code_wrong_currency: ({ code, currency }) => `“${code}” is not for prices in ${currency}.`,
  code_wrong_product: ({ code, products }) => `“${code}” is for ${products ?? "another product"}.`,
  code_nothing_to_discount: ({ code }) => `“${code}” has nothing to take off: nothing is charged.`,
  code_below_quantity: ({ code, quantity }) =>
    quantity ? `“${code}” is for ${quantity} or more.` : `“${code}” is for larger quantities.`,
  code_below_amount: ({ code, amount }) =>
    amount ? `“${code}” is for charges of ${amount} or more.` : `“${code}” is for larger orders.`,
  code_not_combinable: ({ code }) =>
    `“${code}” cannot be combined with the others, which take off more.`,
  code_no_effect: ({ code }) => `“${code}” would take nothing off.`,
};

/** By the server's own codes. */
export const server = {
  known: {
    confirm_in_progress:
      "An earlier payment for this subscription is still being confirmed. Please wait a moment and look at your subscriptions.",
    order_awaiting_payment: "An order for this subscription awaits its payment.",
    role_not_allowed: "Your role does not allow this.",
    order_canceled: "This order was canceled.",
    order_not_awaiting_payment: "This order does not await payment any more.",
    subscription_not_past_due: "This subscription is not overdue any more.",
    reference_differs: "This order was paid before, by another reference, which is kept.",
    too_many_registrations: "Too many organizations were registered from here. Please try later.",
    character_not_allowed: "This has characters that cannot be used here.",
    subscription_changed: "The subscription was changed meanwhile.",
    quote_expired: "The quote has expired.",
    quote_changed: "The quote is not the one that was shown.",
    quote_accepted: "The quote was accepted already.",
    quote_withdrawn: "The quote was withdrawn.",
    not_found: "There is no such thing here, or it belongs to another organization.",
    not_signed_in: "You are signed out. Sign in again.",
    csrf_token_missing: "Somebody signed in elsewhere in this browser meanwhile. Please try again.",
    csrf_token_wrong: "Somebody signed in elsewhere in this browser meanwhile. Please try again.",
    too_many_codes: "Too many codes were tried. Please wait a few minutes.",
    at_in_future: "The clock of this page was ahead of the server's.",
    at_before_last_change: "The subscription was changed meanwhile.",
    offline_license_not_included: "Offline licenses are not included.",
    offline_licenses_exhausted: "Every license that you have bought is issued already.",
    text_empty: "This field is required.",
    too_large: "This is too long.",
    email_malformed: "Enter an e-mail address, such as name@example.com.",
    email_taken: "Someone with this e-mail address is registered already.",
  } as Record<string, string>,
  /** One that this page has no words for: the server's own, which are English. */
  other: (message: string, _code: string): string => message,
};

/** How an amount came about. Amounts and fractions are those of the calculation, exact. */
export const calculation = {
  // The price list
  listed: <P>(price: Phrase<P>, per: string): Phrase<P> => [...price, ` ${per}.`],
  multiple: (per: string, times: string, perBase: string, _quantity: number): string =>
    `The price ${per} is ${times} times the price ${perBase}.`,
  volume: "Every unit costs the price of the tier that the quantity is in:",
  graduated: "Every unit costs the price of its own tier:",
  plusFlat: <P>(amount: P): Phrase<P> => phrase`, and ${amount} once`,
  // The line
  whole: <P>(units: P, after: P): Phrase<P> =>
    phrase`The price of ${units} for a whole cycle is ${after}.`,
  fromTo: <P>(before: P, after: P): Phrase<P> =>
    phrase`The price for a whole cycle goes from ${before} to ${after}.`,
  fromToPart: <P>(before: P, after: P, part: P): Phrase<P> =>
    phrase`The price for a whole cycle goes from ${before} to ${after}: ${part} of it is given back.`,
  remain: <P>(share: P): Phrase<P> => phrase`Of the period, ${share} remain and are charged.`,
  withoutTax: <P>(fraction: P): Phrase<P> =>
    phrase`No tax is due: of the price that includes it, ${fraction} is charged.`,
  exactly: <P>(amount: P): Phrase<P> => phrase`That is ${amount}, exactly.`,
  rounded: <P>(exact: P, amount: P): Phrase<P> =>
    phrase`That is exactly ${exact}, rounded to ${amount}.`,
  entry: <P>(net: P, start: P, end: P, share: P, exact: P): Phrase<P> =>
    phrase`${net} paid for ${start} to ${end}: ${share} are not used, exactly ${exact}.`,
  entryTaxed: <P>(
    net: P,
    tax: P,
    start: P,
    end: P,
    share: P,
    exactNet: P,
    exactTax: P,
  ): Phrase<P> =>
    phrase`${net} and ${tax} of tax paid for ${start} to ${end}: ${share} are not used, exactly ${exactNet} and ${exactTax} of tax.`,
  credited: <P>(amount: P): Phrase<P> => phrase`Credited: ${amount}.`,
  discounted: <P>(code: P, amount: P): Phrase<P> => phrase`The code ${code} takes off ${amount}.`,
  taxed: <P>(rate: P, amount: P): Phrase<P> => phrase`Tax ${rate}: ${amount}.`,
  fromMoment: <P>(start: P, end: P): Phrase<P> => phrase`From ${start} to ${end}.`,
  fromMomentAbout: <P>(start: P, end: P, percent: P): Phrase<P> =>
    phrase`From ${start} to ${end}, about ${percent} of the period.`,
  /** `10 of 30 days`; `count` is the second number, which the noun goes with. */
  share: (
    part: string,
    whole: string,
    _count: number,
    unit: "day" | "hour" | "minute" | "second",
  ): string => `${part} of ${whole} ${unit}s`,
  noneOf: "none of its parts",
  allOf: "all of its parts",
};

/** What a discount code takes off, as parts of a list. */
export const codeTerms = {
  percent: (percent: string): string => `${percent}% off`,
  amount: (amount: string): string => `${amount} off`,
  perUnit: (amount: string): string => `${amount} off each unit`,
  atMost: (amount: string): string => `at most ${amount}`,
  periods: (quantity: number, counted: string): string =>
    count(quantity, counted, { one: "for # period", other: "for # periods" }),
  comma: ", ",
};

// Units, cycles and roles: the words that sentences are made of.

import type { Cycle } from "../../api.js";
import { phrase, type Phrase } from "../../phrase.js";
import { counting, type TwoForms } from "../forms.js";

const count = counting<TwoForms>("en");

function many(noun: string): string {
  // A symbol: `5 GB`.
  if (/[A-Z]$/.test(noun)) return noun;
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`;
  return /(s|x|z|ch|sh)$/.test(noun) ? `${noun}es` : `${noun}s`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function role(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
}

export const words = {
  /** `1 license`, `12 licenses`. */
  units: (quantity: number, counted: string, unit: string): string =>
    count(quantity, counted, { one: `# ${unit}`, other: `# ${many(unit)}` }),
  /** `2 more licenses`. */
  moreUnits: (quantity: number, counted: string, unit: string): string =>
    count(quantity, counted, { one: `# more ${unit}`, other: `# more ${many(unit)}` }),
  /** One of them: `license`. */
  unit: (unit: string): string => unit,
  /** Several: `licenses`. */
  manyUnits: (unit: string): string => many(unit),
  /** `1 second`, `30 seconds`. */
  seconds: (quantity: number, counted: string): string =>
    count(quantity, counted, { one: "# second", other: "# seconds" }),
  /** `30 days`. */
  days: (quantity: number, counted: string): string =>
    count(quantity, counted, { one: "# day", other: "# days" }),
  /** `Monthly`: a cycle as a choice. */
  cycleTitle: ({ unit, count = 1 }: Cycle): string =>
    count > 1
      ? `Every ${count} ${unit}s`
      : { day: "Daily", week: "Weekly", month: "Monthly", year: "Annual" }[unit],
  /** `monthly billing`. */
  billing: ({ unit, count = 1 }: Cycle): string =>
    count > 1
      ? `billing every ${count} ${unit}s`
      : `${{ day: "daily", week: "weekly", month: "monthly", year: "annual" }[unit]} billing`,
  /** `per month`. */
  perCycle: ({ unit, count = 1 }: Cycle): string =>
    count > 1 ? `per ${count} ${unit}s` : `per ${unit}`,
  /** `every month`. */
  everyCycle: ({ unit, count = 1 }: Cycle): string =>
    count > 1 ? `every ${count} ${unit}s` : `every ${unit}`,
  /** `for 2 more periods`: how long a discount runs. */
  morePeriods: (quantity: number, counted: string): string =>
    count(quantity, counted, { one: "for # more period", other: "for # more periods" }),
  codeLasts: (code: string, morePeriods: string): string => `${code} ${morePeriods}`,
  // How a sentence about the next renewal ends.
  thenEvery: (every: string): string => `then ${every} until you cancel.`,
  thenEveryUnlessEnded: (every: string): string =>
    `then ${every} until you cancel, without the discounts that have ended by then.`,
  balanceFirst: <P>(amount: P): Phrase<P> =>
    phrase`The next renewal uses your balance first: ${amount} is left to pay then.`,
  withCodes: (codes: string): string => `with ${codes}.`,
  thenFrom: <P>(date: P, amount: P, every: string): Phrase<P> =>
    phrase`From ${date}: ${amount} ${every} until you cancel.`,
  /** `a year`: behind a saving. */
  aCycle: ({ unit, count = 1 }: Cycle): string =>
    count > 1 ? `every ${count} ${unit}s` : `a ${unit}`,
  /** `Billing manager`. */
  role: (name: string): string => capital(role(name)),
  /** `owners`, `billing managers`. */
  roles: (name: string): string => many(role(name)),
  /** `as an owner`. */
  asRole: (name: string): string => `as ${/^[aeiou]/.test(name) ? "an" : "a"} ${role(name)}`,
};

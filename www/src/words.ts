// The things of a quote in the language that is spoken: units, cycles, dates, roles.

import type { Cycle } from "./api.js";
import { isolated, language, locale, t } from "./i18n.js";

/** A whole number as the reader writes it. */
export function counted(quantity: number): string {
  return new Intl.NumberFormat(locale).format(quantity);
}

/** `1 license`, `12 licenses`, `3 parallel sessions`. */
export function units(quantity: number, unit: string): string {
  return t.words.units(quantity, counted(quantity), unit);
}

/** `2 more licenses`. */
export function moreUnits(quantity: number, unit: string): string {
  return t.words.moreUnits(quantity, counted(quantity), unit);
}

/** `licenses`. */
export function manyUnits(unit: string): string {
  return t.words.manyUnits(unit);
}

/** `30 days`. */
export function days(quantity: number): string {
  return t.words.days(quantity, counted(quantity));
}

/** `monthly billing`. */
export function billing(cycle: Cycle): string {
  return t.words.billing(cycle);
}

export function sameCycle(a: Cycle, b: Cycle): boolean {
  return a.unit === b.unit && (a.count ?? 1) === (b.count ?? 1);
}

/** The shorter cycle first. */
export function byLength(a: Cycle, b: Cycle): number {
  return lengthOf(a) - lengthOf(b);
}

/** Days on the average. */
function lengthOf({ unit, count = 1 }: Cycle): number {
  return count * { day: 1, week: 7, month: 30.4375, year: 365.25 }[unit];
}

/** `December 1, 2026`, in the time zone that the catalog counts in. */
export function date(at: string, zone: string, dateStyle: "long" | "medium" = "long"): string {
  return new Intl.DateTimeFormat(locale, { dateStyle, timeZone: zone }).format(new Date(at));
}

/** `Nov 21, 2026 – Dec 1, 2026`. */
export function period(start: string, end: string, zone: string): string {
  return `${date(start, zone, "medium")} – ${date(end, zone, "medium")}`;
}

/** `Nov 21, 2026, 8:58:31 AM UTC`. */
export function moment(at: string, zone: string): string {
  const format = new Intl.DateTimeFormat(locale, {
    dateStyle: "medium",
    timeStyle: "medium",
    timeZone: zone,
  });
  return `${format.format(new Date(at))} ${isolated(zone === "UTC" ? zone : `UTC${zone}`)}`;
}

/** `owners and admins`. */
export function roleNames(roles: readonly string[]): string {
  return list(roles.map((role) => t.words.roles(role)));
}

export function list(
  parts: readonly string[],
  kind: "conjunction" | "disjunction" = "conjunction",
): string {
  return new Intl.ListFormat(language, { type: kind }).format(parts);
}

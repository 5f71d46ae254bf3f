// English for the things of a quote: units, cycles, dates, roles.

import type { Cycle } from "./api.js";
import { locale } from "./money.js";

const plural = new Intl.PluralRules("en");
const counts = new Intl.NumberFormat(locale);

/** `1 license`, `12 licenses`, `3 parallel sessions`. */
export function units(quantity: number, unit: string): string {
  return `${counts.format(quantity)} ${plural.select(quantity) === "one" ? unit : many(unit)}`;
}

export function many(unit: string): string {
  if (/[^aeiou]y$/.test(unit)) return `${unit.slice(0, -1)}ies`;
  return /(s|x|z|ch|sh)$/.test(unit) ? `${unit}es` : `${unit}s`;
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `monthly`, `annual`, `every 3 months`: how a cycle is called. */
export function cycleName(cycle: Cycle): string {
  const count = cycle.count ?? 1;
  if (count > 1) return `every ${count} ${cycle.unit}s`;
  return { day: "daily", week: "weekly", month: "monthly", year: "annual" }[cycle.unit];
}

/** `month`, `year`, `3 months`: what one turn of a cycle lasts. */
export function cycleLength(cycle: Cycle): string {
  const count = cycle.count ?? 1;
  return count > 1 ? `${count} ${cycle.unit}s` : cycle.unit;
}

export function sameCycle(a: Cycle, b: Cycle): boolean {
  return a.unit === b.unit && (a.count ?? 1) === (b.count ?? 1);
}

/** `December 1, 2026`, in the time zone that the catalog counts in. */
export function date(at: string, zone: string, dateStyle: "long" | "medium" = "long"): string {
  return new Intl.DateTimeFormat(locale, { dateStyle, timeZone: zone }).format(new Date(at));
}

/** `Nov 21, 2026 – Dec 1, 2026`. */
export function period(start: string, end: string, zone: string): string {
  const format = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: zone });
  return `${format.format(new Date(start))} – ${format.format(new Date(end))}`;
}

/** `Nov 21, 2026, 8:58:31 AM UTC`. */
export function moment(at: string, zone: string): string {
  const format = new Intl.DateTimeFormat(locale, {
    dateStyle: "medium",
    timeStyle: "medium",
    timeZone: zone,
  });
  return `${format.format(new Date(at))} ${zone === "UTC" ? zone : `UTC${zone}`}`;
}

/** `owner`, `billing manager`. */
export function roleName(role: string): string {
  return role.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
}

/** `owners and admins`. */
export function roleNames(roles: readonly string[]): string {
  return list(roles.map((role) => many(roleName(role))));
}

export function list(
  parts: readonly string[],
  kind: "conjunction" | "disjunction" = "conjunction",
): string {
  return new Intl.ListFormat("en", { type: kind }).format(parts);
}

// How a price is made up, read off the price list: nothing is calculated here.

import type { TemplateResult } from "lit";
import type { Cycle } from "../api.js";
import { locale, t } from "../i18n.js";
import { isZero } from "../money.js";
import type { Offer, Price } from "../offer.js";
import { phrase, type Phrase } from "../phrase.js";
import { counted, units } from "../words.js";
import { amount } from "./amount.js";

type Words = Phrase<TemplateResult>;
type Scheme = Price["scheme"];
type Tier = Extract<Scheme, { tiers: unknown }>["tiers"][number];

/** What a unit costs, and how many times that is counted in a longer cycle: a sentence each. */
export function madeUp(offer: Offer, product: string, currency: string, cycle: Cycle): Words[] {
  const price = offer.price(product, currency, cycle);
  if (!price) return [];
  const base = offer.base(product, price) ?? price;
  const unit = offer.unit(product);
  return [
    ...schemeWords(base.scheme, currency, unit, t.words.perCycle(base.cycle)),
    ...multipleWords(offer, product, price),
  ];
}

/** `The price per year is 11 times the price per month.` */
export function multipleWords(offer: Offer, product: string, price: Price): Words[] {
  const base = offer.base(product, price);
  if (!base || price.scheme.type !== "multipleOf") return [];
  const per = t.words.perCycle;
  const times = Number(price.scheme.times);
  return [
    [t.calculation.multiple(per(price.cycle), exactly(price.scheme.times), per(base.cycle), times)],
  ];
}

/** With all its digits: no number is made of it. */
function exactly(times: string): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 12 }).format(times as never);
}

function schemeWords(scheme: Scheme, currency: string, unit: string, per: string): Words[] {
  const listed = (words: Words) => t.calculation.listed(words, per);
  switch (scheme.type) {
    case "perUnit":
      return [listed(t.shop.perUnit(amount(scheme.amount, currency), t.words.unit(unit)))];
    case "flat":
      return [listed(t.shop.flatPrice(amount(scheme.amount, currency)))];
    case "package":
      return [listed(t.shop.perPack(amount(scheme.amount, currency), units(scheme.size, unit)))];
    case "graduated":
    case "volume":
      return [
        [scheme.type === "volume" ? t.calculation.volume : t.calculation.graduated],
        ...scheme.tiers.map((tier, index) =>
          listed(tierWords(tier, (scheme.tiers[index - 1]?.upTo ?? 0) + 1, currency, unit)),
        ),
      ];
    case "multipleOf":
      return [];
  }
}

function tierWords(tier: Tier, first: number, currency: string, unit: string): Words {
  const from = counted(first);
  const range =
    tier.upTo === null ? t.shop.tierAbove(from) : t.shop.tierRange(from, counted(tier.upTo));
  return [...phrase<TemplateResult>`${range}: `, ...tierPrice(tier, currency, unit)];
}

/** What a unit of a tier costs, what is added once, or both. */
export function tierPrice(tier: Tier, currency: string, unit: string): Words {
  const flat = tier.flat ?? "0";
  if (isZero(flat)) return each(tier, currency, unit);
  const once = amount(flat, currency);
  if (isZero(tier.unit ?? "0")) return t.shop.flatPrice(once);
  return [...each(tier, currency, unit), ...t.calculation.plusFlat(once)];
}

function each(tier: Tier, currency: string, unit: string): Words {
  return t.shop.perUnit(amount(tier.unit ?? "0", currency), t.words.unit(unit));
}

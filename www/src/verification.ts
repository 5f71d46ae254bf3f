// A stored quote priced again, here in the browser, by the same engine: the same request and the same
// price list give the same digest, or something is wrong.

import { Catalog, QuotientError } from "@quotient/checkout";
import { api, type QuoteDocument } from "./api.js";

/** What came out; of the last three it was not checked, and why. */
export type Verdict =
  "same" | "sameByServer" | "different" | "noPriceList" | "notPriced" | "noAnswer";

/** With the price list of its time, which the server keeps. */
export async function verifyHere({ request, digest, catalog }: QuoteDocument): Promise<Verdict> {
  let text: string;
  try {
    text = await api.catalog(catalog);
  } catch {
    return "noPriceList";
  }
  try {
    const prices = catalogOf(text);
    if (prices?.digest !== catalog || digest === undefined) return "different";
    return prices.verify(request, digest).holds ? "same" : "different";
  } catch {
    // Coupons are known to the server alone: a request that needs them cannot be priced here. Nor can any where the
    // engine does not run.
    return "notPriced";
  }
}

function catalogOf(text: string): Catalog | undefined {
  try {
    return new Catalog(text);
  } catch (error) {
    if (error instanceof QuotientError) return undefined;
    throw error;
  }
}

/**
 * A document by its link tells nothing of its organization's account, so that it cannot be priced here: the
 * server prices what it stored. Where it has codes, neither tells a digest.
 */
export async function verifyThere(token: string, shown: string | undefined): Promise<Verdict> {
  try {
    const { verified, digest = shown } = await api.verifySharedQuote(token);
    return verified && (shown === undefined || digest === shown) ? "sameByServer" : "different";
  } catch {
    return "noAnswer";
  }
}

// A stored quote priced again, here in the browser, by the same engine: the same request and the same
// price list give the same digest, or something is wrong.

import { Catalog, QuotientError, type Request } from "@quotient/checkout";
import { api } from "./api.js";

export type Verdict = "same" | "sameByServer" | "different" | "unknown";

/** @param catalog digest of the price list of its time, which the server keeps */
export async function verifyHere(
  request: Request,
  digest: string,
  catalog: string,
): Promise<Verdict> {
  let prices: Catalog;
  try {
    prices = new Catalog(await api.catalog(catalog));
  } catch (error) {
    if (error instanceof QuotientError) return "different";
    return "unknown";
  }
  if (prices.digest !== catalog) return "different";
  try {
    return prices.verify(request, digest).holds ? "same" : "different";
  } catch (error) {
    // Coupons are known to the server alone: a request that needs them cannot be priced here.
    if (error instanceof QuotientError) return "unknown";
    throw error;
  }
}

/**
 * A document by its link tells nothing of its organization's account, so that it cannot be priced here: the
 * server prices what it stored.
 */
export async function verifyThere(token: string, shown: string): Promise<Verdict> {
  try {
    const { verified, digest } = await api.verifySharedQuote(token);
    return verified && digest === shown ? "sameByServer" : "different";
  } catch {
    return "unknown";
  }
}

/**
 * For those who write catalogs: what is legal in one and surely wrong. With an engine of its own, so that pages
 * need not load what they never ask.
 *
 * @packageDocumentation
 */

import type { Tools } from "./door.js";
import { ask } from "./engine.js";
import { textOf } from "./text.js";
import { LIMITS, type CatalogInput, type Warning } from "./types.js";

export type { CatalogInput, Warning } from "./types.js";

/**
 * Warnings for what is legal in a catalog and surely wrong.
 *
 * @param catalog a catalog (S3) as an object or as JSON text
 * @throws {QuotientError} everything that is malformed in it
 */
export function lint(catalog: CatalogInput | string): Warning[] {
  const text = textOf(catalog, LIMITS.catalogBytes);
  return ask([text], (open) => (open as unknown as Tools).lint(text.json));
}

import { Catalog, QuotientError } from "../index.js";

import { LIMITS } from "../types.js";
import { type Fields, sized } from "./fields.js";
import { Refusal } from "./refusal.js";

/** How many catalogs are remembered. */
const RECENT = 16;

/** The catalogs of the last lines by their texts, so that lines in any order of a few read each once. */
export class Recent {
  /** The latest last: what was read, or why it cannot be used. */
  readonly #read = new Map<string, Catalog | Refusal>();
  #length = 0;

  /** The catalog of a line with these fields. */
  of(fields: Fields): Catalog {
    const text = sized(fields.bytes("catalog"), LIMITS.catalogBytes, "catalog");
    const known = this.#read.get(text);
    if (known === undefined) {
      this.#length += text.length;
    } else {
      this.#read.delete(text);
    }
    const catalog = known ?? parsed(text);
    this.#read.set(text, catalog);
    this.#forget();
    if (catalog instanceof Refusal) {
      throw catalog;
    }
    return catalog;
  }

  /** Leaves the present one and as many others as are remembered. */
  #forget(): void {
    for (const text of this.#read.keys()) {
      const isKept = this.#read.size <= RECENT && this.#length <= LIMITS.catalogBytes;
      if (isKept || this.#read.size === 1) {
        return;
      }
      this.#read.delete(text);
      this.#length -= text.length;
    }
  }
}

function parsed(text: string): Catalog | Refusal {
  try {
    return new Catalog(text);
  } catch (error) {
    if (error instanceof QuotientError) {
      return Refusal.of("catalog", error.problems);
    }
    throw error;
  }
}

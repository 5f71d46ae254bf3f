import { Engine } from "../build/quotient.js";

import { ask, instance } from "./module.js";
import { type Text, textOf } from "./text.js";
import { LIMITS, type Answer, type CatalogInput, type Request } from "./types.js";

/**
 * A price list, read and checked once, that answers as many requests as a customer moves a slider.
 * Synchronous, and without any set-up: the first catalog compiles the engine.
 */
export class Catalog {
  /** Kept so that the catalog can be read again by a new instance of the module. */
  readonly #text: Text;
  #engine!: Engine;
  #instance = 0;

  /**
   * @param source a catalog (S3) as an object or as JSON text
   * @throws {QuotientError} everything that is wrong with it
   */
  constructor(source: CatalogInput | string) {
    this.#text = textOf(source, LIMITS.catalogBytes);
    ask([this.#text], () => this.#current());
  }

  /** The catalog's own `id`. */
  get id(): string {
    return ask([], () => this.#current().id());
  }

  /** `sha256:` and the hash of the catalog without its coupons: equal catalogs have equal digests. */
  get digest(): string {
    return ask([], () => this.#current().digest());
  }

  /**
   * Prices a request (S5).
   *
   * @returns a quote, or all reasons why it is not allowed
   * @throws {QuotientError} everything that is malformed in it
   */
  quote(request: Request | string): Answer {
    const text = textOf(request, LIMITS.requestBytes);
    return ask([text], () => this.#current().quote(text.json) as Answer);
  }

  #current(): Engine {
    const now = instance();
    if (this.#instance !== now) {
      this.#engine = new Engine(this.#text.json);
      this.#instance = now;
    }
    return this.#engine;
  }
}

import { Engine } from "../build/quotient.js";

import { ask, instance } from "./module.js";
import { type Text, textOf } from "./text.js";
import {
  LIMITS,
  type Answer,
  type CatalogInput,
  type Options,
  type OptionsRequest,
  type Request,
  type Verification,
  type Warning,
} from "./types.js";

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

  /**
   * What a person may do now, per product: quantities, cycles with what they save, or the reasons why
   * not. The controls of a checkout come from it.
   *
   * @throws {QuotientError} everything that is malformed in the question
   */
  options(question: OptionsRequest | string): Options {
    const text = textOf(question, LIMITS.requestBytes);
    return ask([text], () => this.#current().options(text.json) as Options);
  }

  /** Warnings for what is legal in this catalog and surely wrong. */
  lint(): Warning[] {
    return ask([], () => this.#current().lint() as Warning[]);
  }

  /**
   * Prices a request again: does the digest hold?
   *
   * @throws {QuotientError} everything that is malformed in the request
   */
  verify(request: Request | string, digest: string): Verification {
    const text = textOf(request, LIMITS.requestBytes);
    // Made of text like everything else: no other value can reach the module.
    const claimed = textOf(`${digest}`, LIMITS.textBytes);
    return ask(
      [text, claimed],
      () => this.#current().verify(text.json, claimed.json) as Verification,
    );
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

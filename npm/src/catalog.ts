import { ask, engineOf } from "./engine.js";
import { type AnswerWith, bitsOf, type Parts } from "./parts.js";
import { Prepared } from "./prepared.js";
import { brand, isInstance } from "./problems.js";
import { sentence } from "./sentence.js";
import { type Text, textOf } from "./text.js";
import {
  LIMITS,
  type Answer,
  type CatalogInput,
  type Line,
  type Options,
  type OptionsRequest,
  type Product,
  type Request,
  type Verification,
} from "./types.js";

/**
 * A price list, read and checked once, that answers as many requests as a customer moves a slider.
 * Synchronous, and without any set-up: the first catalog compiles the engine. Nothing has to be freed.
 */
export class Catalog {
  /** Kept so that the catalog can be read again by a new instance of the engine. */
  readonly #text: Text;
  #named: Pick<CatalogInput, "timeZone" | "products"> | undefined;

  /**
   * @param source a catalog (S3) as an object or as JSON text
   * @throws {QuotientError} everything that is wrong with it
   */
  constructor(source: CatalogInput | string) {
    const text = textOf(source, LIMITS.catalogBytes);
    this.#text = text;
    brand(this, "Catalog");
    ask([text], (open) => engineOf(open, text.json));
  }

  /** The catalog's own `id`. */
  get id(): string {
    return ask([], (open) => engineOf(open, this.#text.json).id());
  }

  /** `sha256:` and the hash of the catalog without its coupons: equal catalogs have equal digests. */
  get digest(): string {
    return ask([], (open) => engineOf(open, this.#text.json).digest());
  }

  /** What is sold, with the names to show, in the order of the catalog. */
  get products(): readonly NamedProduct[] {
    return this.#names.products;
  }

  /** `"UTC"` or a fixed offset such as `"+07:00"`: the days of periods are counted in it. */
  get timeZone(): string {
    return this.#names.timeZone ?? "UTC";
  }

  /**
   * Prices a request (S5).
   *
   * @returns a quote, or all reasons why it is not allowed
   * @throws {QuotientError} everything that is malformed in it
   */
  quote(request: Request | string): Answer;
  /** The same with some parts left out, which cost nothing then: `{ digest: false, renewal: false }`. */
  quote<const P extends Parts>(request: Request | string, parts: P): AnswerWith<P>;
  quote(request: Request | string, parts?: Parts): unknown {
    const wanted = bitsOf(parts);
    const text = textOf(request, LIMITS.requestBytes);
    return ask([text], (open) => engineOf(open, this.#text.json).quote(text.json, wanted));
  }

  /**
   * The answer to a request as canonical JSON text, for those who hand it on.
   *
   * @throws {QuotientError} everything that is malformed in it
   */
  quoteText(request: Request | string): string {
    const text = textOf(request, LIMITS.requestBytes);
    return ask([text], (open) => engineOf(open, this.#text.json).text(text.json));
  }

  /**
   * Reads and checks a request once, for as many choices as a customer tries: `prepared.total(12)`.
   *
   * @throws {QuotientError} everything that is malformed in it
   */
  prepare(request: Request | string): Prepared {
    return new Prepared(this.#text, request);
  }

  /**
   * What a person may do now, per product: quantities, cycles with what they save, or the reasons why
   * not. The controls of a checkout come from it.
   *
   * @throws {QuotientError} everything that is malformed in the question
   */
  options(question: OptionsRequest | string): Options {
    const text = textOf(question, LIMITS.requestBytes);
    return ask([text], (open) => engineOf(open, this.#text.json).options(text.json));
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
    return ask([text, claimed], (open) =>
      engineOf(open, this.#text.json).verify(text.json, claimed.json),
    );
  }

  /**
   * The function `sentence` with the engine that this catalog was read by.
   *
   * @throws {QuotientError} what is no JSON; `wrong_type` for a currency that is no string
   */
  sentence(line: Line, currency: string): string[] {
    return sentence(line, currency);
  }

  get #names(): Pick<CatalogInput, "timeZone" | "products"> {
    this.#named ??= JSON.parse(this.#text.json) as CatalogInput;
    return this.#named;
  }

  /** Also true for a catalog of another copy of this package. */
  static [Symbol.hasInstance](value: unknown): value is Catalog {
    return isInstance(this, Catalog, "Catalog", value);
  }
}

/** How a product is called. */
export type NamedProduct = Pick<Product, "id" | "name" | "unitName">;

/** A catalog, or what one is made of: an object or its JSON text. */
export type CatalogSource = Catalog | CatalogInput | string;

/** A catalog as it is, or a new one. */
export function catalogOf(source: CatalogSource): Catalog {
  return source instanceof Catalog ? source : new Catalog(source);
}

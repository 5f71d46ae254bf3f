// The public names, and nothing else: the same for every way to run the engine.

export { Catalog, type CatalogSource } from "./catalog.js";
export { compare, lint, options, quote, sentence, verify } from "./functions.js";
export { EngineError, QuotientError } from "./problems.js";
export type * from "./types.js";

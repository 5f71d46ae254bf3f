// The public names, and nothing else: the same for every way to run the engine.

export { Catalog, type CatalogSource, type NamedProduct } from "./catalog.js";
export { compare, options, quote, verify } from "./functions.js";
export { sentence } from "./sentence.js";
export { formatAmount, type FormatOptions, toMinorUnits } from "./money.js";
export type { Amounts, AnswerWith, Parts, PricedWith } from "./parts.js";
export type { Prepared, PreparedChoice, Total, TotalPriced } from "./prepared.js";
export { EngineError, QuotientError } from "./problems.js";
export type * from "./types.js";

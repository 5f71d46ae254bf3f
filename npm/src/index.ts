// The public names, and nothing else: the same for every way to run the engine.

export { Catalog, type CatalogSource, type NamedProduct } from "./catalog.js";
export {
  createCheckout,
  type ChangeSetup,
  type Checkout,
  type CheckoutChoice,
  type CheckoutCode,
  type CheckoutFacts,
  type CheckoutItem,
  type CheckoutProblem,
  type CheckoutSetup,
  type CheckoutSnapshot,
  type CheckoutUpdate,
  type Choice,
  type ConfirmPayload,
  type PurchaseSetup,
} from "./checkout.js";
export { compare, lint, options, quote, sentence, verify } from "./functions.js";
export { formatAmount, type FormatOptions, toMinorUnits } from "./money.js";
export { EngineError, QuotientError } from "./problems.js";
export type * from "./types.js";

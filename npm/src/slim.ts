/**
 * The same as the main entry without the engine, for those who serve `quote.wasm` themselves: call
 * `init` once and await it.
 *
 * @packageDocumentation
 */

export { init, type InitInput } from "./doors/slim.js";
export * from "./index.js";
export * from "./store.js";

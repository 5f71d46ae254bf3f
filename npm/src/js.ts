/**
 * The same as the main entry with the engine as plain JavaScript, for pages whose policy forbids
 * WebAssembly and hosts that have none. Larger and slower, the same answers.
 *
 * @packageDocumentation
 */

export * from "./index.js";
export * from "./store.js";

// The door of `./slim`: the portable module, which the host serves or holds.

import { type Exports, portableDoor } from "../portable.js";
import { EngineError } from "../problems.js";

/** Where `quote.wasm` is, or what it is. */
export type InitInput = string | URL | Response | BufferSource | WebAssembly.Module;

let compiled: WebAssembly.Module | undefined;
let pending: Promise<void> | undefined;

export const door = /* @__PURE__ */ portableDoor(() => {
  if (compiled === undefined) {
    throw new EngineError(
      "not_ready",
      "the engine is not there yet: call `init` once and await it",
    );
  }
  return new WebAssembly.Instance(compiled).exports as unknown as Exports;
});

/**
 * Compiles the engine, while it comes in where it is served as `application/wasm`. Calls share one
 * promise, so that everyone who needs the engine may call; after a failure the next call tries anew.
 *
 * @param input the address of `quote.wasm`, its bytes, the response to a request for it, or the module;
 *   or a promise of these
 * @throws {TypeError} for what is not this package's `quote.wasm`; the host's error if it cannot be had
 */
export function init(input: InitInput | Promise<InitInput>): Promise<void> {
  if (pending !== undefined) {
    // What was asked for too late may fail without anybody's hearing of it.
    Promise.resolve(input).catch(() => {});
    return pending;
  }
  pending = compile(input).then(
    (module) => {
      compiled = module;
    },
    (error: unknown) => {
      pending = undefined;
      throw error;
    },
  );
  return pending;
}

async function compile(given: InitInput | Promise<InitInput>): Promise<WebAssembly.Module> {
  const module = await moduleOf(await given);
  // Another module would fail later, and in stranger ways.
  if (!WebAssembly.Module.exports(module).some(({ name }) => name === "catalog_new")) {
    throw new TypeError("this WebAssembly is not the quote.wasm of @quotient/checkout");
  }
  return module;
}

async function moduleOf(input: InitInput): Promise<WebAssembly.Module> {
  switch (kindOf(input)) {
    case "WebAssembly.Module":
      return input as WebAssembly.Module;
    case "String":
    case "URL":
      return fromResponse(await fetch(input as string | URL));
    case "Response":
      return fromResponse(input as Response);
    default:
      return WebAssembly.compile(input as BufferSource);
  }
}

/** By its name: what comes from a frame or a test's sandbox is of another class. */
function kindOf(input: unknown): string {
  return Object.prototype.toString.call(input).slice(8, -1);
}

async function fromResponse(response: Response): Promise<WebAssembly.Module> {
  if (!response.ok) {
    throw new TypeError(`the server answered ${response.status} for ${response.url}`);
  }
  // Hosts stream nothing that is served as another type, or with parameters.
  const type = response.headers.get("content-type");
  return type === "application/wasm" && "compileStreaming" in WebAssembly
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}

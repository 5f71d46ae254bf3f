// The door for workerd, where WebAssembly may only come as a module that was deployed with the worker.

import { type Exports, portableDoor } from "../portable.js";
import module from "../quote.wasm";

export const door = /* @__PURE__ */ portableDoor(
  () => new WebAssembly.Instance(module).exports as unknown as Exports,
);

// The door of `./tools`: the portable module, inlined.

import text from "../../build/quote.inlined";

import { type Exports, portableDoor } from "../portable.js";
import { inlined } from "./inlined.js";

export const door = /* @__PURE__ */ portableDoor(
  () =>
    new WebAssembly.Instance(new WebAssembly.Module(inlined(text))).exports as unknown as Exports,
);

// The door of `./js`: the engine as plain JavaScript, for pages whose policy forbids WebAssembly.

import { open } from "../../build/quote-js.js";

import { portableDoor } from "../portable.js";

export const door = /* @__PURE__ */ portableDoor(open);

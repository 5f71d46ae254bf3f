// The door of the main entry: the module inlined.

import text from "../../build/quotient.inlined";

import type { Door } from "../door.js";
import { open } from "./glue.js";
import { inlined } from "./inlined.js";

export const door: Door = {
  open() {
    return open(() => inlined(text));
  },
};

// The main entry as Node takes it and as pages load it: two modules of the same sources.

import * as node from "@quotient/checkout";
import * as page from "../dist/index.js";

export const engines = { node, page };

/** The same as addresses, for a Node of their own. */
export const addresses = { node: "@quotient/checkout", page: "../dist/index.js" };

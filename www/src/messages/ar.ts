// The page in Arabic.

import { account } from "./ar/account.js";
import { frame } from "./ar/frame.js";
import { orders } from "./ar/orders.js";
import { calculation, codeTerms, problems, refusals, server } from "./ar/problems.js";
import { quotes } from "./ar/quotes.js";
import { shop } from "./ar/shop.js";
import { words } from "./ar/words.js";
import type { Messages } from "./en.js";

export const ar: Messages = {
  words,
  frame,
  shop,
  account,
  orders,
  quotes,
  problems,
  refusals,
  server,
  calculation,
  codeTerms,
};

// The page in English. The type of these messages is what every other language has to have.

import { account } from "./en/account.js";
import { frame } from "./en/frame.js";
import { orders } from "./en/orders.js";
import { calculation, codeTerms, problems, refusals, server } from "./en/problems.js";
import { quotes } from "./en/quotes.js";
import { shop } from "./en/shop.js";
import { words } from "./en/words.js";

export const en = {
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

export type Messages = typeof en;

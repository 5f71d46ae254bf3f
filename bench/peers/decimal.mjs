// decimal.js, with a precision at which no division disturbs a tie.

import { Decimal as Default } from "decimal.js";

import { decimals } from "./decimals.mjs";

const Decimal = Default.clone({ precision: 50, rounding: Default.ROUND_HALF_UP });

export const prepare = decimals(
  (value) => new Decimal(value),
  (amount, places) => amount.toDecimalPlaces(places),
  (amount) => amount.floor(),
);

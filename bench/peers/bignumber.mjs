// bignumber.js, with so many decimals that no division disturbs a tie.

import Default from "bignumber.js";

import { decimals } from "./decimals.mjs";

const BigNumber = Default.clone({ DECIMAL_PLACES: 40, ROUNDING_MODE: Default.ROUND_HALF_UP });
// The library's own name for it is another.
BigNumber.prototype.cmp ??= BigNumber.prototype.comparedTo;

export const prepare = decimals(
  (value) => new BigNumber(value),
  (amount, places) => amount.dp(places),
  (amount) => amount.integerValue(BigNumber.ROUND_FLOOR),
);

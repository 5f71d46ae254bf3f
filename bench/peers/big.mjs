// big.js, with so many decimals that no division disturbs a tie.

import Default from "big.js";

import { decimals } from "./decimals.mjs";

const Big = Default();
Big.DP = 40;
Big.RM = Default.roundHalfUp;

export const prepare = decimals(
  (value) => new Big(value),
  (amount, places) => amount.round(places),
  (amount) => amount.round(0, Default.roundDown),
);

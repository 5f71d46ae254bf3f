// The peers by name. `exact` is what each must be: doubles are not.

import { prepare as big } from "./big.mjs";
import { prepare as bigint } from "./bigint.mjs";
import { prepare as bignumber } from "./bignumber.mjs";
import { prepare as decimal } from "./decimal.mjs";
import { prepare as dinero } from "./dinero.mjs";
import { prepare as float } from "./float.mjs";

export const PEERS = {
  "BigInt by hand": { file: "bigint", prepare: bigint, exact: true },
  "decimal.js": { file: "decimal", prepare: decimal, exact: true },
  "bignumber.js": { file: "bignumber", prepare: bignumber, exact: true },
  "big.js": { file: "big", prepare: big, exact: true },
  "dinero.js 2": { file: "dinero", prepare: dinero, exact: true },
  doubles: { file: "float", prepare: float, exact: false },
};

// The page from right to left.

import { inspect } from "./support/inspection.mjs";

inspect("1440-ar", "390-ar");

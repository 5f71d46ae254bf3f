// The page in the dark.

import { inspect } from "./support/inspection.mjs";

inspect("1440-dark", "390-dark");

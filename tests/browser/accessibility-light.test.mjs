// The page as most see it.

import { inspect } from "./support/inspection.mjs";

inspect("1440", "390");

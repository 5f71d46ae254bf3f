// The page in colors that its reader has chosen.

import { inspect } from "./support/inspection.mjs";

inspect("1440-forced");

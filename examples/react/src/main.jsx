import { createCheckout } from "@quotient/checkout/store";
import React from "react";
import { createRoot } from "react-dom/client";

import account from "./account.json";
import catalog from "./catalog.json";
import { Upgrade } from "./upgrade.jsx";

// One store for the page; a real page gets both from its server.
const { at, ...facts } = account;
const checkout = createCheckout({ catalog, ...facts, now: () => at });

createRoot(document.querySelector("#root")).render(
  <React.StrictMode>
    <Upgrade checkout={checkout} />
  </React.StrictMode>,
);

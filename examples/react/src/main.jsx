import { createCheckout, keepFresh } from "@quotient/checkout/store";
import React from "react";
import { createRoot } from "react-dom/client";

import { Upgrade } from "./upgrade.jsx";

const [catalog, { now, ...facts }] = await Promise.all(
  ["/api/catalog", "/api/account"].map(async (address) => (await fetch(address)).json()),
);
// By the server's clock: what the customer's shows may be too wrong to be charged.
const ahead = Date.now() - Date.parse(now);
// One store for the page.
const checkout = createCheckout({
  catalog,
  ...facts,
  now: () => new Date(Date.now() - ahead).toISOString(),
});
// A quote holds for a while only.
keepFresh(checkout);

createRoot(document.querySelector("#root")).render(
  <React.StrictMode>
    <Upgrade checkout={checkout} />
  </React.StrictMode>,
);

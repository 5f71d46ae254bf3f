// A checkout without framework and bundler: inputs choose, the store quotes, outputs show.

import { formatAmount, sentence } from "./quotient/index.js";
import { createCheckout } from "./quotient/store.js";

const [catalog, account] = await Promise.all(
  ["catalog.json", "account.json"].map(async (file) => (await fetch(file)).json()),
);
const { at, ...facts } = account;
const checkout = createCheckout({ catalog, ...facts, now: () => at });

const form = document.querySelector("#checkout");
const shown = (id) => document.querySelector(`#${id}`);
const product = account.subscription.items[0].product;

form.quantity.value = account.subscription.items[0].quantity;
form.cycle.value = account.subscription.cycle.unit;
form.addEventListener("input", ({ target }) => {
  if (target.name === "quantity") {
    // What is no number goes in as it is: the store tells what is wrong with it.
    checkout.setQuantity(product, /^\d+$/.test(target.value) ? Number(target.value) : target.value);
  } else if (target.name === "cycle") {
    checkout.setCycle({ unit: target.value });
  }
});
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { ok } = await fetch("/confirm", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(checkout.confirmPayload()),
  });
  // The server quotes again and compares the digests: what was not shown is not charged.
  shown("said").textContent = ok ? "Paid, thank you." : "Nothing was charged. Please try again.";
});

function show() {
  const { answer, problems, canConfirm } = checkout.getSnapshot();
  // Nothing is wrong before something was changed.
  const told = problems.filter(({ code }) => code !== "nothing_changes").map(inWords);
  // The last quote is not of what stands in the fields now.
  const quote = canConfirm ? answer : undefined;
  const money = (amount) => formatAmount(amount, answer.currency, "en-US");
  shown("problem").textContent = told.join(" ");
  form.quantity.ariaInvalid = String(told.length > 0);
  shown("due").textContent = quote ? money(quote.amountDue) : "–";
  shown("renewal").textContent = quote?.renewal ? money(quote.renewal.amountDue) : "–";
  shown("pay").textContent = quote ? `Pay ${money(quote.amountDue)}` : "Pay";
  shown("pay").disabled = !canConfirm;
  shown("said").textContent = "";
  shown("lines").replaceChildren(
    ...(quote?.lines ?? []).map((line) => {
      const item = document.createElement("li");
      item.textContent = sentence(line, quote.currency).join(" ");
      return item;
    }),
  );
}

/** Each problem has a code for words of your own; its message is for developers, and tells the bound. */
function inWords({ field, message }) {
  const text = field === "quantity" ? "enter a whole number" : message.replaceAll("`", "");
  return `${text[0].toUpperCase()}${text.slice(1)}.`;
}

checkout.subscribe(show);
show();

// A checkout without framework and bundler: inputs choose, the store quotes, outputs show.

import { createCheckout, formatAmount, sentence } from "./quotient/index.js";

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
  const body = JSON.stringify(checkout.confirmPayload());
  await fetch("/confirm", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
});

function show() {
  const { answer, problems, canConfirm } = checkout.getSnapshot();
  const untouched = problems.every(({ code }) => code === "nothing_changes");
  shown("problem").textContent = untouched ? "" : problems.map(({ message }) => message).join("; ");
  form.quantity.ariaInvalid = String(!untouched);
  shown("pay").disabled = !canConfirm;
  if (answer.status !== "priced") return;
  const money = (amount) => formatAmount(amount, answer.currency, "en-US");
  shown("due").textContent = money(answer.amountDue);
  shown("renewal").textContent = answer.renewal ? money(answer.renewal.amountDue) : "none";
  shown("pay").textContent = `Pay ${money(answer.amountDue)}`;
  shown("lines").replaceChildren(
    ...answer.lines.map((line) => {
      const item = document.createElement("li");
      item.textContent = sentence(line, answer.currency).join(" ");
      return item;
    }),
  );
}

checkout.subscribe(show);
show();

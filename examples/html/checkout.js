// A checkout without framework and bundler: inputs choose, the store quotes, outputs show.

import { formatAmount, sentence } from "./quotient/index.js";
import { createCheckout, keepFresh } from "./quotient/store.js";

const [catalog, { now, ...facts }] = await Promise.all(
  ["/api/catalog", "/api/account"].map(async (address) => (await fetch(address)).json()),
);
// By the server's clock: what the customer's shows may be too wrong to be charged.
const ahead = Date.now() - Date.parse(now);
const checkout = createCheckout({
  catalog,
  ...facts,
  now: () => new Date(Date.now() - ahead).toISOString(),
});

const form = document.querySelector("#checkout");
const shown = (id) => document.querySelector(`#${id}`);
const say = (text) => (shown("said").textContent = text);
/** Until the server has told what became of a payment, no second one is made. */
let paying = false;

form.addEventListener("input", ({ target }) => {
  if (!paying) say("");
  if (target.name === "quantity") {
    const [{ product }] = checkout.getSnapshot().items;
    // What is no number goes in as it is: the store tells what is wrong with it.
    checkout.setQuantity(product, /^\d+$/.test(target.value) ? Number(target.value) : target.value);
  } else if (target.name === "cycle") {
    checkout.setCycle({ unit: target.value });
  }
});
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  paying = true;
  say("Paying …");
  show();
  try {
    const { paid, subscription } = await confirm(checkout.confirmPayload());
    paying = false;
    checkout.update({ subscription, ...(paid && { items: [], cycle: undefined }) });
    if (paid) fill();
    say(paid ? "Paid, thank you." : "This was not charged: the price has changed meanwhile.");
  } catch {
    say("We do not know whether this was charged. Reload the page to see what you have.");
  }
});

/** The server quotes again and compares the digests: what was not shown is not charged. */
async function confirm(payload) {
  const response = await fetch("/api/confirm", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(payload),
    signal: AbortSignal.timeout(30_000),
  });
  if (!response.ok && response.status !== 409) throw new Error(response.statusText);
  const { subscription } = await response.json();
  return { paid: response.ok, subscription };
}

/** Puts what is held into the fields. */
function fill() {
  const { items, cycle } = checkout.getSnapshot();
  form.quantity.value = items[0].held;
  form.cycle.value = cycle.unit;
}

function show() {
  const { answer, items, problems, canConfirm } = checkout.getSnapshot();
  // While something is entered wrongly, the answer's own problems are those of what was entered before.
  const wrong = problems.filter(({ field }) => field);
  // Nothing is wrong before something was changed.
  const refused = problems.filter(({ code }) => code !== "nothing_changes");
  const told = (wrong.length > 0 ? wrong : refused).map(inWords);
  // The last quote is not of what stands in the fields now.
  const quote = canConfirm ? answer : undefined;
  const money = (amount) => formatAmount(amount, answer.currency, "en-US");
  shown("held").textContent = items[0].held;
  shown("problem").textContent = told.join(" ");
  form.quantity.ariaInvalid = String(told.length > 0);
  shown("due").textContent = quote ? money(quote.amountDue) : "–";
  shown("renewal").textContent = quote?.renewal ? money(quote.renewal.amountDue) : "–";
  shown("pay").textContent = quote ? `Pay ${money(quote.amountDue)}` : "Pay";
  shown("pay").disabled = paying || !canConfirm;
  shown("lines").replaceChildren(
    ...(quote?.lines ?? []).map((line) => {
      const item = document.createElement("li");
      item.textContent = sentence(line, quote.currency).join(" ");
      return item;
    }),
  );
}

/** Each problem has a code for words of your own; its message is for developers, and tells the bound. */
function inWords({ code, message }) {
  const text = code === "wrong_type" ? "enter a whole number" : message.replaceAll("`", "");
  return `${text[0].toUpperCase()}${text.slice(1)}.`;
}

checkout.subscribe(show);
keepFresh(checkout);
fill();
show();

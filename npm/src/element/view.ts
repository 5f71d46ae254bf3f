// What the element shows: a description of the tree for a snapshot. What may be chosen comes from
// the snapshot's options, every amount from its answer.

import { codes } from "./codes.js";
import { cycles } from "./cycles.js";
import { type Described, h } from "./dom.js";
import type { CheckoutMessages } from "./messages.js";
import { type Model, priced } from "./model.js";
import { products } from "./products.js";
import { allReasons } from "./reasons.js";
import { summary } from "./summary.js";

export function view(model: Model): Described[] {
  const { snapshot, rows, general } = model;
  const notice =
    general.length > 0 &&
    h(
      "div",
      { class: "card notice", part: "notice", id: "notice" },
      general.map((reason) => h("p", {}, reason)),
    );
  return [
    h(
      "div",
      { class: "frame", part: "frame" },
      h(
        "div",
        { class: "main", part: "main" },
        h("slot", { name: "header" }),
        notice,
        products(model),
        cycles(model),
        codes(model, snapshot.codes),
      ),
      summary(model),
    ),
  ];
}

/** What is shown where nothing can be quoted: why is for developers, who get it as an event. */
export function unusable(messages: CheckoutMessages): Described[] {
  return [
    h(
      "div",
      { class: "card notice", part: "notice", role: "alert" },
      h("p", {}, messages.unusable),
    ),
  ];
}

/** What is said aloud after a change. */
export function announcement(model: Model): string {
  const { snapshot, words } = model;
  const { answer } = snapshot;
  const chosen = model.rows.filter(({ quantity }) => quantity > 0);
  const choice = words.list(
    chosen.map(({ name, quantity, unit }) => {
      const units = words.units(quantity, unit);
      return chosen.length > 1 ? words.messages.chosen(units, name) : units;
    }),
  );
  const due = priced(model) && words.amount(priced(model)!.amountDue, priced(model)!.currency);
  const refused = snapshot.codes.flatMap((code) =>
    code.state === "refused" ? [words.messages.codeRefused(code.code, code.reason)] : [],
  );
  const reasons = answer.status === "rejected" ? allReasons(model) : [];
  return [words.messages.announce(choice, due, reasons.join(" ")), ...refused].join(" ").trim();
}

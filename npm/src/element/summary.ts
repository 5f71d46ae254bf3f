// The summary: lines, totals, what is due now and what the renewal costs.

import type { Line, Priced } from "../types.js";
import { type Described, h } from "./dom.js";
import { type Model, priced, type Row, unique } from "./model.js";
import { allReasons } from "./reasons.js";
import { isZero, type Words } from "./words.js";

export function summary(model: Model): Described {
  const { words, rows } = model;
  const { messages } = words;
  const answer = priced(model);
  return h(
    "section",
    { class: "summary", part: "summary", "aria-labelledby": "summary-title" },
    h("h2", { id: "summary-title", part: "summary-title" }, messages.summary),
    h(
      "div",
      { class: "summary-body" },
      answer === undefined
        ? h("p", { class: "hint", part: "hint" }, waiting(model))
        : [
            answer.lines.length > 0
              ? h(
                  "ul",
                  { class: "lines", part: "lines" },
                  answer.lines.map((each, index) =>
                    line(model, rows, each, answer.currency, index),
                  ),
                )
              : h("p", { class: "hint", part: "hint" }, messages.nothingNow),
            totals(model, answer),
          ],
    ),
    h(
      "div",
      { class: "foot" },
      h(
        "div",
        { class: "row due", part: "due" },
        h("span", {}, messages.dueNow),
        h(
          "bdi",
          { part: "amount-due" },
          answer ? words.amount(answer.amountDue, answer.currency) : "–",
        ),
      ),
      answer !== undefined &&
        h("p", { class: "hint renewal", part: "renewal" }, renewal(words, answer)),
      h("slot", { name: "actions" }),
    ),
  );
}

function renewal(words: Words, { renewal, currency }: Priced): string {
  return renewal === undefined
    ? words.messages.noRenewal
    : words.messages.renewal(words.amount(renewal.amountDue, currency), words.date(renewal.at));
}

function line(
  { words, snapshot }: Model,
  rows: readonly Row[],
  line: Line,
  currency: string,
  index: number,
): Described {
  const { messages } = words;
  const { kind, product, quantity, calculation } = line;
  const row = rows.find((each) => each.product === product);
  const name = row?.name ?? product;
  const unit = row?.unit ?? "unit";
  const units = words.units(quantity, unit);
  const isAdded = calculation.kind === "charge" && calculation.before !== undefined;
  const isCredit = kind === "credit";
  return h(
    "li",
    { class: "line", part: `line line-${kind}`, key: `${kind} ${product} ${index}` },
    h(
      "div",
      { class: "row" },
      h(
        "span",
        { class: "line-title", part: "line-title" },
        isCredit && [h("span", { class: "badge", part: "badge" }, messages.credit), " "],
        isCredit ? messages.unusedTime(name) : name,
      ),
      h("bdi", { part: "line-amount" }, words.amount(line.amount, currency)),
    ),
    h(
      "p",
      { class: "hint" },
      isCredit ? `${name}, ${units}` : isAdded ? words.added(quantity, unit) : units,
      h("br"),
      words.period(line.period),
    ),
    h(
      "details",
      { class: "calculation", part: "calculation" },
      h("summary", {}, messages.calculation),
      h(
        "ul",
        {},
        messages.sentences(line, currency, snapshot.catalog).map((told) =>
          // Maybe not in the language of the page.
          h("li", { dir: "auto" }, told),
        ),
      ),
    ),
  );
}

/** Subtotal to total, each row an amount of the quote. */
function totals({ words, taxIncluded }: Model, answer: Priced): Described {
  const { messages } = words;
  const { currency, discount, balanceApplied, refund, total } = answer;
  const row = (name: string, label: string, amount: string) =>
    h(
      "div",
      { class: "row", part: `total total-${name}`, key: `${name} ${label}` },
      h("dt", {}, label),
      h("dd", {}, h("bdi", {}, words.amount(amount, currency))),
    );
  const applied = answer.codes.flatMap((code) => (code.applied ? [code] : []));
  const isTold = applied.length === 1 && applied[0]?.amount === discount;
  const ids = unique(answer.lines.flatMap(({ taxes }) => taxes.map(({ id }) => id)));
  const isBalance = total.startsWith("-") && isZero(refund);
  return h(
    "dl",
    { class: "totals", part: "totals" },
    row("subtotal", messages.subtotal, answer.subtotal),
    applied.map(({ code, amount }) => row("code", messages.discount(code), amount)),
    !isZero(discount) && !isTold && row("discount", messages.discounts, discount),
    row("tax", messages.tax(ids, taxIncluded), answer.tax),
    !isZero(balanceApplied) && [
      row("total", messages.total, total),
      row("balance", messages.fromBalance, `-${balanceApplied}`),
    ],
    !isZero(refund) && row("refund", messages.refund, refund),
    isBalance && row("total", messages.toBalance, total),
  );
}

function waiting(model: Model): string {
  const { snapshot, words, typing } = model;
  const { answer } = snapshot;
  const isUntouched =
    typing.quantities.size === 0 &&
    answer.status === "rejected" &&
    answer.problems.every(({ code }) => code === "nothing_changes" || code === "no_items");
  if (!isUntouched) {
    return words.messages.noPrice;
  }
  // Whoever may not choose is not asked to.
  return (model.general.length > 0 ? model.general : allReasons(model)).join(" ");
}

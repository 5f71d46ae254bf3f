// What is said about an order in the making as a whole.

import { isolated, t } from "./i18n.js";
import { formatAmount } from "./money.js";
import type { OrderStore } from "./order-store.js";
import { explain, place } from "./problems.js";
import { reasonWords } from "./standing.js";
import { billing, date, units } from "./words.js";

/** What stands against everything that is chosen, whatever it is. */
export function blocking(store: OrderStore): string[] {
  const { standing, offer, holding, problems, choice } = store;
  if (!standing.open) return closed(store);
  if (!store.valid || store.typing) return [];
  return problems
    .filter(
      (problem) =>
        problem.code !== "nothing_changes" && place(problem, choice.items ?? []).at === "page",
    )
    .map((problem) => explain(problem, offer, holding));
}

/** Why nothing may be chosen at all. */
function closed({ standing, offer, holding, choice }: OrderStore): string[] {
  // What nobody sells in a currency has no options, and so no reasons.
  if ("currency" in choice && standing.reasons.length === 0)
    return [t.shop.notSoldIn(isolated(choice.currency))];
  return reasonWords(standing, offer, holding);
}

/** Why the pay button waits. */
export function waiting(store: OrderStore): string[] {
  const { standing, offer, holding, problems, choice } = store;
  if (!standing.open) return closed(store);
  if (store.typing) return [];
  if (!store.valid) return [t.shop.enterWholeFirst];
  return problems.map((problem) => {
    const where = place(problem, choice.items ?? []);
    return explain(problem, offer, holding, where.at === "quantity" ? where.product : undefined);
  });
}

/** What a screen reader is told after a change of the choice. */
export function described(store: OrderStore): string {
  const answer = store.priced;
  if (!answer) return waiting(store).join(" ");
  const { offer } = store;
  const chosen = store.rows
    .map((row) => units(row.quantity ?? row.present, offer.unit(row.product)))
    .join(", ");
  const said = [
    t.shop.spokenPrice(
      chosen,
      billing(store.cycle),
      formatAmount(answer.amountDue, answer.currency),
    ),
    ...(store.taxes ? [] : [t.shop.taxesLater]),
  ];
  if (answer.renewal)
    said.push(
      t.shop.spokenRenewal(
        date(answer.renewal.at, offer.timeZone),
        formatAmount(answer.renewal.amountDue, answer.currency),
      ),
    );
  for (const code of store.codes) {
    const refused = store.refusal(code);
    if (refused) said.push(refused);
  }
  return said.join(" ");
}

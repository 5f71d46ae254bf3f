import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { focusDrawn } from "../focus.js";
import { isolated, t } from "../i18n.js";
import type { OrderStore } from "../order-store.js";
import { explain, place } from "../problems.js";
import type { Row } from "../rows.js";
import { counted, manyUnits, units } from "../words.js";
import { apart } from "./amount.js";
import "./stepper.js";

/** A stepper for every product of an order, with what is wrong with its quantity beside it. */
export function quantityFields(store: OrderStore): TemplateResult {
  return html`${heading(store)}
  ${repeat(
    store.rows,
    (row) => row.product,
    (row) => field(store, row),
  )}`;
}

/** What is bought, if it is one product: several have their names before their quantities, and a change in its title. */
function heading({ rows, offer }: OrderStore): TemplateResult | typeof nothing {
  const [row, ...more] = rows;
  if (!row || more.length > 0 || row.present > 0) return nothing;
  return html`<h2>${apart(offer.name(row.product))}</h2>`;
}

function field(store: OrderStore, row: Row): TemplateResult {
  const { offer, holding } = store;
  const unit = offer.unit(row.product);
  const named = store.choice.items ?? [];
  const problems = store.problems.filter((problem) => {
    const where = place(problem, named);
    return where.at === "quantity" && where.product === row.product;
  });
  const wrong =
    row.quantity === undefined
      ? [t.shop.enterWhole(manyUnits(unit))]
      : // What stands against everything is said once, above.
        (store.standing.open ? problems : []).map((problem) =>
          explain(problem, offer, holding, row.product),
        );
  const errors = store.typing ? [] : wrong;
  const allowed = problems.find((problem) => typeof problem.allowed === "number")?.allowed as
    number | undefined;
  const { minimum, maximum, step } = store.quantities(row);
  const fixed = store.fixed(row);
  const name = isolated(offer.name(row.product));
  return html`<q-stepper
    .field=${`quantity-${row.product}`}
    .label=${
      store.rows.length > 1
        ? t.shop.numberOfProduct(name, manyUnits(unit))
        : t.shop.numberOf(manyUnits(unit))
    }
    .hint=${hints(store, row, step, fixed).join(" ")}
    .text=${row.text}
    .unit=${unit}
    .by=${step}
    .least=${row.quantity !== undefined && row.quantity <= minimum}
    .most=${row.quantity !== undefined && row.quantity >= maximum}
    .fixed=${fixed}
    .errors=${errors}
    .remedy=${allowed === undefined ? undefined : { quantity: allowed, label: t.shop.useQuantity(units(allowed, unit)) }}
    .removable=${row.present === 0 && store.rows.length > 1 ? t.shop.removeProduct(name) : ""}
    @step=${(event: CustomEvent<1 | -1>) => store.step(row.product, event.detail)}
    @typed=${(event: CustomEvent<string>) => store.type(row.product, event.detail)}
    @settled=${() => store.settle()}
    @drop=${() => drop(store, row)}
  ></q-stepper>`;
}

/** The button that was pressed is gone: the focus goes to what stays, or to where it can be added again. */
function drop(store: OrderStore, { product }: Row): void {
  store.drop(product);
  focusDrawn(
    ...store.rows.map((row) => `#${CSS.escape(`quantity-${row.product}`)}`),
    `[data-product="${CSS.escape(product)}"] button`,
  );
}

function hints(store: OrderStore, row: Row, step: number, fixed: boolean): string[] {
  const { offer, standing, holding } = store;
  const held = units(row.present, offer.unit(row.product));
  const said =
    row.present === 0
      ? step > 1
        ? [t.shop.inSteps(counted(step))]
        : []
      : [step > 1 ? t.shop.haveInSteps(held, counted(step)) : t.shop.have(held)];
  if (!fixed || !standing.open) return said;
  const options = standing.products.find(({ product }) => product === row.product);
  const why = (options?.problems ?? []).map((problem) =>
    explain(problem, offer, holding, row.product),
  );
  return [...said, ...why];
}

// What is held or chosen, with a field for each quantity, and what else may be bought.

import type { Quantities } from "../types.js";
import { type Described, h } from "./dom.js";
import { icons } from "./icons.js";
import { countOf, type Model, type Row } from "./model.js";
import { quantityErrors, remedy, said } from "./reasons.js";

export function products(model: Model): Described {
  return h(
    "div",
    { class: "card products", part: "products" },
    model.rows.map((row) => product(model, row)),
    others(model),
  );
}

function product(model: Model, row: Row): Described {
  const { words, typing, actions, general } = model;
  const { messages } = words;
  const text = typing.quantities.get(row.product) ?? String(row.quantity);
  const quantities = quantitiesOf(model, row);
  const isFixed = quantities === undefined;
  const bounds = quantities ?? NO_QUANTITIES;
  const id = idOf(row.product);
  const errors = quantityErrors(model, row);
  const { price } = row;
  const { choice, options } = model.snapshot;
  const isPurchase = choice.currency !== undefined;
  const hints = [
    // In another cycle than the subscription's the least is not known.
    row.held === 0 && price && (isPurchase || price.present)
      ? messages.price(
          words.amount(price.recurring, options.currency),
          price.cycle,
          words.units(countOf(row, price), row.unit),
        )
      : "",
    // Of what is chosen, the error says so.
    isPurchase && row.quantity === 0 && price === undefined ? messages.notInCycle(row.name) : "",
    row.held > 0 ? messages.held(row.held, words.units(row.held, row.unit)) : "",
    ...(isFixed ? (row.offer?.problems ?? []).map((problem) => said(model, problem, row)) : []),
  ].filter((hint) => hint !== "" && !errors.includes(hint) && !general.includes(hint));
  const described = [
    hints.length > 0 ? `${id}-hint` : "",
    errors.length > 0 ? `${id}-error` : "",
  ].join(" ");
  const allowed = remedy(model, row);
  const stepped = (direction: 1 | -1) =>
    isPurchase
      ? steppedInPurchase(row.quantity, direction, bounds)
      : steppedInChange(row.quantity, direction, bounds, row.held);
  const button = (direction: 1 | -1) => {
    const next = stepped(direction);
    const counted = words.units(Math.abs(next - row.quantity) || bounds.step, row.unit);
    const label = direction > 0 ? messages.more(counted) : messages.fewer(counted);
    return h(
      "button",
      {
        type: "button",
        part: "stepper-button",
        "aria-label": `${label}: ${row.name}`,
        disabled: isFixed,
        // It stays, so that the focus on it does.
        "aria-disabled": next === row.quantity ? "true" : undefined,
        onclick: () => next !== row.quantity && actions.choose(row.product, next),
      },
      direction > 0 ? icons.plus() : icons.minus(),
    );
  };
  const key = (event: KeyboardEvent) => {
    if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      event.preventDefault();
      actions.choose(row.product, stepped(event.key === "ArrowUp" ? 1 : -1));
    }
  };
  return h(
    "div",
    { class: "product", part: "product", key: row.product },
    h(
      "div",
      { class: "product-row" },
      h(
        "div",
        { class: "product-words" },
        h("p", { class: "product-name", part: "product-name", id: `${id}-name` }, row.name),
        h(
          "label",
          { for: id, part: "label", id: `${id}-label` },
          messages.quantity(row.unit, row.name),
        ),
        hints.length > 0 &&
          h("p", { class: "hint", part: "hint", id: `${id}-hint` }, hints.join(" ")),
      ),
      h(
        "div",
        { class: "stepper", part: "stepper" },
        button(-1),
        h("input", {
          id,
          part: "quantity",
          type: "text",
          inputmode: "numeric",
          autocomplete: "off",
          maxlength: 12,
          disabled: isFixed,
          ".value": text,
          // Several products may be counted in the same unit.
          "aria-labelledby": `${id}-name ${id}-label`,
          "aria-invalid": errors.length > 0 ? "true" : undefined,
          "aria-describedby": described.trim() || undefined,
          oninput: (event: Event) =>
            actions.type(row.product, (event.target as HTMLInputElement).value),
          onkeydown: key,
        }),
        button(1),
      ),
    ),
    errors.length > 0 &&
      h(
        "div",
        { class: "error", part: "error", id: `${id}-error` },
        icons.warning(),
        h(
          "div",
          {},
          errors.map((error) => h("p", {}, error)),
          allowed !== undefined &&
            h(
              "button",
              {
                type: "button",
                class: "plain",
                onclick: (event: Event) => replaced(model, event, row.product, allowed),
              },
              messages.useAllowed(words.units(allowed, row.unit)),
            ),
        ),
      ),
  );
}

/** Ids hold no spaces, and those of products may. */
function idOf(product: string): string {
  return `quantity-${encodeURIComponent(product)}`;
}

/** Chooses a quantity by a button that is gone then: the field has the focus after it. */
function replaced({ actions }: Model, event: Event, product: string, quantity: number): void {
  const root = (event.target as Element).getRootNode() as ShadowRoot;
  actions.choose(product, quantity);
  root.getElementById(idOf(product))?.focus();
}

/** What else may be bought with a subscription. */
function others(model: Model): Described | undefined {
  const { snapshot, words, rows } = model;
  const { options, catalog } = snapshot;
  const addable = options.products.filter(
    ({ product, quantities }) =>
      quantities !== undefined && rows.every((row) => row.product !== product),
  );
  if (addable.length === 0) {
    return undefined;
  }
  return h(
    "details",
    { class: "others", part: "others" },
    h("summary", {}, words.messages.addProduct),
    h(
      "ul",
      {},
      addable.map(({ product, quantities }) => {
        const name = catalog.products.find(({ id }) => id === product)?.name ?? product;
        const least = Math.max(quantities!.minimum, quantities!.step, 1);
        return h(
          "li",
          { key: product },
          h("span", {}, name),
          h(
            "button",
            {
              type: "button",
              "aria-label": words.messages.add(name),
              onclick: (event: Event) => replaced(model, event, product, least),
            },
            icons.plus(),
          ),
        );
      }),
    ),
  );
}

/** Within which the stepper goes; absent: only the quantity that is held may be asked for. */
function quantitiesOf({ snapshot }: Model, { options, offer, price }: Row): Quantities | undefined {
  const { quantities } = offer ?? {};
  if (snapshot.choice.currency !== undefined) {
    return quantities;
  }
  if (price?.present || !options?.cycles.some(({ present }) => present)) {
    return quantities;
  }
  // In another cycle another price counts: only the quote says which quantity is too many.
  return { ...NO_QUANTITIES, ...quantities, maximum: Number.MAX_SAFE_INTEGER };
}

const NO_QUANTITIES: Quantities = { minimum: 0, maximum: Number.MAX_SAFE_INTEGER, step: 1 };

/** The turn of `step` after or before a quantity. */
function turned(quantity: number, direction: 1 | -1, step: number): number {
  const turns = direction > 0 ? Math.floor(quantity / step) + 1 : Math.ceil(quantity / step) - 1;
  return turns * step;
}

/** The quantity that one press leads to: the next of those that may be asked for. */
function steppedInChange(
  quantity: number,
  direction: 1 | -1,
  { minimum, maximum, step }: Quantities,
  held: number,
): number {
  const next = Math.min(Math.max(turned(quantity, direction, step), minimum), maximum);
  // What is held may be kept, wherever it lies.
  return direction < 0 && next > quantity ? Math.min(quantity, held || quantity) : next;
}

/** The same where a product may be left out: below the least that may be bought is none. */
function steppedInPurchase(
  quantity: number,
  direction: 1 | -1,
  { minimum, maximum, step }: Quantities,
): number {
  const least = Math.ceil(minimum / step) * step;
  const next = turned(quantity, direction, step);
  const within = Math.min(direction > 0 ? Math.max(next, least) : next, maximum);
  return within < least ? 0 : within;
}

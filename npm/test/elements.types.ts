// What of the entries for pages and for Node compiles, and what must not. Nothing here is run.

import type { Answer } from "@quotient/checkout";
import { createCheckout, type ConfirmPayload } from "@quotient/checkout/store";
import "@quotient/checkout/element";
import { attach } from "@quotient/checkout/form";
import { quotes, quoteStream, type RefusedLine } from "@quotient/checkout/node";
import { useCheckout } from "@quotient/checkout/react";
import { createElement, type JSX } from "react";

const catalog = { id: "shop", products: [] };
const checkout = createCheckout({ catalog, currency: "USD", cycle: { unit: "month" } });

export function element(): void {
  const element = document.createElement("quotient-checkout");
  element.catalog = catalog;
  element.checkout = checkout;
  element.theme = "dark";
  element.messages = { dueNow: "Heute fällig" };
  // @ts-expect-error there are two themes
  element.theme = "blue";
  // @ts-expect-error it is what is shown
  element.snapshot = undefined;
  // @ts-expect-error a message that takes a code gives a text
  element.messages = { removeCode: 5 };
  element.addEventListener("quote-change", ({ detail }) => {
    const payload: ConfirmPayload | undefined = detail.payload;
    // @ts-expect-error there may be nothing to pay
    const surely: ConfirmPayload = detail.payload;
    void [payload, surely];
  });
}

export function react(): unknown {
  const { answer, setQuantity } = useCheckout(checkout);
  setQuantity("seat", 5);
  // @ts-expect-error a rejected answer has no amounts
  void answer.amountDue;
  const props: JSX.IntrinsicElements["quotient-checkout"] = {
    checkout,
    className: "wide",
    "onquote-change": ({ detail }) => void detail.snapshot.answer,
  };
  // @ts-expect-error the role goes by another name
  const wrong: JSX.IntrinsicElements["quotient-checkout"] = { actorrole: "owner" };
  return [createElement("quotient-checkout", props), wrong];
}

export function form(form: HTMLFormElement): void {
  attach(form, checkout, { locale: "de" }).detach();
  attach(form, { catalog, currency: "USD", cycle: { unit: "month" } });
  // @ts-expect-error a checkout needs prices
  attach(form, { currency: "USD" });
}

export async function node(): Promise<void> {
  quoteStream().pipe(process.stdout);
  // @ts-expect-error a catalog has an id
  quoteStream({ catalog: { products: [] } });
  for await (const answer of quotes([], { catalog })) {
    const found: Answer | RefusedLine = answer;
    if ("line" in found) {
      const path: string | undefined = found.problems[0]?.path;
      void path;
    } else {
      void found.status;
    }
  }
}

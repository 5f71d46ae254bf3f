import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { formatAmount } from "../money.js";
import { PageElement } from "./element.js";

/** An amount of a quote, isolated from the text around it; a changed one lights up for a moment. */
@customElement("q-amount")
export class AmountElement extends PageElement {
  @property() value = "";
  @property() currency = "";

  protected override render(): TemplateResult | typeof nothing {
    return this.value === ""
      ? nothing
      : html`<bdi>${formatAmount(this.value, this.currency)}</bdi>`;
  }

  protected override updated(changed: Map<string, unknown>): void {
    const before = changed.get("value");
    if (!before || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const light = getComputedStyle(this).getPropertyValue("--highlight");
    this.animate([{ backgroundColor: light }, { backgroundColor: "transparent" }], {
      duration: 600,
      easing: "ease-out",
    });
  }
}

export function amount(value: string, currency: string): TemplateResult {
  return html`<q-amount .value=${value} .currency=${currency}></q-amount>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "q-amount": AmountElement;
  }
}

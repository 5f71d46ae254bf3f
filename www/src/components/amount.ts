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

/** A name, a number of an order, a code: apart from the direction of the text around it. */
export function apart(text: string): TemplateResult {
  return html`<bdi>${text}</bdi>`;
}

/** `sha256:…`: where there is no room for both, its digits are not cut in two. */
export function hash(digest: string): TemplateResult {
  const [algorithm = "", digits = ""] = digest.split(":");
  return html`<bdi class="mono">${algorithm}:<wbr />${digits}</bdi>`;
}

/** What a sentence is about, set off from it. */
export function strong(content: TemplateResult | string): TemplateResult {
  return html`<b>${content}</b>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "q-amount": AmountElement;
  }
}

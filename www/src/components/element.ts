import { LitElement } from "lit";
import { spoken } from "../i18n.js";

/**
 * An element without a shadow root: labels, descriptions and errors refer to each other by id across
 * components, and one external stylesheet serves the whole page under its strict policy. It draws itself
 * anew in another language.
 */
export class PageElement extends LitElement {
  override connectedCallback(): void {
    super.connectedCallback();
    spoken.addEventListener("language", this.#draw);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    spoken.removeEventListener("language", this.#draw);
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  #draw = (): void => this.requestUpdate();
}

import { LitElement } from "lit";

/**
 * An element without a shadow root: labels, descriptions and errors refer to each other by id across
 * components, and one external stylesheet serves the whole page under its strict policy.
 */
export class PageElement extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { announce } from "../announcer.js";
import { api } from "../api.js";
import { t } from "../i18n.js";
import { hash } from "./amount.js";
import { PageElement } from "./element.js";
import { icons } from "./icons.js";

type State = "idle" | "busy" | "same" | "different" | "failed";

/** A button that has a paid order priced again by the server, from what was stored, and says what came out. */
@customElement("q-verify")
export class VerifyElement extends PageElement {
  @property() order = "";
  @property() digest = "";
  @state() private found: State = "idle";

  protected override render(): TemplateResult {
    const said = this.#said();
    return html`
      <div class="verify">
        <p class="digest">${t.orders.digest} ${hash(this.digest)}</p>
        <button
          type="button"
          class="link with-icon"
          aria-disabled=${this.found === "busy"}
          @click=${() => void this.#verify()}
        >
          ${icons.shield}${this.found === "busy" ? t.orders.verifying : t.orders.verify}
        </button>
        ${said ? html`<p class="verdict" data-verdict=${this.found}>${said}</p>` : nothing}
      </div>
    `;
  }

  #said(): string {
    if (this.found === "same") return t.orders.verifiedServer;
    if (this.found === "different") return t.orders.notVerified;
    return this.found === "failed" ? t.orders.checkFailed : "";
  }

  async #verify(): Promise<void> {
    if (this.found === "busy") return;
    this.found = "busy";
    try {
      const { verified, digest } = await api.verifyOrder(this.order);
      this.found = verified && digest === this.digest ? "same" : "different";
    } catch {
      this.found = "failed";
    }
    announce(this.#said());
  }
}

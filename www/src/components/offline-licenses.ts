import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { ifDefined } from "lit/directives/if-defined.js";
import { announce } from "../announcer.js";
import {
  api,
  ApiError,
  type Held,
  type OfflineLicense,
  type OfflineLicenses,
  type ServerProblem,
} from "../api.js";
import { isolated, t } from "../i18n.js";
import type { Offer } from "../offer.js";
import { changeFailed, explain, explainServer } from "../problems.js";
import { paths } from "../router.js";
import { counted, date, units } from "../words.js";
import { apart } from "./amount.js";
import { PageElement } from "./element.js";
import { icons } from "./icons.js";

const ENTITLEMENT = "offlineLicense";

/** Licenses for machines without a network: issued where they are included, elsewhere the reason why not. */
@customElement("q-offline-licenses")
export class OfflineLicensesElement extends PageElement {
  @property({ attribute: false }) held!: Held;
  @property({ attribute: false }) offer!: Offer;
  @state() private listed: OfflineLicenses | undefined;
  /** Why the list could not be loaded: nothing of what was typed is wrong. */
  @state() private unlisted = "";
  /** Why none was issued, by the product whose field it stands at. */
  @state() private error: { product: string; words: string } | undefined;
  @state() private busy = false;

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.held.state.status !== "ended") void this.#list();
  }

  protected override updated(changed: Map<string, unknown>): void {
    if (changed.get("held") && this.held.state.status !== "ended") void this.#list();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { listed } = this;
    if (this.held.state.status === "ended" || (!listed && !this.unlisted)) return nothing;
    if (listed && listed.licenses.length === 0 && !this.#thinkable) return nothing;
    return html`
      <section class="card section offline" aria-labelledby="offline-title">
        <h2 id="offline-title">${t.account.offline}</h2>
        ${listed?.items.map((item) => (item.problem ? this.#reason(item.product, item.problem) : this.#form(item)))}
        ${failed(this.unlisted, "offline-unlisted")}
        ${listed && listed.licenses.length > 0 ? this.#issued(listed.licenses) : nothing}
      </section>
    `;
  }

  /** Of what is sold by the session or the minute nobody expects them. */
  get #thinkable(): boolean {
    return this.held.state.items.some(({ product }) => this.offer.unit(product) === "license");
  }

  /** Why there are none: the wrong cycle, the wrong product, or something that passes. */
  #reason(product: string, problem: ServerProblem): TemplateResult {
    const { currency, id, status, cancelAtPeriodEnd } = this.held.state;
    if (problem.code !== "offline_license_not_included") {
      const words = Object.hasOwn(t.problems, problem.code)
        ? explain(problem as Parameters<typeof explain>[0], this.offer, this.held.state, product)
        : explainServer(problem);
      return html`<p class="hint" data-reason>${words}</p>`;
    }
    if (this.offer.cyclesWith(product, currency, ENTITLEMENT).length === 0)
      return html`<p class="hint" data-reason>
        ${t.account.offlineFloating(isolated(this.offer.name(product)))}
      </p>`;
    return html`<p class="hint" data-reason>
      ${t.account.offlineMonthly}
      ${status === "active" && !cancelAtPeriodEnd ? html`<a href=${paths.change(id)}>${t.account.offlineSwitch}</a>` : nothing}
    </p>`;
  }

  #form({ product, quantity, used }: OfflineLicenses["items"][number]): TemplateResult {
    const wrong = this.error?.product === product ? this.error.words : "";
    return html`
      <p class="hint">
        ${t.account.offlineAbout(counted(used), units(quantity, this.offer.unit(product)))}
      </p>
      <form class="field" novalidate @submit=${(event: Event) => void this.#issue(event, product)}>
        <label for="machine-${product}">${t.account.offlineMachine}</label>
        <div class="code-row plain-case">
          <input
            id="machine-${product}"
            name="machine"
            type="text"
            autocomplete="off"
            spellcheck="false"
            dir="auto"
            maxlength="200"
            aria-invalid=${ifDefined(wrong ? "true" : undefined)}
            aria-describedby=${ifDefined(wrong ? "offline-error" : undefined)}
            @input=${() => (this.error = undefined)}
          />
          <button type="submit" class="secondary" aria-disabled=${this.busy}>
            ${t.account.offlineIssue}
          </button>
        </div>
        ${failed(wrong, "offline-error")}
      </form>
    `;
  }

  #issued(licenses: OfflineLicense[]): TemplateResult {
    return html`<ul class="issued" aria-label=${t.account.offlineListed}>
      ${licenses.map(
        (license) =>
          html`<li>
            <span
              >${apart(license.machine)}
              <span class="hint"
                >${t.account.offlineValid(date(license.validUntil, this.offer.timeZone))}</span
              ></span
            >
            <button
              type="button"
              class="quiet with-icon"
              aria-label=${t.account.offlineDownload(isolated(license.machine))}
              @click=${() => download(license)}
            >
              ${icons.download}${t.account.offlineDownloadShort}
            </button>
          </li>`,
      )}
    </ul>`;
  }

  /** @param done says what was done just before */
  async #list(done = ""): Promise<void> {
    try {
      this.listed = await api.offlineLicenses(this.held.state.id);
      this.unlisted = "";
    } catch (error) {
      const why = error instanceof ApiError ? explainServer(error.problems[0]) : t.frame.noAnswer;
      this.unlisted = `${done} ${t.account.offlineUnlisted(why)}`.trim();
    }
  }

  async #issue(event: Event, product: string): Promise<void> {
    event.preventDefault();
    const field = (event.target as HTMLFormElement).elements.namedItem("machine");
    if (this.busy || !(field instanceof HTMLInputElement)) return;
    const machine = field.value.trim();
    if (machine === "")
      return this.#refuse(t.frame.required(t.account.offlineMachine), product, field);
    this.busy = true;
    this.error = undefined;
    try {
      const license = await api.issueOfflineLicense(this.held.state.id, product, machine);
      field.value = "";
      const issued = t.account.offlineIssued(isolated(machine));
      announce(issued);
      download(license);
      await this.#list(issued);
    } catch (error) {
      this.#refuse(changeFailed(error), product, field);
    } finally {
      this.busy = false;
    }
  }

  #refuse(words: string, product: string, field: HTMLInputElement): void {
    this.error = { product, words };
    announce(words);
    field.focus();
  }
}

function failed(words: string, id: string): TemplateResult | typeof nothing {
  if (!words) return nothing;
  return html`<div class="error" id=${id}>
    ${icons.warning}
    <p>${words}</p>
  </div>`;
}

/** Hands the signed license to the browser as a file. */
function download({ license, fileName }: OfflineLicense): void {
  const link = window.document.createElement("a");
  link.href = URL.createObjectURL(new Blob([license], { type: "application/jwt" }));
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(link.href);
}

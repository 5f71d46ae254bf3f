import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { ifDefined } from "lit/directives/if-defined.js";
import { announce } from "../announcer.js";
import { api, ApiError, type Account, type Held, type OfflineLicense } from "../api.js";
import { isolated, t } from "../i18n.js";
import type { Offer } from "../offer.js";
import { explainServer } from "../problems.js";
import { paths } from "../router.js";
import { date, sameCycle, units } from "../words.js";
import { apart } from "./amount.js";
import { PageElement } from "./element.js";
import { icons } from "./icons.js";

const ENTITLEMENT = "offlineLicense";

/** Licenses for machines without a network: issued where they are included, elsewhere the reason why not. */
@customElement("q-offline-licenses")
export class OfflineLicensesElement extends PageElement {
  @property({ attribute: false }) account!: Account;
  @property({ attribute: false }) held!: Held;
  @property({ attribute: false }) offer!: Offer;
  @state() private issued: OfflineLicense[] = [];
  @state() private error = "";
  @state() private busy = false;

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.#included().length > 0) void this.#list();
  }

  /** The products that include them in the present cycle. */
  #included(): string[] {
    const { items, cycle, currency } = this.held.state;
    return items
      .filter(({ product, price }) =>
        price
          ? price.entitlements?.includes(ENTITLEMENT)
          : this.offer
              .cyclesWith(product, currency, ENTITLEMENT)
              .some((other) => sameCycle(other, cycle)),
      )
      .map(({ product }) => product);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { status, items } = this.held.state;
    if (status === "ended") return nothing;
    const included = this.#included();
    return html`
      <section class="card section offline" aria-labelledby="offline-title">
        <h2 id="offline-title">${t.account.offline}</h2>
        ${items.map(({ product, quantity }) =>
          included.includes(product) ? this.#form(product, quantity) : this.#reason(product),
        )}
        ${this.issued.length > 0 ? this.#issued() : nothing}
      </section>
    `;
  }

  #reason(product: string): TemplateResult {
    const { currency, id } = this.held.state;
    const elsewhere = this.offer.cyclesWith(product, currency, ENTITLEMENT);
    if (elsewhere.length === 0)
      return html`<p class="hint" data-reason>
        ${t.account.offlineFloating(isolated(this.offer.name(product)))}
      </p>`;
    return html`<p class="hint" data-reason>
      ${t.account.offlineMonthly} <a href=${paths.change(id)}>${t.account.offlineSwitch}</a>
    </p>`;
  }

  #form(product: string, quantity: number): TemplateResult {
    return html`
      <p class="hint">${t.account.offlineAbout(units(quantity, this.offer.unit(product)))}</p>
      <form class="field" novalidate @submit=${(event: Event) => void this.#issue(event, product)}>
        <label for="machine-${product}">${t.account.offlineMachine}</label>
        <div class="code-row">
          <input
            id="machine-${product}"
            name="machine"
            type="text"
            autocomplete="off"
            spellcheck="false"
            dir="auto"
            maxlength="200"
            aria-invalid=${ifDefined(this.error ? "true" : undefined)}
            aria-describedby=${ifDefined(this.error ? "offline-error" : undefined)}
          />
          <button type="submit" class="secondary" ?disabled=${this.busy}>
            ${t.account.offlineIssue}
          </button>
        </div>
        ${
          this.error
            ? html`<div class="error" id="offline-error">
                ${icons.warning}
                <p>${this.error}</p>
              </div>`
            : nothing
        }
      </form>
    `;
  }

  #issued(): TemplateResult {
    return html`<ul class="issued" aria-label=${t.account.offlineListed}>
      ${this.issued.map(
        (license) =>
          html`<li>
            <span
              >${apart(license.machine)}
              <span class="hint"
                >${t.account.offlineValid(date(license.validUntil, this.offer.timeZone))}</span
              ></span
            >
            ${
              license.file
                ? html`<button
                    type="button"
                    class="quiet with-icon"
                    aria-label=${t.account.offlineDownload(isolated(license.machine))}
                    @click=${() => download(license)}
                  >
                    ${icons.download}${t.account.offlineDownloadShort}
                  </button>`
                : nothing
            }
          </li>`,
      )}
    </ul>`;
  }

  async #list(): Promise<void> {
    try {
      this.issued = (await api.offlineLicenses(this.held.state.id)).licenses;
    } catch (error) {
      this.error = error instanceof ApiError ? explainServer(error.problems[0]) : t.frame.noAnswer;
    }
  }

  async #issue(event: Event, product: string): Promise<void> {
    event.preventDefault();
    const field = (event.target as HTMLFormElement).elements.namedItem("machine");
    if (this.busy || !(field instanceof HTMLInputElement)) return;
    const machine = field.value.trim();
    if (machine === "") return this.#refuse(t.frame.required, field);
    this.busy = true;
    this.error = "";
    try {
      const license = await api.issueOfflineLicense(this.held.state.id, product, machine);
      field.value = "";
      announce(t.account.offlineIssued(isolated(machine)));
      download(license);
      await this.#list();
    } catch (error) {
      this.#refuse(
        error instanceof ApiError ? explainServer(error.problems[0]) : t.frame.noAnswer,
        field,
      );
    } finally {
      this.busy = false;
    }
  }

  #refuse(message: string, field: HTMLInputElement): void {
    this.error = message;
    announce(message);
    field.focus();
  }
}

/** Hands the signed text to the browser as a file. */
function download({ file, machine }: OfflineLicense): void {
  if (file === undefined) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([file], { type: "application/json" }));
  link.download = `${machine.replace(/[^\w.-]+/g, "-")}.license.json`;
  link.click();
  URL.revokeObjectURL(link.href);
}

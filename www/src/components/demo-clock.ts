import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { announce } from "../announcer.js";
import { api, type Account, type Session } from "../api.js";
import { t } from "../i18n.js";
import { changeFailed } from "../problems.js";
import { date } from "../words.js";
import { PageElement } from "./element.js";
import { icons } from "./icons.js";

const DAY = 86_400_000;

/** The demo's clock: it goes forward, so that renewals, expiry and due dates can be seen at once. */
@customElement("q-demo-clock")
export class DemoClockElement extends PageElement {
  @property({ attribute: false }) session!: Session;
  @state() private account: Account | undefined;
  @state() private error = "";
  @state() private busy = false;

  #menu: HTMLDetailsElement | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    // Its menu is closed at first; what time it is matters once it is opened.
    this.#menu = this.closest("details");
    this.#menu?.addEventListener("toggle", this.#opened);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#menu?.removeEventListener("toggle", this.#opened);
  }

  #opened = (event: Event): void => {
    if ((event.target as HTMLDetailsElement).open) void this.#look();
  };

  async #look(): Promise<void> {
    try {
      this.account = await api.account();
    } catch {
      // Someone who may see nothing can move no clock by what they see.
      this.account = undefined;
    }
  }

  protected override render(): TemplateResult | typeof nothing {
    const { account } = this;
    if (!account) return nothing;
    const renewal = this.#next(account.subscriptions.map(({ state }) => state.period.end));
    const due = this.#next(account.orders.flatMap(({ dueAt }) => dueAt ?? []));
    return html`
      <div class="demo-clock">
        <p class="menu-title strong">${t.frame.clock}</p>
        <p class="menu-title">${t.frame.clockNow(html`<bdi>${date(account.now, "UTC")}</bdi>`)}</p>
        ${this.#button(t.frame.clockDay, new Date(Date.parse(account.now) + DAY), "day")}
        ${renewal ? this.#button(t.frame.clockRenewal, renewal, "renewal") : nothing}
        ${due ? this.#button(t.frame.clockDue, due, "due") : nothing}
        ${this.error ? html`<p class="error">${this.error}</p>` : nothing}
      </div>
    `;
  }

  /** The earliest of some instants that is still to come, and a moment more. */
  #next(instants: string[]): Date | undefined {
    const now = Date.parse(this.account?.now ?? "");
    const coming = instants.map((at) => Date.parse(at)).filter((at) => at > now);
    return coming.length > 0 ? new Date(Math.min(...coming) + 1000) : undefined;
  }

  #button(label: string, to: Date, name: string): TemplateResult {
    return html`<button
      type="button"
      data-clock=${name}
      aria-disabled=${this.busy}
      @click=${() => void this.#move(to)}
    >
      ${icons.clock}<span
        >${label}
        <span class="muted"><bdi>${date(to.toISOString(), "UTC", "medium")}</bdi></span></span
      >
    </button>`;
  }

  async #move(to: Date): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.error = "";
    try {
      const { now } = await api.moveClock(to.toISOString().replace(/\.\d+Z$/, "Z"));
      announce(t.frame.clockMoved(date(now, "UTC")));
      this.#menu?.removeAttribute("open");
      // What was pressed is hidden with the menu.
      this.#menu?.querySelector("summary")?.focus();
      this.dispatchEvent(new Event("clock", { bubbles: true }));
    } catch (error) {
      this.error = changeFailed(error);
    } finally {
      this.busy = false;
    }
  }
}

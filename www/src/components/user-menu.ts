import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Session } from "../api.js";
import { t } from "../i18n.js";
import { PageElement } from "./element.js";
import "./demo-clock.js";
import { icons } from "./icons.js";
import { people, portrait } from "./people.js";

/** Who is signed in; with `--demo`, anyone can be tried, and the clock can be moved. */
@customElement("q-user-menu")
export class UserMenuElement extends PageElement {
  @property({ attribute: false }) session!: Session;

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("click", this.#outside);
    document.addEventListener("keydown", this.#escape);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("click", this.#outside);
    document.removeEventListener("keydown", this.#escape);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { user, users, demo } = this.session;
    if (!user && !(demo && users)) return nothing;
    return html`
      <details class="user-menu" @focusout=${this.#left}>
        <summary class="user">
          ${user ? portrait(user) : html`<b>${t.frame.signIn}</b>`}${icons.chevron}
        </summary>
        <div class="menu">
          ${
            demo && users
              ? html`<p class="menu-title strong">${t.frame.seeAs}</p>
                  ${people(users, user?.id, (id) => this.#choose(id))}`
              : nothing
          }
          ${demo && user && user.role !== "staff" ? html`<q-demo-clock .session=${this.session}></q-demo-clock>` : nothing}
          ${
            user
              ? html`<div class="menu-end">
                  <button type="button" @click=${this.#leave}>${t.frame.signOut}</button>
                </div>`
              : nothing
          }
        </div>
      </details>
    `;
  }

  #choose(id: string): void {
    this.#back();
    this.dispatchEvent(new CustomEvent("user", { detail: id }));
  }

  #leave(): void {
    this.#back();
    this.dispatchEvent(new Event("sign-out"));
  }

  #close(): void {
    this.querySelector("details")?.removeAttribute("open");
  }

  /** The focus went on to something else; where to nothing, the window did or a press did. */
  #left = ({ relatedTarget }: FocusEvent): void => {
    if (relatedTarget instanceof Node && !this.contains(relatedTarget)) this.#close();
  };

  /** What had the focus is hidden with the menu. */
  #back(): void {
    this.#close();
    this.querySelector("summary")?.focus();
  }

  #outside = (event: Event): void => {
    if (!event.composedPath().includes(this)) this.#close();
  };

  #escape = (event: KeyboardEvent): void => {
    const details = this.querySelector("details");
    if (event.key === "Escape" && details?.open) this.#back();
  };
}

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Session } from "../api.js";
import { capital, roleName } from "../words.js";
import { PageElement } from "./element.js";
import { icons } from "./icons.js";

/** Who is signed in; with `--demo`, anyone of the organization can be tried. */
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
    if (!user) return nothing;
    const who = html`<span class="avatar" aria-hidden="true">${initials(user.name)}</span>
      <span class="who"
        ><b>${user.name}</b><span class="muted">${capital(roleName(user.role))}</span></span
      >`;
    if (!demo || !users) return html`<div class="user">${who}</div>`;
    return html`
      <details class="user-menu">
        <summary class="user">${who}${icons.chevron}</summary>
        <div class="menu">
          <p class="menu-title">Demo: see this as</p>
          <ul>
            ${users.map(
              (other) =>
                html`<li>
                  <button
                    type="button"
                    aria-current=${other.id === user.id ? "true" : "false"}
                    @click=${() => this.#choose(other.id)}
                  >
                    <span class="avatar" aria-hidden="true">${initials(other.name)}</span>
                    <span class="who"
                      ><b>${other.name}</b
                      ><span class="muted">${capital(roleName(other.role))}</span></span
                    >
                    ${other.id === user.id ? icons.check : nothing}
                  </button>
                </li>`,
            )}
          </ul>
        </div>
      </details>
    `;
  }

  #choose(id: string): void {
    this.#close();
    this.dispatchEvent(new CustomEvent("user", { detail: id }));
  }

  #close(): void {
    this.querySelector("details")?.removeAttribute("open");
  }

  #outside = (event: Event): void => {
    if (!event.composedPath().includes(this)) this.#close();
  };

  #escape = (event: KeyboardEvent): void => {
    const details = this.querySelector("details");
    if (event.key !== "Escape" || !details?.open) return;
    this.#close();
    details.querySelector("summary")?.focus();
  };
}

function initials(name: string): string {
  const words = name.split(/\s+/);
  return `${words[0]?.charAt(0) ?? ""}${words.length > 1 ? words.at(-1)?.charAt(0) : ""}`;
}

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { ifDefined } from "lit/directives/if-defined.js";
import { announce } from "../announcer.js";
import { api, ApiError, type Session, whose } from "../api.js";
import { t } from "../i18n.js";
import { changeFailed, explainServer } from "../problems.js";
import { keep, recall } from "../storage.js";
import { PageElement } from "./element.js";
import { icons } from "./icons.js";
import { people } from "./people.js";

const FIELDS = ["name", "userName", "email"] as const;
type Field = (typeof FIELDS)[number];

/** What a guest typed outlives a reload of this tab, and is forgotten once they are registered. */
const KEPT = "quotient.guest";

/** Registers an organization with its owner; in the demo, anyone who is there can buy, too. */
@customElement("q-who-buys")
export class WhoBuysElement extends PageElement {
  @property({ attribute: false }) session!: Session;
  @state() private errors: Partial<Record<Field, string>> = {};
  @state() private message = "";
  @state() private busy = false;

  #kept = recallTyped();

  protected override render(): TemplateResult {
    const { users } = this.session;
    return html`
      <section class="card section" aria-labelledby="who-title">
        <div>
          <h2 id="who-title" tabindex="-1">${t.shop.who}</h2>
          <p class="hint">${t.shop.registerLead}</p>
        </div>
        <form class="register" novalidate @submit=${(event: Event) => void this.#register(event)}>
          ${this.#field("name", "organization")} ${this.#field("userName", "name")}
          ${this.#field("email", "email")}
          ${
            this.message
              ? html`<div class="error" id="register-error">
                  ${icons.warning}
                  <p>${this.message}</p>
                </div>`
              : nothing
          }
          <button type="submit" class="primary" aria-disabled=${this.busy}>
            ${t.shop.register}
          </button>
        </form>
        ${
          users && users.length > 0
            ? html`<details class="why existing">
                <summary>${t.shop.existingLead}</summary>
                ${people(
                  users.filter((user) => user.role !== "staff"),
                  undefined,
                  (id) => void this.#choose(id),
                )}
              </details>`
            : nothing
        }
      </section>
    `;
  }

  #field(name: Field, autocomplete: "organization" | "name" | "email"): TemplateResult {
    const error = this.errors[name];
    return html`<div class="field">
      <label for="register-${name}">${label(name)}</label>
      <input
        id="register-${name}"
        name=${name}
        type=${name === "email" ? "email" : "text"}
        dir="auto"
        autocomplete=${autocomplete}
        maxlength="200"
        aria-required="true"
        aria-invalid=${ifDefined(error ? "true" : undefined)}
        aria-describedby=${ifDefined(error ? `register-${name}-error` : undefined)}
        @input=${(event: Event) => this.#typed(name, (event.target as HTMLInputElement).value)}
      />
      ${
        error
          ? html`<div class="error" id="register-${name}-error">
              ${icons.warning}
              <p>${error}</p>
            </div>`
          : nothing
      }
    </div>`;
  }

  /** Fields keep what is typed by themselves: only a page that was loaded again has to be told. */
  protected override firstUpdated(): void {
    for (const [name, text] of Object.entries(this.#kept)) {
      const field = this.querySelector<HTMLInputElement>(`#register-${name}`);
      if (field) field.value = text;
    }
  }

  #typed(name: Field, text: string): void {
    this.#kept = { ...this.#kept, [name]: text };
    keep("sessionStorage", KEPT, JSON.stringify(this.#kept));
    if (this.errors[name]) this.errors = { ...this.errors, [name]: undefined };
  }

  async #register(event: Event): Promise<void> {
    event.preventDefault();
    if (this.busy) return;
    const typed = new FormData(event.target as HTMLFormElement);
    const text = (name: Field) => String(typed.get(name) ?? "").trim();
    const asked = { name: text("name"), userName: text("userName"), email: text("email") };
    const errors: Partial<Record<Field, string>> = {};
    for (const name of FIELDS) if (asked[name] === "") errors[name] = t.frame.required(label(name));
    if (!errors.email && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(asked.email))
      errors.email = t.shop.emailMalformed;
    if (Object.keys(errors).length > 0) return this.#refuse(errors, "");
    this.busy = true;
    try {
      this.#signedIn(await api.register(asked));
    } catch (error) {
      // An earlier press went through without an answer: the page was told who is signed in since.
      if (whose() !== undefined) return keep("sessionStorage", KEPT, undefined);
      if (!(error instanceof ApiError)) return this.#refuse({}, changeFailed(error));
      const told: Partial<Record<Field, string>> = {};
      for (const problem of error.problems) {
        const field = FIELDS.find((name) => problem.path === `/${name}`);
        if (field) told[field] = explainServer(problem);
      }
      const [first] = error.problems;
      this.#refuse(told, Object.keys(told).length > 0 ? "" : explainServer(first));
    } finally {
      this.busy = false;
    }
  }

  #refuse(errors: Partial<Record<Field, string>>, message: string): void {
    this.errors = errors;
    this.message = message;
    const first = FIELDS.find((name) => errors[name]);
    announce(first ? (errors[first] ?? "") : message);
    if (first) this.querySelector<HTMLInputElement>(`#register-${first}`)?.focus();
  }

  async #choose(user: string): Promise<void> {
    try {
      this.#signedIn(await api.signIn(user));
    } catch (error) {
      this.#refuse({}, changeFailed(error));
    }
  }

  #signedIn(session: Session): void {
    keep("sessionStorage", KEPT, undefined);
    this.dispatchEvent(new CustomEvent("session", { detail: session }));
  }
}

function label(field: Field): string {
  const { organizationName, yourName, yourEmail } = t.shop;
  return { name: organizationName, userName: yourName, email: yourEmail }[field];
}

function recallTyped(): Partial<Record<Field, string>> {
  try {
    const kept = JSON.parse(recall("sessionStorage", KEPT) ?? "{}") as Record<string, unknown>;
    return Object.fromEntries(
      FIELDS.flatMap((name) => (typeof kept[name] === "string" ? [[name, kept[name]]] : [])),
    );
  } catch {
    return {};
  }
}

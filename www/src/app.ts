import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { keyed } from "lit/directives/keyed.js";
import { api, type Session } from "./api.js";
import { PageElement } from "./components/element.js";
import { failure, notice } from "./components/notice.js";
import "./components/user-menu.js";
import "./pages/account-page.js";
import "./pages/checkout-page.js";
import "./pages/confirmation-page.js";
import { followLinks, navigate, paths, type Route, route } from "./router.js";

const TITLES: Record<Route["page"], string> = {
  account: "Subscriptions",
  checkout: "Upgrade",
  confirmation: "Order",
  unknown: "Not found",
};

/** The frame of every page: who sells, who is signed in, and the page of the present address. */
@customElement("q-app")
export class App extends PageElement {
  @state() private session: Session | undefined;
  @state() private error: unknown;
  @state() private route: Route = route(location.pathname);

  override connectedCallback(): void {
    super.connectedCallback();
    followLinks(this);
    addEventListener("popstate", () => this.#arrive());
    void this.#signIn();
  }

  /** With `--demo` there is always someone signed in: the owner, until another is chosen. */
  async #signIn(): Promise<void> {
    this.error = undefined;
    try {
      const session = await api.session();
      const owner = session.users?.find((user) => user.role === "owner");
      this.session =
        session.user === null && session.demo && owner ? await api.signIn(owner.id) : session;
      this.#title();
    } catch (error) {
      this.error = error;
    }
  }

  async #switch(user: string): Promise<void> {
    try {
      this.session = await api.signIn(user);
      if (this.route.page !== "account") navigate(paths.account);
    } catch (error) {
      this.error = error;
    }
  }

  #arrive(): void {
    const before = JSON.stringify(this.route);
    this.route = route(location.pathname);
    if (JSON.stringify(this.route) === before) return;
    this.#title();
    scrollTo(0, 0);
    void this.updateComplete.then(() => this.querySelector<HTMLElement>("main")?.focus());
  }

  #title(): void {
    document.title = `${TITLES[this.route.page]} · Fernwerk`;
  }

  protected override render(): TemplateResult {
    return html`
      <header class="top">
        <div class="top-inner">
          <a class="brand" href=${paths.account} aria-label="Fernwerk, your subscriptions"
            ><img src="/mark.svg" alt="" width="28" height="28" />Fernwerk</a
          >
          ${
            this.session
              ? html`<q-user-menu
                  .session=${this.session}
                  @user=${(event: CustomEvent<string>) => void this.#switch(event.detail)}
                ></q-user-menu>`
              : nothing
          }
        </div>
      </header>
      <main tabindex="-1">${this.#page()}</main>
      <footer class="bottom">
        ${this.session?.demo ? "A demonstration: Fernwerk and its customers are made up, and no real card is charged." : nothing}
      </footer>
    `;
  }

  #page(): TemplateResult | typeof nothing {
    if (this.error) return failure(this.error, () => void this.#signIn());
    if (!this.session) return nothing;
    if (!this.session.user)
      return notice(
        "lock",
        "You are signed out",
        html`<p>Sign in to your organization to see its subscriptions.</p>`,
      );
    // A page belongs to one user: another user makes it anew.
    return html`${keyed(this.session.user.id, this.#routed(this.session))}`;
  }

  #routed(session: Session): TemplateResult {
    switch (this.route.page) {
      case "account":
        return html`<q-account-page .session=${session}></q-account-page>`;
      case "checkout":
        return html`${keyed(this.route.subscription, html`<q-checkout-page .subscription=${this.route.subscription}></q-checkout-page>`)}`;
      case "confirmation":
        return html`${keyed(this.route.order, html`<q-confirmation-page .order=${this.route.order}></q-confirmation-page>`)}`;
      case "unknown":
        return notice(
          "warning",
          "There is no such page",
          html`<p><a href=${paths.account}>See your subscriptions</a></p>`,
        );
    }
  }
}

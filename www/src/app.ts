import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { keyed } from "lit/directives/keyed.js";
import { announce } from "./announcer.js";
import { api, ApiError, look, type Session, sessions, type User } from "./api.js";
import { apart } from "./components/amount.js";
import { PageElement } from "./components/element.js";
import "./components/language-choice.js";
import { failure, loading, notice, speakNotice } from "./components/notice.js";
import { people } from "./components/people.js";
import "./components/user-menu.js";
import { focusHeading } from "./focus.js";
import { isolated, mark, spoken, t } from "./i18n.js";
import "./pages/account-page.js";
import "./pages/change-page.js";
import "./pages/history-page.js";
import "./pages/order-page.js";
import "./pages/purchase-page.js";
import "./pages/quote-page.js";
import "./pages/staff-page.js";
import "./pages/store-page.js";
import "./pages/subscription-page.js";
import { type Outcome, outcomes } from "./elsewhere.js";
import { changeFailed, explainServer } from "./problems.js";
import { followLinks, navigate, paths, type Route, route } from "./router.js";
import { keep, recall } from "./storage.js";

/** Set once somebody signs out in the demo, which else signs its visitors in by itself. */
const LEFT = "quotient.signedOut";

/** What anyone may see. */
const PUBLIC: Route["page"][] = ["store", "purchase", "shared"];

/** Signing in, or out, that got no answer or a refusal. */
interface Undone {
  /** Who was to be signed in; undefined: nobody. */
  user: string | undefined;
  error: unknown;
}

/** The frame of every page: who sells, who is signed in, and the page of the present address. */
@customElement("q-app")
export class App extends PageElement {
  @state() private session: Session | undefined;
  /** The session of this page, if it ended elsewhere: the page waits for its user to come back. */
  @state() private ended: Session | undefined;
  /** Who signed in elsewhere since, in place of the user whose page this was. */
  @state() private other: User | undefined;
  @state() private trouble = "";
  /** What did not change the session: the page and its user stay. */
  @state() private undone: Undone | undefined;
  /** What came of something whose page was left meanwhile. */
  @state() private outcome: Outcome | undefined;
  @state() private error: unknown;
  @state() private route: Route = route(location.pathname);
  /** Makes the page anew, as when the demo's clock was moved. */
  @state() private turn = 0;

  override connectedCallback(): void {
    // What stood here until the script came.
    this.replaceChildren();
    super.connectedCallback();
    mark();
    this.#title();
    followLinks(this);
    addEventListener("popstate", () => this.#arrive());
    spoken.addEventListener("language", () => this.#title());
    sessions.addEventListener("changed", (event) =>
      this.#told((event as CustomEvent<Session>).detail),
    );
    outcomes.addEventListener("outcome", (event) => {
      this.outcome = (event as CustomEvent<Outcome>).detail;
      // Whoever is back there already sees it as it is now.
      if (this.outcome.from?.split("?")[0] === location.pathname) this.turn += 1;
    });
    // Whoever comes back to this page may have signed in or out on another.
    document.addEventListener("visibilitychange", () => {
      if (this.session && document.visibilityState === "visible") look().catch(() => {});
    });
    void this.#start().then(async () => {
      await this.updateComplete;
      if (this.error) speakNotice(this);
    });
  }

  /** With `--demo` whoever opens a page of the account is its owner, until another is chosen. */
  async #start(): Promise<void> {
    this.error = undefined;
    try {
      let session = await api.session();
      const owner = session.users?.find((user) => user.role === "owner");
      const guest = PUBLIC.includes(this.route.page) || recall("sessionStorage", LEFT) !== null;
      if (session.user === null && session.demo && owner && !guest)
        session = await api.signIn(owner.id);
      this.session = session;
      this.#settle();
    } catch (error) {
      this.error = error;
    }
  }

  /** The button that was pressed is gone: the focus goes to what came of it. */
  async #startAgain(): Promise<void> {
    await this.#start();
    await this.updateComplete;
    const main = this.querySelector<HTMLElement>("main");
    if (!main) return;
    if (this.error) focusHeading(main);
    else main.focus();
  }

  /** The demo's clock was moved: sessions may have run out, and whatever is shown may have changed. */
  async #later(): Promise<void> {
    const user = this.session?.user?.id;
    try {
      const session = await api.session();
      this.session = session.user || user === undefined ? session : await api.signIn(user);
      this.turn += 1;
    } catch (error) {
      this.error = error;
    }
  }

  /** The session is another one than this page was of, and nobody asked for that here. */
  #told(session: Session): void {
    const before = (this.ended ?? this.session)?.user;
    this.trouble = "";
    this.undone = undefined;
    if (!session.user) {
      this.ended ??= this.session?.user ? this.session : undefined;
      if (this.ended) announce(`${t.frame.signedOutTitle}. ${t.frame.endedText}`);
    } else {
      this.ended = undefined;
      if (before?.id !== session.user.id) this.outcome = undefined;
      this.other = before && before.id !== session.user.id ? session.user : undefined;
      if (this.other) announce(t.frame.otherTitle);
    }
    this.session = session;
  }

  async #switch(user: string): Promise<void> {
    const before = (this.ended ?? this.session)?.user?.id;
    try {
      this.session = await api.signIn(user);
      if (before !== user) this.outcome = undefined;
      this.ended = this.other = this.undone = undefined;
      keep("sessionStorage", LEFT, undefined);
      // Who was signed in before goes on where they were.
      if (before === user) return this.#focusMain();
      if (this.session.user?.role === "staff") navigate(paths.staff);
      else if (before && !PUBLIC.includes(this.route.page) && this.route.page !== "account")
        navigate(paths.account);
      await this.updateComplete;
      this.#focusMain();
    } catch (error) {
      // The page that waits for its user keeps what is on it.
      if (this.ended) this.trouble = changeFailed(error);
      else this.#notDone({ user, error });
    }
  }

  async #leave(): Promise<void> {
    try {
      this.session = await api.signOut();
      this.outcome = undefined;
      this.ended = this.other = this.undone = undefined;
      keep("sessionStorage", LEFT, "1");
      navigate(paths.store);
      await this.updateComplete;
      this.#focusMain();
    } catch (error) {
      this.#notDone({ user: undefined, error });
    }
  }

  #notDone(undone: Undone): void {
    this.undone = undone;
    announce(`${undoneTitle(undone)}. ${undoneWords(undone)}`);
  }

  /** What was pressed is gone. */
  #focusMain(): void {
    this.querySelector<HTMLElement>("main")?.focus();
  }

  /** Somebody registered or was chosen on the page itself, which stays. */
  #arrived(session: Session): void {
    this.session = session;
    this.ended = this.other = this.undone = undefined;
  }

  /** Where there is no account, the account's address shows what can be bought. */
  #settle(): void {
    if (this.session && !this.session.user && this.route.page === "account")
      navigate(paths.store, "replace");
    else if (this.session?.user?.role === "staff" && this.route.page === "account")
      navigate(paths.staff, "replace");
  }

  #arrive(): void {
    const before = JSON.stringify(this.route);
    this.route = route(location.pathname);
    this.#settle();
    if (this.outcome?.path.split("?")[0] === location.pathname) this.outcome = undefined;
    if (JSON.stringify(this.route) === before) return;
    this.other = undefined;
    scrollTo(0, 0);
    void this.updateComplete.then(() => this.querySelector<HTMLElement>("main")?.focus());
  }

  #title(): void {
    document.title = `${t.frame.titles[this.route.page]} · Fernwerk`;
  }

  /** Before the page of the new address says more, and after the one before it could. */
  protected override updated(changed: Map<string, unknown>): void {
    if (changed.has("route")) this.#title();
  }

  protected override render(): TemplateResult {
    const { session } = this;
    const home = session?.user ? paths.account : paths.store;
    return html`
      <a class="skip" href="#content" @click=${this.#skip}>${t.frame.skip}</a>
      <header class="top">
        <div class="top-inner">
          <a
            class="brand"
            href=${home}
            aria-label=${session?.user ? t.frame.home : t.frame.homeSignedOut}
            ><img src="/mark.svg" alt="" width="28" height="28" /><span>Fernwerk</span></a
          >
          ${session ? this.#sections(session) : nothing}
          <div class="top-end">
            <q-language-choice></q-language-choice>
            ${
              session
                ? html`<q-user-menu
                    .session=${session}
                    @user=${(event: CustomEvent<string>) => void this.#switch(event.detail)}
                    @sign-out=${() => void this.#leave()}
                    @clock=${() => void this.#later()}
                  ></q-user-menu>`
                : nothing
            }
          </div>
        </div>
      </header>
      <main tabindex="-1" id="content">${this.#page()}</main>
      <footer class="bottom">${session?.demo ? t.frame.demoNote : nothing}</footer>
    `;
  }

  #sections({ user }: Session): TemplateResult {
    const staff = user?.role === "staff";
    const sections: [string, string, Route["page"][]][] = staff
      ? [[paths.staff, t.frame.staffOrders, ["staff"]]]
      : [
          ...(user
            ? ([
                [paths.account, t.frame.subscriptions, ["account", "subscription", "change"]],
                [paths.history, t.frame.history, ["history", "order", "quote"]],
              ] satisfies [string, string, Route["page"][]][])
            : []),
          [paths.store, t.frame.store, ["store", "purchase"]],
        ];
    return html`<nav class="sections" aria-label=${t.frame.sections}>
      ${sections.map(
        ([path, name, pages]) =>
          html`<a href=${path} aria-current=${pages.includes(this.route.page) ? "page" : "false"}
            >${name}</a
          >`,
      )}
    </nav>`;
  }

  #skip(event: Event): void {
    event.preventDefault();
    document.getElementById("content")?.focus();
  }

  #page(): TemplateResult | typeof nothing {
    if (this.error) return failure(this.error, () => void this.#startAgain());
    const session = this.ended ?? this.session;
    if (!session) return loading(t.frame.loading);
    const open = PUBLIC.includes(this.route.page);
    if (!session.user && !open)
      return notice(
        "lock",
        t.frame.signedOutTitle,
        html`<p>${t.frame.signedOutText}</p>
          <p><a href=${paths.store}>${t.frame.seeStore}</a></p>
          ${this.#people(session)} ${this.#undone()}`,
      );
    // A page belongs to one user: another user makes it anew. What anyone may see stays.
    const whose = open ? "anyone" : session.user?.id;
    return html`${this.#elsewhere()} ${this.#undone()} ${this.#outcome()}
    ${keyed(`${whose} ${this.turn}`, this.#routed(session))}`;
  }

  /** What became of the session elsewhere, above the page, and the way back. */
  #elsewhere(): TemplateResult | typeof nothing {
    const user = this.ended?.user;
    if (user)
      return html`<div class="note elsewhere" id="ended">
        <p><b>${t.frame.signedOutTitle}</b></p>
        <p>${t.frame.endedText}</p>
        ${this.trouble ? html`<p>${this.trouble}</p>` : nothing}
        ${
          this.ended?.demo
            ? html`<button
                type="button"
                class="secondary"
                @click=${() => void this.#switch(user.id)}
              >
                ${t.frame.signInAs(isolated(user.name))}
              </button>`
            : // Hosts bring their own sign-in. This page stays; it looks again once the customer is back.
              html`<a class="button secondary" href=${location.href} target="_blank"
                >${t.frame.signInElsewhere}</a
              >`
        }
      </div>`;
    if (!this.other) return nothing;
    return html`<div class="note elsewhere" id="other">
      <p><b>${t.frame.otherTitle}</b></p>
      <p>${t.frame.otherText(apart(this.other.name))}</p>
    </div>`;
  }

  /** What the page asked for in vain about its session, above the page, and a way to ask again. */
  #undone(): TemplateResult | typeof nothing {
    const { undone } = this;
    if (!undone) return nothing;
    const { user } = undone;
    const again = () => (user === undefined ? this.#leave() : this.#switch(user));
    return html`<div class="note elsewhere" id="undone">
      <p><b>${undoneTitle(undone)}</b></p>
      <p>${undoneWords(undone)}</p>
      <div class="card-actions">
        <button type="button" class="secondary" @click=${() => void again()}>
          ${t.frame.tryAgain}
        </button>
        <button type="button" class="link" @click=${() => this.#closeUndone()}>
          ${t.frame.close}
        </button>
      </div>
    </div>`;
  }

  #closeUndone(): void {
    this.undone = undefined;
    this.#focusMain();
  }

  #outcome(): TemplateResult | typeof nothing {
    const { outcome } = this;
    if (!outcome) return nothing;
    return html`<div class="note outcome ${outcome.kind}" id="outcome">
      <p>${outcome.words()} <a href=${outcome.path}>${outcome.link()}</a></p>
      <button type="button" class="link" @click=${() => this.#closeOutcome()}>
        ${t.frame.close}
      </button>
    </div>`;
  }

  #closeOutcome(): void {
    this.outcome = undefined;
    this.#focusMain();
  }

  #people({ demo, users }: Session): TemplateResult | typeof nothing {
    if (!demo || !users) return nothing;
    return html`<details class="why existing">
      <summary>${t.frame.signIn}</summary>
      ${people(users, undefined, (id) => void this.#switch(id))}
    </details>`;
  }

  #routed(session: Session): TemplateResult {
    const { route } = this;
    switch (route.page) {
      case "account":
        return html`<q-account-page .session=${session}></q-account-page>`;
      case "store":
        return html`<q-store-page .session=${session}></q-store-page>`;
      case "purchase":
        return html`<q-purchase-page
          .session=${session}
          @session=${(event: CustomEvent<Session>) => this.#arrived(event.detail)}
        ></q-purchase-page>`;
      case "subscription":
        return html`${keyed(route.id, html`<q-subscription-page .subscription=${route.id}></q-subscription-page>`)}`;
      case "change":
        return html`${keyed(route.id, html`<q-change-page .subscription=${route.id}></q-change-page>`)}`;
      case "order":
        return html`${keyed(route.id, html`<q-order-page .order=${route.id}></q-order-page>`)}`;
      case "quote":
        return html`${keyed(route.id, html`<q-quote-page .quote=${route.id} .session=${session}></q-quote-page>`)}`;
      case "shared":
        return html`${keyed(route.id, html`<q-quote-page .token=${route.id} .session=${session}></q-quote-page>`)}`;
      case "history":
        return html`<q-history-page></q-history-page>`;
      case "staff":
        return html`<q-staff-page></q-staff-page>`;
      case "unknown":
        return notice(
          "warning",
          t.frame.noPageTitle,
          html`<p><a href=${paths.account}>${t.frame.seeSubscriptions}</a></p>`,
        );
    }
  }
}

function undoneTitle({ user }: Undone): string {
  return user === undefined ? t.frame.stillSignedInTitle : t.frame.notSignedInTitle;
}

function undoneWords({ user, error }: Undone): string {
  const why = error instanceof ApiError ? explainServer(error.problems[0]) : t.frame.noAnswer;
  return user === undefined ? t.frame.stillSignedInText(why) : why;
}

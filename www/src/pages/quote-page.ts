import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { announce } from "../announcer.js";
import { api, ApiError, type QuoteDocument, type Session } from "../api.js";
import "../components/accept-quote.js";
import "../components/ask-dialog.js";
import { icons } from "../components/icons.js";
import { LoadingPage } from "../components/loading-page.js";
import { quoteDocument } from "../components/quote-document.js";
import { isolated, t } from "../i18n.js";
import { Offer } from "../offer.js";
import { changeFailed } from "../problems.js";
import { QuoteDeal } from "../quote-deal.js";
import { paths } from "../router.js";
import { type Verdict, verifyHere, verifyThere } from "../verification.js";

interface Loaded {
  document: QuoteDocument;
  offer: Offer;
  /** Not of a quote by its link: what the account has is not in it. */
  deal: QuoteDeal | undefined;
}

/** A saved quote: to its organization with everything that can be done with it, to others by its link. */
@customElement("q-quote-page")
export class QuotePage extends LoadingPage<Loaded> {
  @property({ attribute: false }) session: Session | undefined;
  /** Of a member. */
  @property() quote = "";
  /** Of whoever has the link. */
  @property() token = "";
  @state() private verdict: Verdict | undefined;
  @state() private message = "";
  /** Whether what is seen by its link is of the user's own organization; undefined: that is not known. */
  @state() private own: boolean | undefined;

  protected async fetch(): Promise<Loaded> {
    const document = await (this.token ? api.sharedQuote(this.token) : api.quote(this.quote));
    const offer = new Offer(await api.catalog(document.catalog));
    const verified = this.token ? verifyThere(this.token, document.digest) : verifyHere(document);
    void verified.then((verdict) => {
      this.verdict = verdict;
    });
    return {
      document,
      offer,
      deal: this.token ? undefined : new QuoteDeal(document, offer, this.session?.user?.role ?? ""),
    };
  }

  protected override titled({ document }: Loaded): string {
    return t.quotes.title(isolated(document.number));
  }

  protected override updated(changed: Map<string, unknown>): void {
    super.updated(changed);
    if (this.token && (changed.has("session") || changed.has("loaded"))) void this.#ask();
  }

  /** Names can be alike: only a member is shown the quote itself. */
  async #ask(): Promise<void> {
    const { session, loaded } = this;
    const user = session?.user;
    let own: boolean | undefined;
    if (user && loaded)
      own =
        session.organization?.name === loaded.document.organization.name &&
        (await api.quote(loaded.document.id).then(
          () => true,
          (error: unknown) => (error instanceof ApiError ? false : undefined),
        ));
    if (this.session?.user?.id === user?.id) this.own = own;
  }

  protected override head(): TemplateResult {
    if (this.token) return html``;
    return html`<a class="back" href=${paths.history}>${icons.back}${t.frame.history}</a>`;
  }

  protected override waiting(): string {
    return t.quotes.loading;
  }

  protected content({ document, offer, deal }: Loaded): TemplateResult {
    const { answer } = document;
    if (answer.status !== "priced") return html``;
    return html`
      <div class="quote-page">
        ${quoteDocument(document, answer, offer, this.#address(document), this.verdict)}
        <div class="quote-side">
          ${this.#state(document)}
          ${deal && document.state === "open" ? html`<q-accept-quote .deal=${deal}></q-accept-quote>` : nothing}
          ${this.#tools(document, deal)}
        </div>
      </div>
      <q-ask-dialog></q-ask-dialog>
    `;
  }

  /** Where anyone who has the document can see it and check it. */
  #address({ link }: QuoteDocument): string {
    return `${location.origin}${link ?? location.pathname}`;
  }

  #state(document: QuoteDocument): TemplateResult | typeof nothing {
    const order = typeof document.order === "string" ? document.order : document.order?.id;
    switch (document.state) {
      case "accepted":
        return html`<p class="note good">
          ${t.quotes.acceptedText(order && !this.token ? html`<a href=${paths.order(order)}>${t.quotes.seeOrder}</a>` : html``)}
        </p>`;
      case "expired":
        return html`<p class="note">${t.quotes.expiredText}</p>`;
      case "withdrawn":
        return html`<p class="note">${t.quotes.withdrawnText}</p>`;
      case "open":
        return this.token ? this.#whose(document) : nothing;
    }
  }

  /** By its link nothing can be accepted: where its members can, and who else cannot. */
  #whose({ id }: QuoteDocument): TemplateResult | typeof nothing {
    if (!this.session?.user) return html`<p class="note plain">${t.quotes.signInToAccept}</p>`;
    if (this.own === undefined) return nothing;
    return this.own
      ? html`<p class="note" id="own">
          ${t.quotes.ownQuote(html`<a href=${paths.quote(id)}>${t.quotes.openToAccept}</a>`)}
        </p>`
      : html`<p class="note plain">${t.quotes.othersQuote}</p>`;
  }

  #tools(document: QuoteDocument, deal: QuoteDeal | undefined): TemplateResult {
    return html`<section class="card section tools" aria-label=${t.quotes.quote}>
      <button type="button" class="secondary" id="print" @click=${() => print()}>
        ${icons.print}${t.quotes.print}
      </button>
      ${
        document.link
          ? html`<div class="field">
              <label for="link">${t.quotes.linkField}</label>
              <div class="code-row plain-case">
                <input id="link" type="text" readonly dir="ltr" .value=${this.#address(document)} />
                <button
                  type="button"
                  class="secondary"
                  aria-label=${t.quotes.copyLink}
                  @click=${() => void this.#copy(document)}
                >
                  ${icons.link}
                </button>
              </div>
            </div>`
          : nothing
      }
      ${
        deal && document.state === "open" && deal.refusals.length === 0
          ? html`<button type="button" class="link danger" @click=${() => void this.#withdraw()}>
              ${t.quotes.withdraw}
            </button>`
          : nothing
      }
      ${this.message ? html`<p class="hint" id="quote-message">${this.message}</p>` : nothing}
    </section>`;
  }

  async #copy(document: QuoteDocument): Promise<void> {
    const field = this.querySelector<HTMLInputElement>("#link");
    try {
      await navigator.clipboard.writeText(this.#address(document));
      this.#say(t.quotes.linkCopied);
    } catch {
      // Without leave to write to the clipboard it is selected, to be copied by hand.
      field?.select();
    }
  }

  async #withdraw(): Promise<void> {
    const asked = this.querySelector("q-ask-dialog")?.ask({
      title: t.quotes.withdraw,
      about: t.quotes.withdrawAbout,
      act: t.quotes.withdraw,
      keep: t.account.keep,
      danger: true,
    });
    if (!(await asked)) return;
    try {
      await api.withdrawQuote(this.quote);
      this.#say(t.quotes.withdrawn);
      await this.retry(() => t.quotes.withdrawn);
    } catch (error) {
      this.#say(changeFailed(error));
    }
  }

  #say(message: string): void {
    this.message = message;
    announce(message);
  }
}

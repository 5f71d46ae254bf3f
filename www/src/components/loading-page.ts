import { html, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { ApiError, type Order, type Session, sessions } from "../api.js";
import { focusHeading } from "../focus.js";
import { t } from "../i18n.js";
import { tellSettled } from "../settled.js";
import { PageElement } from "./element.js";
import { failure, loading, speakNotice, unseen } from "./notice.js";

/** Milliseconds between looks at what comes in a moment: at first, and at most. */
const SOON = 2000;
const SELDOM = 30_000;

/** A page that shows what it loads, or why that failed. */
export abstract class LoadingPage<T> extends PageElement {
  @state() protected loaded: T | undefined;
  @state() protected error: unknown;

  /** What was done before it was loaded again, in the language of the moment. */
  #done: (() => string) | undefined;

  protected abstract fetch(): Promise<T>;
  /** What the window is called while this is shown; undefined: what every page of its kind is. */
  protected titled(_loaded: T): string | undefined {
    return undefined;
  }

  protected abstract content(loaded: T): TemplateResult;

  override connectedCallback(): void {
    super.connectedCallback();
    sessions.addEventListener("known", this.#again);
    document.addEventListener("visibilitychange", this.#seen);
    void this.arrive();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    sessions.removeEventListener("known", this.#again);
    document.removeEventListener("visibilitychange", this.#seen);
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Reads again what is shown; without an answer it stays, and what was chosen or typed stays with either. */
  protected async reread(_loaded: T): Promise<void> {}

  /** The orders shown whose payment is under way: it is read again, ever more seldom, until their outcome is known. */
  protected unsettled(_loaded: T): readonly Order[] {
    return [];
  }

  #timer: number | undefined;
  #looks = 0;

  #watch(): void {
    if (this.#timer !== undefined || this.loaded === undefined) return;
    if (this.unsettled(this.loaded).length === 0) return;
    this.#timer = window.setTimeout(
      () => void this.#look(),
      Math.min(2 ** this.#looks * SOON, SELDOM),
    );
    this.#looks += 1;
  }

  async #look(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { loaded } = this;
    if (loaded !== undefined && !this.error && document.visibilityState === "visible") {
      const before = this.unsettled(loaded);
      const focused = this.contains(document.activeElement);
      await this.reread(loaded).catch(() => {});
      await this.updateComplete;
      if (!this.isConnected) return;
      if (focused && !this.contains(document.activeElement)) focusHeading(this);
      const after = this.loaded === undefined ? [] : this.unsettled(this.loaded);
      const settled = before.filter(({ id }) => !after.some((other) => other.id === id));
      if (settled.length > 0) this.#looks = 0;
      await Promise.all(settled.map(tellSettled));
    }
    if (this.isConnected) this.#watch();
  }

  /** Another page of this browser, or somebody else, may have changed it meanwhile. */
  #seen = (): void => {
    if (document.visibilityState === "visible") void this.#look();
  };

  /** Whoever signed in again need not ask again, too, for what could not be shown before. */
  #again = (event: Event): void => {
    const { user } = (event as CustomEvent<Session>).detail;
    if (user && this.error instanceof ApiError && this.error.status === 401) void this.arrive();
  };

  /** @param done says what succeeded just before: should it not be seen now, then that it is done */
  protected async load(done = this.#done): Promise<void> {
    this.error = undefined;
    this.#done = done;
    try {
      this.loaded = await this.fetch();
      this.#done = undefined;
    } catch (error) {
      this.error = error;
    }
  }

  /** Loads it for whoever pressed nothing here: that it failed is spoken. */
  protected async arrive(): Promise<void> {
    await this.load();
    await this.updateComplete;
    if (this.error && this.isConnected) speakNotice(this);
  }

  /** Something was done, and then what came of it could not be loaded. */
  protected failAfter(done: (() => string) | undefined, error: unknown): void {
    this.#done = done;
    this.error = error;
  }

  /** Loads it again for whoever pressed a button that is gone then, with the focus on what came of it. */
  protected async retry(done?: () => string): Promise<void> {
    await this.load(done);
    await this.updateComplete;
    focusHeading(this);
  }

  /** What stands above the content, also while it loads. */
  protected head(): TemplateResult {
    return html``;
  }

  protected failed(error: unknown): TemplateResult {
    return failure(error, () => void this.retry());
  }

  protected override updated(_changed: Map<string, unknown>): void {
    if (this.loaded === undefined || this.error || !this.isConnected) return;
    const title = this.titled(this.loaded);
    if (title) document.title = `${title} · Fernwerk`;
    this.#watch();
  }

  #failed(error: unknown): TemplateResult {
    return this.#done
      ? unseen(this.#done(), error, () => void this.retry(), this.level)
      : this.failed(error);
  }

  /** Of the title of what could not be loaded: 2 where the page has its own. */
  protected readonly level: 1 | 2 = 1;

  protected waiting(): string {
    return t.frame.loading;
  }

  protected override render(): TemplateResult {
    return html`${this.head()}
    ${this.error ? this.#failed(this.error) : this.loaded === undefined ? loading(this.waiting()) : this.content(this.loaded)}`;
  }
}

import { html, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { ApiError, type Session, sessions } from "../api.js";
import { focusHeading } from "../focus.js";
import { t } from "../i18n.js";
import { PageElement } from "./element.js";
import { failure, loading, unseen } from "./notice.js";

/** Between looks at what comes in a moment. */
const LOOK = 3000;

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
    void this.load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    sessions.removeEventListener("known", this.#again);
    document.removeEventListener("visibilitychange", this.#seen);
    clearTimeout(this.#look);
    this.#look = undefined;
  }

  /** Reads again what is shown; without an answer it stays, and what was chosen or typed stays with either. */
  protected async reread(_loaded: T): Promise<void> {}

  /** What is shown waits for something that comes in a moment: it is read again until it has come. */
  protected unsettled(_loaded: T): boolean {
    return false;
  }

  #look: number | undefined;

  #watch(): void {
    if (this.#look !== undefined || this.loaded === undefined || !this.unsettled(this.loaded))
      return;
    this.#look = window.setTimeout(async () => {
      this.#look = undefined;
      if (this.loaded !== undefined && !this.error) await this.reread(this.loaded).catch(() => {});
      if (this.isConnected) this.#watch();
    }, LOOK);
  }

  /** Another page of this browser, or somebody else, may have changed it meanwhile. */
  #seen = (): void => {
    if (document.visibilityState === "visible" && this.loaded !== undefined && !this.error)
      this.reread(this.loaded).catch(() => {});
  };

  /** Whoever signed in again need not ask again, too, for what could not be shown before. */
  #again = (event: Event): void => {
    const { user } = (event as CustomEvent<Session>).detail;
    if (user && this.error instanceof ApiError && this.error.status === 401) void this.load();
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

// Saving what is shown as a quote, instead of paying it.

import { announce } from "./announcer.js";
import { ApiError, api, type Choice, type Conflict } from "./api.js";
import { t } from "./i18n.js";
import type { OrderStore } from "./order-store.js";
import type { PayFlow } from "./pay-flow.js";
import { changeFailed } from "./problems.js";
import { navigate, paths } from "./router.js";

export class QuoteFlow {
  saving = false;
  #host: { requestUpdate(): void };
  /** The same choice and quote keep their key, so that a repeated press saves one quote. */
  #attempt: { body: string; key: string } | undefined;

  constructor(host: { requestUpdate(): void }) {
    this.#host = host;
  }

  async save(store: OrderStore, flow: PayFlow): Promise<void> {
    const shown = store.priced;
    if (!shown || this.saving || flow.open) return;
    this.saving = true;
    store.frozen = true;
    flow.clear();
    try {
      const saved = await this.send({ ...store.choice, digest: shown.digest });
      announce(t.shop.quoteSaved(saved.number));
      navigate(paths.quote(saved.id));
    } catch (error) {
      const conflict = error instanceof ApiError ? (error.body as Conflict | undefined) : undefined;
      if (conflict?.answer)
        flow.differ({
          shown,
          fresh: conflict.answer,
          conflict,
          instead: () => this.save(store, flow),
        });
      else flow.say(changeFailed(error));
    } finally {
      this.saving = false;
      store.frozen = false;
      this.#host.requestUpdate();
    }
  }

  send(choice: Choice & { digest: string }) {
    const body = JSON.stringify(choice);
    if (this.#attempt?.body !== body) this.#attempt = { body, key: crypto.randomUUID() };
    return api.saveQuote(choice, this.#attempt.key);
  }
}

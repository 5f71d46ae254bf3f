// Saving what is shown as a quote, instead of paying it.

import { announce } from "./announcer.js";
import { ApiError, api, type Choice, type Conflict, type QuoteDocument } from "./api.js";
import { failedElsewhere, tellElsewhere } from "./elsewhere.js";
import { isolated, t } from "./i18n.js";
import type { OrderStore } from "./order-store.js";
import type { Host, PayFlow } from "./pay-flow.js";
import { changeFailed } from "./problems.js";
import { navigate, paths } from "./router.js";

/** Saved, and its page was left meanwhile. */
export function savedElsewhere(
  { id, number }: Pick<QuoteDocument, "id" | "number">,
  from: string,
): void {
  tellElsewhere({
    kind: "good",
    words: () => t.shop.quoteSaved(isolated(number)),
    path: paths.quote(id),
    link: () => t.orders.seeQuote,
    from,
  });
}

export class QuoteFlow {
  saving = false;
  #host: Host;
  /** The same choice and quote keep their key, so that a repeated press saves one quote. */
  #attempt: { body: string; key: string } | undefined;

  constructor(host: Host) {
    this.#host = host;
  }

  async save(store: OrderStore, flow: PayFlow): Promise<void> {
    const shown = store.priced;
    if (!shown || this.saving || flow.open) return;
    this.saving = true;
    store.frozen = true;
    flow.clear();
    const path = location.pathname + location.search;
    try {
      const saved = await this.send({ ...store.choice, digest: shown.digest });
      if (this.#host.isConnected) {
        announce(t.shop.quoteSaved(saved.number));
        navigate(paths.quote(saved.id));
      } else savedElsewhere(saved, path);
    } catch (error) {
      const conflict = error instanceof ApiError ? (error.body as Conflict | undefined) : undefined;
      if (!this.#host.isConnected)
        failedElsewhere(
          () => (conflict?.answer ? t.orders.changedAway : changeFailed(error)),
          path,
        );
      else if (conflict?.answer)
        flow.differ({
          shown,
          fresh: conflict.answer,
          conflict,
          instead: () => this.save(store, flow),
        });
      else flow.say(() => changeFailed(error));
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

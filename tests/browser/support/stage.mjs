// One browser for a file of tests, and a server of its own for every test.

import { after, before } from "node:test";

import { launch, visit } from "./browser.mjs";
import { server } from "./server.mjs";

export function stage() {
  let browser;
  before(async () => {
    browser = await launch();
  });
  after(() => browser?.close());

  /** Runs a test on a fresh server and page; both are gone afterwards, however it ended. */
  return async (test, { prepare, demo, settings, ...options } = {}) => {
    const shop = await server({ prepare, demo, settings });
    try {
      const { page, leave } = await visit(browser, shop.url, options);
      await test({ page, shop, records: shop.records });
      await leave();
    } finally {
      await shop.stop();
    }
  };
}

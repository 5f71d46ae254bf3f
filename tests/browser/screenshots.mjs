// Pictures of every state of the page, for people to look at: `npm run screenshots -w tests/browser`.

import { mkdir } from "node:fs/promises";
import path from "node:path";

import { launch, visit } from "./support/browser.mjs";
import { server, target } from "./support/server.mjs";
import { LOOKS, tour } from "./support/tour.mjs";

const folder = path.join(target, "screenshots");
await mkdir(folder, { recursive: true });
const browser = await launch();
try {
  for (const { name, ...options } of LOOKS) {
    const shop = await server();
    try {
      const expected = [402, 403, 409];
      const { page, leave } = await visit(browser, shop.url, { expected, ...options });
      await tour(page, shop, async (state, { whole = true } = {}) => {
        // As high as the page, so that what is fixed to the window's end is where it belongs.
        const height = await page.evaluate(() => document.documentElement.scrollHeight);
        if (whole) await page.setViewportSize({ ...options.viewport, height });
        // After the highlight of changed amounts has faded.
        await page.waitForTimeout(800);
        await page.screenshot({ path: path.join(folder, `${name}-${state}.png`) });
        await page.setViewportSize(options.viewport);
      });
      await leave();
    } finally {
      await shop.stop();
    }
  }
} finally {
  await browser.close();
}
console.log(`screenshots are in ${folder}`);

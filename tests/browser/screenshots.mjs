// Pictures of every state of the page, for people to look at: `npm run screenshots -w tests/browser`, or only
// some, as in `npm run screenshots -w tests/browser -- 390-ar store`. On paper: the PDFs beside them.

import { mkdir } from "node:fs/promises";
import path from "node:path";

import { launch, visit } from "./support/browser.mjs";
import { server, target } from "./support/server.mjs";
import { EXPECTED, LOOKS, TOURS } from "./support/tour.mjs";

const folder = path.join(target, "screenshots");
const wanted = process.argv.slice(2);
const chosen = (names, name) => {
  const asked = wanted.filter((one) => names.includes(one));
  return asked.length === 0 || asked.includes(name);
};
const looks = LOOKS.map((look) => look.name);
const parts = TOURS.map(([part]) => part);
const unknown = wanted.filter((one) => ![...looks, ...parts].includes(one));
if (unknown.length > 0) {
  throw new Error(`${unknown.join(", ")}: there are ${[...looks, ...parts].join(", ")}`);
}
await mkdir(folder, { recursive: true });
const browser = await launch();
try {
  for (const { name, ...options } of LOOKS) {
    if (!chosen(looks, name)) continue;
    for (const [part, walk, prepare] of TOURS) {
      if (!chosen(parts, part)) continue;
      const shop = await server({ prepare });
      try {
        const { page, leave } = await visit(browser, shop.url, { expected: EXPECTED, ...options });
        let count = 0;
        await walk(page, shop, async (state, { whole = true, paper = false } = {}) => {
          count += 1;
          const file = path.join(
            folder,
            `${name}-${part}-${String(count).padStart(2, "0")}-${state}`,
          );
          // As high as the page, so that what is fixed to the window's end is where it belongs.
          const height = await page.evaluate(() => document.documentElement.scrollHeight);
          if (whole)
            await page.setViewportSize({
              ...options.viewport,
              height: Math.max(height, options.viewport.height),
            });
          // After the highlight of changed amounts has faded.
          await page.waitForTimeout(800);
          await page.screenshot({ path: `${file}.png` });
          await page.setViewportSize(options.viewport);
          if (!paper) return;
          await page.pdf({ path: `${file}.pdf`, format: "A4" });
          // A sheet of A4 without its margins, in CSS pixels.
          await page.emulateMedia({ media: "print" });
          await page.setViewportSize({ width: 673, height: 1000 });
          await page.screenshot({ path: `${file}-paper.png`, fullPage: true });
          await page.emulateMedia({ media: null });
          await page.setViewportSize(options.viewport);
        });
        await leave();
      } finally {
        await shop.stop();
      }
    }
  }
} finally {
  await browser.close();
}
console.log(`pictures are in ${folder}`);

// A real browser, and a visit to the page that notices every error in its console.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";

import { chromium } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
];

function executable() {
  if (process.env.QUOTIENT_BROWSER) return process.env.QUOTIENT_BROWSER;
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  for (const name of NAMES) {
    for (const folder of folders) {
      if (existsSync(path.join(folder, name))) return path.join(folder, name);
    }
  }
  throw new Error("no browser for the tests was found: install Chromium");
}

export function launch() {
  return chromium.launch({ executablePath: executable(), args: FLAGS });
}

/**
 * Opens a page in a profile of its own. `leave` closes it and fails if its console had errors; a status
 * that a test provokes is named in `expected`, since browsers log every answer of that kind.
 */
export async function visit(browser, url, { expected = [], ...options } = {}) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    locale: "en-US",
    ...options,
  });
  const page = await context.newPage();
  // For what never comes: a machine that has other work takes many seconds for what does.
  page.setDefaultTimeout(120_000);
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => {
    if (message.type() !== "error" && message.type() !== "warning") return;
    const failed = /Failed to load resource.*(status of (\d+)|net::\w+)/.exec(message.text());
    if (failed && expected.includes(failed[2] ? Number(failed[2]) : "network")) return;
    errors.push(message.text());
  });
  await page.goto(url);
  return {
    page,
    leave: async () => {
      // What the page asked for last may still be on its way through a test's own hands.
      for (const each of context.pages()) await each.unrouteAll({ behavior: "ignoreErrors" });
      await context.close();
      assert.deepEqual(errors, [], "errors in the console");
    },
  };
}

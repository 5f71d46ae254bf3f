// Real Chromium, and what a page says in it.

import { existsSync } from "node:fs";
import path from "node:path";

import { chromium } from "playwright-core";

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

/** The first of these programs on the PATH, or the one that the variable names. */
export function program(variable, names) {
  if (process.env[variable]) return process.env[variable];
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  const found = names
    .flatMap((name) => folders.map((folder) => path.join(folder, name)))
    .find(existsSync);
  if (found === undefined) throw new Error(`none of these was found: ${names.join(", ")}`);
  return found;
}

export function launch() {
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  return chromium.launch({ executablePath: program("QUOTIENT_BROWSER", names), args: FLAGS });
}

/**
 * Opens a page and waits for what it has to say: it sets `document.title` to a digest, or to
 * `failed: ` and why. Anything in its console goes along in `console`.
 */
export async function said(browser, url, { act } = {}) {
  const page = await browser.newPage();
  page.setDefaultTimeout(180_000);
  const log = [];
  page.on("console", (message) => log.push(message.text()));
  page.on("pageerror", (error) => log.push(String(error)));
  try {
    await page.goto(url);
    await act?.(page);
    const spoken = () => /^(sha256:|failed: )/.test(document.title);
    // By polling on this side: a policy without `unsafe-eval` stops the browser's own way of waiting.
    for (const end = Date.now() + 180_000; Date.now() < end && !(await page.evaluate(spoken));) {
      await new Promise((waited) => setTimeout(waited, 50));
    }
    return { title: await page.title(), console: log };
  } finally {
    await page.close();
  }
}

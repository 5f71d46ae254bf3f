// Pages that quote and say the digest.

import { asked } from "./asked.mjs";

/** The script of a page: `load` is an expression that gives the package. */
export function script(load, quote = "new quotient.Catalog(catalog).quote(request)") {
  return `
    const { catalog, request } = ${JSON.stringify(asked)};
    (async () => {
      const quotient = await ${load};
      const answer = await ${quote};
      document.title = answer.digest;
    })().catch((error) => { document.title = "failed: " + error; });
  `;
}

/** A page with one module script of its own file, as a strict policy wants it. */
export function page(source, headers = {}) {
  return {
    body: `<!doctype html><meta charset="utf-8"><script type="module" src="${source}"></script>`,
    headers,
  };
}

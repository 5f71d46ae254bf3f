// The warm rows, the same in Node and in a page: engines and peers on the reference request.

import { agree, amountsOf } from "./agree.mjs";
import { interleaved } from "./measure.mjs";
import { PEERS } from "./peers/all.mjs";

/**
 * @param entries the package's entries by name, each ready
 * @param reference catalog and request
 */
export function warm(entries, reference, { count, runs, ms }) {
  const text = JSON.stringify(reference.request);
  const objects = {};
  const texts = {};
  const compared = {};
  for (const [name, { Catalog }] of Object.entries(entries)) {
    // Also each entry: all of them must give what the peers give.
    compared[name] = agree(Catalog, reference, count);
    const catalog = new Catalog(reference.catalog);
    objects[name] = () => catalog.quote(reference.request);
    texts[name] = () => JSON.stringify(catalog.quote(text));
  }
  const answers = Object.values(objects).map((quote) => quote());
  for (const answer of answers) {
    if (answer.digest !== answers[0].digest) throw new Error("two entries differ in their digests");
  }
  for (const [name, { prepare }] of Object.entries(PEERS)) {
    const quote = prepare(reference.catalog);
    objects[name] = () => quote(reference.request);
    texts[name] = () => JSON.stringify(quote(JSON.parse(text)));
  }
  return {
    compared: Object.values(compared)[0],
    bytes: {
      request: text.length,
      answer: JSON.stringify(answers[0]).length,
      amounts: JSON.stringify(amountsOf(answers[0])).length,
    },
    objects: interleaved(objects, { runs, ms }),
    texts: interleaved(texts, { runs, ms }),
  };
}

// The warm rows, the same in Node and in a page: engines and peers on the reference request.

import { agree, amountsOf } from "./agree.mjs";
import { interleaved } from "./measure.mjs";
import { AMOUNTS } from "./parts.mjs";
import { PEERS } from "./peers/all.mjs";

/** Where a slider goes, each time one further; all of them are priced. */
const STEPS = 60;

/**
 * @param entries the package's entries by name, each ready
 * @param reference catalog and request
 */
export function warm(entries, reference, { count, runs, ms }) {
  const text = JSON.stringify(reference.request);
  const { request } = reference;
  const [{ product, quantity: least }] = request.items;
  const objects = {};
  const texts = {};
  const amounts = {};
  const slider = {};
  const compared = {};
  const totals = {};
  const sliding = (name, total) => {
    totals[name] = Array.from({ length: STEPS }, (_, step) => total(least + step));
    let step = 0;
    slider[name] = () => total(least + (step = (step + 1) % STEPS));
  };
  for (const [name, { Catalog }] of Object.entries(entries)) {
    // Also each entry: all of them must give what the peers give.
    compared[name] = agree(Catalog, reference, count);
    const catalog = new Catalog(reference.catalog);
    objects[name] = () => catalog.quote(reference.request);
    texts[name] = () => JSON.stringify(catalog.quote(text));
    amounts[name] = () => catalog.quote(request, AMOUNTS);
    same(amountsOf(amounts[name]()), amountsOf(objects[name]()), `${name}: amounts`);
    const prepared = catalog.prepare(request);
    sliding(name, (quantity) => prepared.total(quantity, product).amountDue);
  }
  const answers = Object.values(objects).map((quote) => quote());
  for (const answer of answers) {
    if (answer.digest !== answers[0].digest) throw new Error("two entries differ in their digests");
  }
  for (const [name, { prepare, exact }] of Object.entries(PEERS)) {
    const quote = prepare(reference.catalog);
    objects[name] = () => quote(reference.request);
    texts[name] = () => JSON.stringify(quote(JSON.parse(text)));
    amounts[name] = objects[name];
    // They have nothing that is quicker than the whole.
    const [, ...others] = request.items;
    sliding(
      name,
      (quantity) => quote({ ...request, items: [{ product, quantity }, ...others] }).amountDue,
    );
    if (exact) same(totals[name], totals["."], `${name}: totals of the slider`);
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
    amounts: interleaved(amounts, { runs, ms }),
    slider: interleaved(slider, { runs, ms }),
  };
}

function same(found, expected, what) {
  const [a, b] = [found, expected].map((value) => JSON.stringify(value));
  if (a !== b) throw new Error(`${what} differ\n${a}\n${b}`);
}

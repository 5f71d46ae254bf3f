// From nothing to a quote, and the quotes after it, before the host has optimized much.

/** @param load brings a contender and gives what prices the request */
export async function cold(load) {
  const start = performance.now();
  const quote = await load();
  quote();
  const first = performance.now();
  for (let n = 2; n <= 10; n++) quote();
  const tenth = performance.now();
  for (let n = 11; n <= 1000; n++) quote();
  const last = performance.now();
  return {
    cold: first - start,
    few: ((tenth - first) * 1000) / 9,
    many: ((last - tenth) * 1000) / 990,
  };
}

/** An entry of the package with the reference catalog; `module` is its `quote.wasm`, for those without one. */
export async function entry(address, module, { catalog, request }, parts = {}) {
  const { init, Catalog } = await import(address);
  if (init) await init(module());
  const engine = new Catalog(catalog);
  return () => engine.quote(request, parts);
}

/** A peer, bundled and minified. */
export async function peer(address, { catalog, request }) {
  const { prepare } = await import(address);
  const quote = prepare(catalog);
  return () => quote(request);
}

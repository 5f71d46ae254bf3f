/**
 * Picks the engine that the page's policy and the host allow.
 *
 * @packageDocumentation
 */

type Api = typeof import("./index.js");

let loaded: Promise<Api> | undefined;

/** The API of the main entry where WebAssembly may be used, else that of `./js`. Loaded once. */
export function load(): Promise<Api> {
  loaded ??= find().catch((error: unknown) => {
    // A page that was offline may try again.
    loaded = undefined;
    throw error;
  });
  return loaded;
}

async function find(): Promise<Api> {
  if (mayCompile()) {
    const api = await import("./index.js");
    try {
      // Old browsers compile only small modules at once.
      new api.Catalog({ id: "probe", products: [] });
      return api;
    } catch {
      // Below.
    }
  }
  // The same names; TypeScript sees internal ones in only one of the two.
  return import("./js.js") as Promise<unknown> as Promise<Api>;
}

/** Tried with the smallest module, so that the large one is not loaded in vain. */
function mayCompile(): boolean {
  try {
    return new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)) !== undefined;
  } catch {
    return false;
  }
}

// The glue of wasm-bindgen makes its text codecs when it is loaded, and jsdom has none: importing
// a page's code in a test would fail. The bundler puts these in their place (see `build` in
// package.json); they touch the host's codecs on first use, and do without where there are none.

let decoder: globalThis.TextDecoder | undefined;
let encoder: globalThis.TextEncoder | undefined;

/** Where most texts are encoded, which takes half as long as into bytes of their own. */
let scratch: Uint8Array | undefined;
const MOST = 30_000;

/** Stands for the global of the same name in the bundle. */
export class TextDecoder {
  decode(bytes?: Uint8Array): string {
    if (bytes === undefined) {
      return "";
    }
    if (typeof globalThis.TextDecoder !== "function") {
      return decode(bytes);
    }
    decoder ??= new globalThis.TextDecoder("utf-8", { ignoreBOM: true });
    return decoder.decode(bytes);
  }
}

/** Stands for the global of the same name in the bundle. What it answers lasts until the next text: the glue copies it. */
export class TextEncoder {
  encode(text: string): Uint8Array {
    if (typeof globalThis.TextEncoder !== "function") {
      return encode(text);
    }
    encoder ??= new globalThis.TextEncoder();
    if (text.length > MOST / 3) {
      return encoder.encode(text);
    }
    scratch ??= new Uint8Array(MOST);
    return scratch.subarray(0, encoder.encodeInto(text, scratch).written);
  }

  // The glue is left without what asks for `encodeInto`.
}

/** Both directions trust their input: the module writes UTF-8, and lone surrogates were refused. */
function decode(bytes: Uint8Array): string {
  return decodeURIComponent(
    Array.from(bytes, (byte) => `%${byte < 16 ? 0 : ""}${byte.toString(16)}`).join(""),
  );
}

function encode(text: string): Uint8Array {
  const bytes = encodeURIComponent(text).replace(/%(..)/g, (_, hex) =>
    String.fromCharCode(parseInt(hex, 16)),
  );
  return Uint8Array.from(bytes, (byte) => byte.charCodeAt(0));
}

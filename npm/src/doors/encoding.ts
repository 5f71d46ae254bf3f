// The glue of wasm-bindgen makes its text codecs when it is loaded, and jsdom has none: importing
// a page's code in a test would fail. The bundler puts these in their place (see `build` in
// package.json); they touch the host's codecs on first use, and do without where there are none.

let decoder: globalThis.TextDecoder | undefined;
let encoder: globalThis.TextEncoder | undefined;

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

/** Stands for the global of the same name in the bundle. */
export class TextEncoder {
  encode(text: string): Uint8Array {
    if (typeof globalThis.TextEncoder !== "function") {
      return encode(text);
    }
    encoder ??= new globalThis.TextEncoder();
    return encoder.encode(text);
  }

  encodeInto(text: string, view: Uint8Array): { read: number; written: number } {
    const bytes = this.encode(text);
    view.set(bytes);
    return { read: text.length, written: bytes.length };
  }
}

/** Both directions trust their input: the module writes UTF-8, and lone surrogates were refused. */
function decode(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at++]!;
    const more = first < 0x80 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
    let point = more === 0 ? first : first & (0x3f >> more);
    for (let n = 0; n < more; n++) {
      point = (point << 6) | (bytes[at++]! & 0x3f);
    }
    text += String.fromCodePoint(point);
  }
  return text;
}

function encode(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0)!;
    if (point < 0x80) {
      bytes.push(point);
      continue;
    }
    const more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    bytes.push(((0xf00 >> (more + 1)) & 0xff) | (point >> (6 * more)));
    for (let n = more - 1; n >= 0; n--) {
      bytes.push(0x80 | ((point >> (6 * n)) & 0x3f));
    }
  }
  return Uint8Array.from(bytes);
}

import text from "../../build/quotient_bg.wasm";

/** The module's bytes, out of the text that `bundle.mjs` made of them. */
export function inlined(): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) {
    const character = text.charCodeAt(index);
    bytes[index] = character - (character < 92 ? 35 : character < 127 ? 36 : 70);
  }
  return bytes;
}

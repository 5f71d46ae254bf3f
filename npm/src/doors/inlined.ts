/** By `bundle.mjs`, which tells what they are for. */
declare const ESCAPED: readonly number[];
declare const RARE: string;

/** The module's bytes, out of the text that `bundle.mjs` made of them. */
export function inlined(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    const place = code > 126 ? -1 : RARE.indexOf(text[index]!);
    // A code above 255 wraps around to its byte.
    bytes[index] = place < 0 ? code : ESCAPED[place]!;
  }
  return bytes;
}

/** By `bundle.mjs`, which tells what they are for. */
declare const ESCAPED: readonly number[];
declare const RARE: string;

/** The module's bytes, out of the text that `bundle.mjs` made of them. */
export function inlined(text: string): Uint8Array<ArrayBuffer> {
  const { length } = text;
  const bytes = new Uint8Array(length);
  const meant = Uint8Array.from({ length: 128 }, (_, code) => code);
  ESCAPED.forEach((byte, place) => (meant[RARE.charCodeAt(place)] = byte));
  // Short, because no host has optimized it yet. A code above 255 wraps around to its byte.
  for (let index = 0, code; index < length; index++) {
    code = text.charCodeAt(index);
    bytes[index] = code < 128 ? meant[code]! : code;
  }
  return bytes;
}

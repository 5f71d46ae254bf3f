/** The bundler inlines the engine as base64, in pieces that can be read one by one. First, because both patterns match. */
declare module "*/quotient.wasm" {
  const pieces: readonly string[];
  export default pieces;
}

/** What joins streams with a character a byte. */
declare module "*.wasm" {
  const text: string;
  export default text;
}

/** And one in streams as text; `doors/inlined.ts` reads it. */
declare module "*.inlined" {
  const text: string;
  export default text;
}

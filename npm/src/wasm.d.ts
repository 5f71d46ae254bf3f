/** The bundler inlines a module as base64. */
declare module "*.wasm" {
  const text: string;
  export default text;
}

/** And one in streams as text; `doors/inlined.ts` reads it. */
declare module "*.inlined" {
  const text: string;
  export default text;
}

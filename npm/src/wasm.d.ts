/** The bundler inlines the module as text; `doors/inlined.ts` reads it. */
declare module "*.wasm" {
  const text: string;
  export default text;
}

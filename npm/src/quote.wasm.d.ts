/**
 * The portable module (docs/portable.md), as hosts give it that import WebAssembly as a module:
 * workerd, and bundlers that are set up so. For others it is a file with an address.
 */
declare const module: WebAssembly.Module;
export default module;

// The main entry for workerd (`exports` in package.json).

export * from "./index.js";
export * from "./store.js";

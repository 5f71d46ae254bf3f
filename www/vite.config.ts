import { defineConfig } from "vite";

// The server sends a strict Content-Security-Policy: every script and style is a file of its own,
// nothing is inlined and nothing is evaluated but the engine's WebAssembly.
export default defineConfig({
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Kilobytes: the engine is inlined in the one script; its own budget is checked where it is built.
    chunkSizeWarningLimit: 800,
  },
  server: {
    proxy: { "/api": "http://127.0.0.1:8080" },
  },
});

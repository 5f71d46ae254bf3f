// Jest, which knows no ESM packages: in Node and in jsdom, which has neither `TextEncoder` nor `fetch`.

import { createRequire } from "node:module";
import test from "node:test";

import { app, printed } from "./support/app.mjs";
import { digest } from "./support/asked.mjs";

const require = createRequire(import.meta.url);
const folder = await app("jest");

for (const environment of ["node", "jsdom"]) {
  test(`Jest, ${environment}`, async () => {
    const config = {
      rootDir: folder,
      testMatch: ["**/*.test.cjs"],
      testEnvironment: require.resolve(`jest-environment-${environment}`),
    };
    const args = [
      require.resolve("jest/bin/jest"),
      "--config",
      JSON.stringify(config),
      "--ci",
      "--no-cache",
    ];
    await printed(process.execPath, args, { cwd: folder, env: { ...process.env, DIGEST: digest } });
  });
}

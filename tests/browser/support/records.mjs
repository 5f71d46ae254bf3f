// What is really written down: the server's database and the test provider's own log, read beside the
// running server. A copy is read, so that the files themselves are never locked or changed.

import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import sqlite from "node-sqlite3-wasm";

/** The test provider's own log, beside the server's database. */
export function providerOf(database) {
  return database.replace(/\.db$/, ".provider.db");
}

/** Runs SQL on a file that no server has open. */
export function edit(file, sql) {
  const database = new sqlite.Database(file);
  try {
    database.exec(`PRAGMA locking_mode = EXCLUSIVE; ${sql}`);
  } finally {
    database.close();
  }
}

/** The card that paid for every subscription has run out since. */
export function declining({ database }) {
  edit(database, "UPDATE orders SET card = 'test_declined'");
}

export function records(database) {
  const provider = providerOf(database);
  return {
    /** Every payment that the provider accepted: `[{ kind, amount, currency, card }]`. */
    payments: () =>
      read(
        provider,
        "SELECT kind, amount, currency, card FROM payments WHERE accepted = 1 ORDER BY created_at",
      ),
    /** Every payment that was tried. */
    attempts: () => read(provider, "SELECT card, accepted FROM payments"),
    /** Every order that came from a confirm, not from the seed. */
    orders: () =>
      read(
        database,
        "SELECT id, subscription, amount_due, digest FROM orders WHERE intent IS NOT NULL ORDER BY number",
      ),
    /** The states of all subscriptions as they are stored. */
    states: () =>
      Object.fromEntries(
        read(database, "SELECT id, state FROM subscriptions ORDER BY position").map((row) => [
          row.id,
          JSON.parse(row.state),
        ]),
      ),
    open: () => read(database, "SELECT id FROM intents WHERE state = 'open'"),
  };
}

function read(file, query) {
  const folder = mkdtempSync(path.join(tmpdir(), "quotient-records-"));
  try {
    const copy = path.join(folder, "copy.db");
    copyFileSync(file, copy);
    if (existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, `${copy}-wal`);
    const database = new sqlite.Database(copy);
    try {
      // This build of SQLite has no shared memory; alone with the file, its log needs none.
      database.exec("PRAGMA locking_mode = EXCLUSIVE");
      return database.all(query);
    } finally {
      database.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

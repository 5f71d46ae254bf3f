// What is really written down: the server's database and the test provider's own log, read beside the
// running server. Of a file a copy is read, so that the files themselves are never locked or changed.

import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import sqlite from "node-sqlite3-wasm";

const isPostgres = (database) => database.startsWith("postgres:");

/** Runs SQL on a database that no server has open. */
export function edit(place, sql) {
  if (isPostgres(place)) {
    psql(place, sql);
    return;
  }
  const database = new sqlite.Database(place);
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

/** The node-locked licenses have ended, and hold a balance. */
export function owing({ database }) {
  edit(
    database,
    `UPDATE subscriptions SET status = 'ended', state =
       replace(replace(state, '"balance":"0.00"', '"balance":"288.00"'), '"status":"active"', '"status":"ended"')
     WHERE id = 'sub_studio_node'`,
  );
}

/** Runs SQL on PostgreSQL and gives what it prints. */
export function psql(address, sql) {
  const args = ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", address, "-c", sql];
  return execFileSync("psql", args, { encoding: "utf8" });
}

export function records({ database, provider }) {
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

function read(place, query) {
  if (!isPostgres(place)) return readCopy(place, query);
  return JSON.parse(psql(place, `SELECT coalesce(json_agg(found), '[]') FROM (${query}) AS found`));
}

function readCopy(file, query) {
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

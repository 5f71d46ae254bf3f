// Data to standard output, all else to standard error. A reader who has enough may close the pipe:
// that ends the work, and is no error.

import { writeSync } from "node:fs";

import { cause, Unusable } from "./failure.js";

/** Standard output. */
export class Output {
  #failure: Error | undefined;
  /** Nobody reads any more. */
  isClosed = false;

  constructor() {
    process.stdout.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EPIPE") {
        this.isClosed = true;
      } else {
        this.#failure ??= error;
      }
    });
  }

  /** Hands it over, and waits where the reader is slower. */
  async write(text: string | Uint8Array): Promise<void> {
    if (this.isClosed) {
      return;
    }
    await new Promise<void>((resolve) => {
      if (process.stdout.write(text, () => resolve())) {
        resolve();
      }
    });
    this.#check();
  }

  /** Waits until all is handed over. */
  async end(): Promise<void> {
    if (!this.isClosed) {
      await new Promise<void>((resolve) => process.stdout.write("", () => resolve()));
    }
    this.#check();
  }

  #check(): void {
    if (this.#failure !== undefined) {
      throw new Unusable(`cannot write to standard output: ${cause(this.#failure)}`);
    }
  }
}

/** A number of things, in words: `1 line`, `2 lines`. */
export function counted(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? "" : "s"}`;
}

/** A sentence for the person at the terminal. Nobody has to listen. */
export function say(message: string): void {
  remark(`quotient: ${message}\n`);
}

/** The same, as it is. */
export function remark(text: string): void {
  try {
    writeSync(2, text);
  } catch {
    // The work matters, the remark does not.
  }
}

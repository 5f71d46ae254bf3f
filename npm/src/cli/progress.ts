// How far it is, on standard error where a person watches it.

import { writeSync } from "node:fs";
import { isatty } from "node:tty";

/** Milliseconds between two looks of the person. */
const PAUSE = 100;

/** How far it is, on a terminal; nothing elsewhere. */
export class Progress {
  readonly #length: number | undefined;
  readonly #isShown: boolean;
  readonly #start = Date.now();
  #next = this.#start + PAUSE;
  #isOn = false;

  /**
   * For an input of so many bytes, if that is known. `besideData`: lines go to standard output all the
   * while, and a bar between them on one terminal would be a mess.
   */
  constructor(length: number | undefined, quiet: boolean, besideData: boolean) {
    const { TERM } = process.env;
    const isWatched = isatty(2) && TERM !== undefined && TERM !== "dumb";
    this.#length = length;
    this.#isShown = isWatched && !quiet && !(besideData && isatty(1));
  }

  /** So many lines and bytes are done. */
  at(lines: number, bytes: number): void {
    if (!this.#isShown || Date.now() < this.#next) {
      return;
    }
    this.#next = Date.now() + PAUSE;
    const seconds = Math.round((Date.now() - this.#start) / 1000);
    const length = this.#length;
    const done = length
      ? `${Math.min(100, Math.floor((bytes / length) * 100))} %`
      : `${bytes} B read`;
    this.#isOn = true;
    tell(`\r${done}, ${lines} lines, ${seconds} s\u001b[K`);
  }

  /** Takes it off the terminal. */
  clear(): void {
    if (this.#isOn) {
      this.#isOn = false;
      tell("\r\u001b[K");
    }
  }
}

function tell(text: string): void {
  try {
    writeSync(2, text);
  } catch {
    // The work matters, the bar does not.
  }
}

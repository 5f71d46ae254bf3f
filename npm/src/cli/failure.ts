import { getSystemErrorName } from "node:util";

/** An input that cannot be used, or an output that cannot be written: it ends the work. */
export class Unusable extends Error {
  override readonly name = "Unusable";
}

/** What the system says of a file, in words. */
export function cause(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  const { errno } = error as NodeJS.ErrnoException;
  const told = /^E[A-Z0-9]+: (.+?)(, \w+( '.*')?)?$/.exec(error.message)?.[1] ?? error.message;
  return errno === undefined ? told : `${told} (${getSystemErrorName(errno)})`;
}

// What the browser keeps for the page. It may keep nothing, or refuse even the question: then what was
// chosen holds for this visit.

type Where = "localStorage" | "sessionStorage";

export function recall(where: Where, key: string): string | null {
  try {
    return globalThis[where].getItem(key);
  } catch {
    return null;
  }
}

/** `undefined` forgets it. */
export function keep(where: Where, key: string, value: string | undefined): void {
  try {
    if (value === undefined) globalThis[where].removeItem(key);
    else globalThis[where].setItem(key, value);
  } catch {
    // For this visit, then.
  }
}

/**
 * A typed code as the engine compares it (S8.1): without white space around it, by Unicode's property, which is not
 * quite what `trim` takes, and in ASCII upper case.
 */
export function normalCode(code: string): string {
  return code
    .replace(/^\p{White_Space}+|\p{White_Space}+$/gu, "")
    .replace(/[a-z]+/g, (letters) => letters.toUpperCase());
}

// A quantity as people type it.

/**
 * `12`, ` 12 `, `١٢`, and `1,000` where the locale writes just that for it; else undefined. A point never is a group:
 * what is `1.000` to some is one to others.
 */
export function typedQuantity(text: string, locale: string): number | undefined {
  const typed = plain(text.trim());
  const digits = typed.replace(/[, \u066c\u2019]/g, "");
  if (!/^[0-9]{1,9}$/.test(digits)) {
    return undefined;
  }
  const quantity = Number(digits);
  const isWritten = typed === plain(new Intl.NumberFormat(locale).format(quantity));
  return typed === digits || isWritten ? quantity : undefined;
}

/** Digits of other scripts as `0` to `9`, and spaces of any width as one. */
function plain(text: string): string {
  return text
    .replace(/[\u0660-\u0669\u06f0-\u06f9\uff10-\uff19]/g, (digit) =>
      String(digit.charCodeAt(0) & 15),
    )
    .replace(/\s/g, " ");
}

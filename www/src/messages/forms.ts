// How a language counts things: a form for each of its plural categories, with `#` where the number goes.

/** Every category that a language may tell apart; Arabic needs all six. */
export type Forms = Record<Intl.LDMLPluralRule, string>;

/** English tells one from many. */
export type TwoForms = Pick<Forms, "one" | "other">;

/** `counted` is the number as the reader writes it. */
export function counting<F extends Partial<Forms> & { other: string }>(
  language: string,
): (quantity: number, counted: string, forms: F) => string {
  const rules = new Intl.PluralRules(language);
  return (quantity, counted, forms) =>
    (forms[rules.select(quantity)] ?? forms.other).replace("#", counted);
}

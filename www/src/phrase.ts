// Sentences with parts in them. A part is text, or what an element shows: then the sentence is a list
// that a template takes as it is, with every part where the language wants it.

/** A sentence around parts of one kind. */
export type Phrase<P> = readonly (string | P)[];

export function phrase<P>(texts: TemplateStringsArray, ...parts: (P | string)[]): Phrase<P> {
  return texts.flatMap((text, index) =>
    index < parts.length ? [text, parts[index] as P | string] : [text],
  );
}

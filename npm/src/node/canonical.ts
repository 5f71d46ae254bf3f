/** Plain data as canonical JSON (RFC 8785): no white space, names sorted by their units of UTF-16. */
export function canonical(value: unknown): string {
  if (typeof value !== "object" || value === null) {
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) {
    return `[${value.map(canonical).join(",")}]`;
  }
  const names = Object.keys(value).sort();
  const fields = names.map((name) => {
    return `${JSON.stringify(name)}:${canonical((value as Record<string, unknown>)[name])}`;
  });
  return `{${fields.join(",")}}`;
}

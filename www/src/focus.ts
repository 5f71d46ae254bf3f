/** Moves the focus to the first of these that can take it, once the page has drawn what was changed. */
export function focusDrawn(...selectors: string[]): void {
  requestAnimationFrame(() => {
    const places = selectors.map((selector) => document.querySelector<HTMLElement>(selector));
    places.find((place) => place && !place.matches(":disabled"))?.focus();
  });
}

/** Moves the focus to the heading of what took the place of what had it. */
export function focusHeading(within: ParentNode): void {
  const heading =
    within.querySelector<HTMLElement>("h1") ?? within.querySelector<HTMLElement>("h2");
  heading?.setAttribute("tabindex", "-1");
  heading?.focus();
}

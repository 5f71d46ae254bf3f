/** Moves the focus to the first of these that can take it, once the page has drawn what was changed. */
export function focusDrawn(...selectors: string[]): void {
  requestAnimationFrame(() => {
    const places = selectors.map((selector) => document.querySelector<HTMLElement>(selector));
    places.find((place) => place && !place.matches(":disabled"))?.focus();
  });
}

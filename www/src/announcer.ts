// The page's one voice for screen readers: a polite region that is there from the start, spoken to
// once the customer pauses, so that a held-down key does not read out every quantity on the way.

const PAUSE = 500;
let timer: number | undefined;

export function announce(message: string): void {
  const region = document.getElementById("status");
  clearTimeout(timer);
  // The same words once more are news only to an empty region.
  if (region?.textContent === message) region.textContent = "";
  timer = window.setTimeout(() => {
    if (region) region.textContent = message;
  }, PAUSE);
}

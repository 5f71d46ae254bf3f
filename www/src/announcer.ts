// The page's one voice for screen readers: a polite region that is there from the start, spoken to
// once the customer pauses, so that a held-down key does not read out every quantity on the way.

const PAUSE = 500;
let timer: number | undefined;

export function announce(message: string): void {
  clearTimeout(timer);
  timer = window.setTimeout(() => {
    const region = document.getElementById("status");
    if (region && region.textContent !== message) region.textContent = message;
  }, PAUSE);
}

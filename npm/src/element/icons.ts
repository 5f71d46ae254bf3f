// Drawings that say nothing to those who hear the page: the words beside them do.

import { type Described, h } from "./dom.js";

function icon(...paths: readonly string[]): Described {
  const drawn = paths.map((d) => h("path", { d }));
  return h("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, drawn);
}

export const icons = {
  plus: () => icon("M12 5v14", "M5 12h14"),
  minus: () => icon("M5 12h14"),
  check: () => icon("M5 12.5l4.5 4.5L19 7.5"),
  warning: () => icon("M12 3.5 22 20H2Z", "M12 10v4.5", "M12 17.4v.1"),
  tag: () => icon("M3 12.2V3h9.2L21 11.8 12.8 20Z", "M7.6 7.6v.1"),
};

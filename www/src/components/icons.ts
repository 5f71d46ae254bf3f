import { svg, type SVGTemplateResult } from "lit";

/** `turns`: it points along the line of reading, so that it is mirrored where that runs the other way. */
function icon(paths: SVGTemplateResult, turns = false): SVGTemplateResult {
  return svg`<svg class=${turns ? "icon directional" : "icon"} viewBox="0 0 20 20" width="20" height="20" fill="none" stroke="currentColor"
    stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${paths}</svg>`;
}

export const icons = {
  minus: icon(svg`<path d="M5 10h10" />`),
  plus: icon(svg`<path d="M5 10h10M10 5v10" />`),
  chevron: icon(svg`<path d="m6 8 4 4 4-4" />`),
  back: icon(svg`<path d="M16 10H4m5-5-5 5 5 5" />`, true),
  check: icon(svg`<path d="m4.5 10.5 3.5 3.5 7.5-8" />`),
  tag: icon(
    svg`<path d="M3 9V4a1 1 0 0 1 1-1h5l8 8-6 6-8-8Z" /><circle cx="6.8" cy="6.8" r=".8" />`,
    true,
  ),
  card: icon(
    svg`<rect x="2.5" y="4.5" width="15" height="11" rx="2" /><path d="M2.5 8.5h15M5.5 12.5h3" />`,
  ),
  warning: icon(svg`<path d="M10 3 2.5 16.5h15L10 3Zm0 5v4m0 2.2v.1" />`),
  lock: icon(
    svg`<rect x="4.5" y="9" width="11" height="7.5" rx="1.5" /><path d="M7 9V6.5a3 3 0 0 1 6 0V9" />`,
  ),
  document: icon(svg`<path d="M5 2.5h7l3.5 3.5v11.5H5Zm7 0V6h3.5M8 10h5M8 13h5" />`, true),
  print: icon(svg`<path d="M6 7V2.5h8V7M6 14H3.5V7h13v7H14M6 11.5h8v6H6Z" />`),
  link: icon(
    svg`<path d="M8.5 11.5a3 3 0 0 0 4.3 0l3-3a3 3 0 1 0-4.3-4.3l-1 1m1 3.3a3 3 0 0 0-4.3 0l-3 3a3 3 0 1 0 4.3 4.3l1-1" />`,
  ),
  clock: icon(svg`<circle cx="10" cy="10" r="7.2" /><path d="M10 5.8V10l2.8 2" />`),
  shield: icon(
    svg`<path d="M10 2.5 4 5v4.5c0 3.6 2.4 6.6 6 8 3.6-1.4 6-4.4 6-8V5Zm-2.6 7.6 1.9 1.9 3.4-3.6" />`,
  ),
  download: icon(svg`<path d="M10 3v9.5m-4-4 4 4 4-4M4 16.5h12" />`),
  globe: icon(
    svg`<circle cx="10" cy="10" r="7.2" /><path d="M2.8 10h14.4M10 2.8c4.6 4.4 4.6 10 0 14.4-4.6-4.4-4.6-10 0-14.4Z" />`,
  ),
};

import { svg, type SVGTemplateResult } from "lit";

function icon(paths: SVGTemplateResult): SVGTemplateResult {
  return svg`<svg class="icon" viewBox="0 0 20 20" width="20" height="20" fill="none" stroke="currentColor"
    stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${paths}</svg>`;
}

export const icons = {
  minus: icon(svg`<path d="M5 10h10" />`),
  plus: icon(svg`<path d="M5 10h10M10 5v10" />`),
  chevron: icon(svg`<path d="m6 8 4 4 4-4" />`),
  back: icon(svg`<path d="M16 10H4m5-5-5 5 5 5" />`),
  check: icon(svg`<path d="m4.5 10.5 3.5 3.5 7.5-8" />`),
  close: icon(svg`<path d="m6 6 8 8m0-8-8 8" />`),
  tag: icon(
    svg`<path d="M3 9V4a1 1 0 0 1 1-1h5l8 8-6 6-8-8Z" /><circle cx="6.8" cy="6.8" r=".8" />`,
  ),
  card: icon(
    svg`<rect x="2.5" y="4.5" width="15" height="11" rx="2" /><path d="M2.5 8.5h15M5.5 12.5h3" />`,
  ),
  warning: icon(svg`<path d="M10 3 2.5 16.5h15L10 3Zm0 5v4m0 2.2v.1" />`),
  lock: icon(
    svg`<rect x="4.5" y="9" width="11" height="7.5" rx="1.5" /><path d="M7 9V6.5a3 3 0 0 1 6 0V9" />`,
  ),
};

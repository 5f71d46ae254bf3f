// One style sheet for all elements of the page, made by script: no policy on styles is in its way.

const DARK = `
  --_background: var(--quotient-color-background, #101312);
  --_surface: var(--quotient-color-surface, #181c1a);
  --_sunken: var(--quotient-color-sunken, #1f2422);
  --_text: var(--quotient-color-text, #eef2ef);
  --_muted: var(--quotient-color-muted, #a3afa9);
  --_border: var(--quotient-color-border, #2b312e);
  --_control: var(--quotient-color-control, #6b7670);
  --_accent: var(--quotient-color-accent, #5cc397);
  --_on-accent: var(--quotient-color-on-accent, #08150f);
  --_accent-soft: var(--quotient-color-accent-soft, #1a3227);
  --_accent-text: var(--quotient-color-accent-text, #7fd6b0);
  --_error: var(--quotient-color-error, #ff9a8d);
  --_shadow: var(--quotient-shadow, 0 1px 2px rgb(0 0 0 / 30%), 0 8px 28px rgb(0 0 0 / 30%));
  color-scheme: dark;
`;

export const CSS = `
:host {
  --_background: var(--quotient-color-background, transparent);
  --_surface: var(--quotient-color-surface, #ffffff);
  --_sunken: var(--quotient-color-sunken, #f3f5f3);
  --_text: var(--quotient-color-text, #14201a);
  --_muted: var(--quotient-color-muted, #5b6861);
  --_border: var(--quotient-color-border, #e1e6e2);
  --_control: var(--quotient-color-control, #7b8780);
  --_accent: var(--quotient-color-accent, #1d6b4b);
  --_on-accent: var(--quotient-color-on-accent, #ffffff);
  --_accent-soft: var(--quotient-color-accent-soft, #e7f2ec);
  --_accent-text: var(--quotient-color-accent-text, #17583e);
  --_error: var(--quotient-color-error, #a8271c);
  --_shadow: var(--quotient-shadow, 0 1px 2px rgb(20 32 26 / 5%), 0 8px 28px rgb(20 32 26 / 7%));
  --_radius: var(--quotient-radius, 8px);
  --_space: var(--quotient-spacing, 8px);
  --_target: 44px;
  display: block;
  color-scheme: light;
  container-type: inline-size;
  color: var(--_text);
  background: var(--_background);
  font-family: var(--quotient-font-family, system-ui, -apple-system, "Segoe UI", sans-serif);
  font-size: var(--quotient-font-size, 16px);
  line-height: 1.5;
  text-align: start;
}
:host([hidden]) { display: none; }
@media (prefers-color-scheme: dark) { :host(:not([theme="light"])) { ${DARK} } }
:host([theme="dark"]) { ${DARK} }

*, ::before, ::after { box-sizing: border-box; }
h2, p, ul, dl, dd, fieldset, legend { margin: 0; padding: 0; border: 0; }
p { overflow-wrap: anywhere; }
ul { list-style: none; }
h2 { font-size: 1.125em; line-height: 1.3; font-weight: 650; }
/* Words may be of another direction than the page: a sentence is read in its own, and stands where the page's would. */
:is(p, h2, li, dt, legend, summary, label, button, span, b) { unicode-bidi: plaintext; }
:is(p, h2, li, dt, legend, label, span) { text-align: -webkit-match-parent; text-align: match-parent; }
bdi { font-variant-numeric: tabular-nums; white-space: nowrap; }
button, input { font: inherit; color: inherit; }
svg { flex: none; inline-size: 1.125em; block-size: 1.125em; fill: none; stroke: currentColor;
  stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }

.frame { display: grid; gap: calc(var(--_space) * 3); padding: calc(var(--_space) * 2); align-items: start; }
.frame, .main, .products { grid-template-columns: minmax(0, 1fr); }
.main { display: grid; gap: calc(var(--_space) * 3); }
.hint { color: var(--_muted); font-size: 0.875em; }
.said { position: absolute; inline-size: 1px; block-size: 1px; margin: -1px; overflow: hidden;
  clip-path: inset(50%); white-space: nowrap; }

button { display: inline-flex; align-items: center; justify-content: center; gap: var(--_space);
  min-block-size: var(--_target); padding: 6px 16px; border: 1px solid var(--_control);
  border-radius: var(--_radius); background: var(--_surface); font-weight: 600; cursor: pointer; }
button:hover:not(:disabled, [aria-disabled="true"]) { background: var(--_sunken); }
button:is(:disabled, [aria-disabled="true"]) { color: var(--_muted); border-color: var(--_border); cursor: not-allowed; }
button.plain { padding-inline: 0; border-color: transparent; background: none; color: var(--_accent-text);
  text-align: start; }
button.plain:hover { text-decoration: underline; text-underline-offset: 0.18em; background: none; }
:is(button, input, summary):focus-visible { outline: 2px solid var(--_accent); outline-offset: 2px; }
input[type="text"] { inline-size: 100%; min-block-size: var(--_target); padding: 6px 12px;
  border: 1px solid var(--_control); border-radius: var(--_radius); background: var(--_surface); }
input:disabled { color: var(--_muted); background: var(--_sunken); border-color: var(--_border);
  -webkit-text-fill-color: currentColor; opacity: 1; }
input[aria-invalid="true"] { border-color: var(--_error); }
.error { display: flex; gap: var(--_space); margin-block-start: 6px; color: var(--_error); font-size: 0.875em; }
.error svg { margin-block-start: 0.2em; }
.error button { min-block-size: 24px; padding-block: 0; }

.card, .summary { border: 1px solid var(--_border); border-radius: calc(var(--_radius) + 2px);
  background: var(--_surface); }
.notice { padding: calc(var(--_space) * 1.5) calc(var(--_space) * 2); background: var(--_sunken); }
.products { display: grid; }
.product { padding: calc(var(--_space) * 2); }
.product + .product { border-block-start: 1px solid var(--_border); }
.product-row { display: flex; flex-wrap: wrap; gap: var(--_space) calc(var(--_space) * 2);
  align-items: center; justify-content: space-between; }
.product-words { flex: 1 1 180px; min-inline-size: 0; }
.product-name { font-weight: 600; overflow-wrap: anywhere; }
.product label { color: var(--_muted); font-size: 0.875em; }
.stepper { display: flex; max-inline-size: 100%; }
.stepper input { inline-size: 6em; min-inline-size: 0; padding-inline: 2px; border-radius: 0; text-align: center; position: relative;
  font-variant-numeric: tabular-nums; }
.stepper button { flex: none; inline-size: var(--_target); padding: 0; background: var(--_sunken); }
.stepper button:first-child { border-start-end-radius: 0; border-end-end-radius: 0; border-inline-end: 0; }
.stepper button:last-child { border-start-start-radius: 0; border-end-start-radius: 0; border-inline-start: 0; }
.stepper :focus-visible { z-index: 1; position: relative; }
.others { padding-inline: calc(var(--_space) * 2); border-block-start: 1px solid var(--_border); }
.others ul { padding-block-end: var(--_space); }
.others li { display: flex; gap: var(--_space); align-items: center;
  justify-content: space-between; padding-block: 4px; }
.others li button { inline-size: var(--_target); padding: 0; }
.others li span { flex: 1; min-inline-size: 0; overflow-wrap: anywhere; }

details > summary { display: inline-flex; align-items: center; gap: 6px; min-block-size: 32px; cursor: pointer;
  margin-inline: -4px; padding-inline: 4px;
  list-style: none; border-radius: 4px; color: var(--_accent-text); font-weight: 600; }
details > summary::-webkit-details-marker { display: none; }
details > summary::before { content: ""; inline-size: 0.4em; block-size: 0.4em; margin-inline: 0.15em;
  border: solid currentColor; border-width: 0 2px 2px 0; rotate: 45deg; translate: 0 -0.15em; }
details[open] > summary::before { rotate: 225deg; translate: 0 0.15em; }
.others > summary { min-block-size: var(--_target); }

.cycles legend { margin-block-end: 4px; font-weight: 600; }
.cycle-row { display: grid; gap: var(--_space); margin-block-start: var(--_space);
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 200px), 1fr)); }
.cycle { position: relative; display: grid; grid-template-columns: auto 1fr; gap: 2px 10px; align-content: start;
  padding: calc(var(--_space) * 1.5); border: 1px solid var(--_control); border-radius: var(--_radius);
  background: var(--_surface); }
.cycle:has(:checked) { border-color: var(--_accent); background: var(--_accent-soft);
  box-shadow: inset 0 0 0 1px var(--_accent); }
.cycle:has(:disabled) { border-color: var(--_border); background: var(--_sunken); color: var(--_muted); }
.cycle:has(:focus-visible) { outline: 2px solid var(--_accent); outline-offset: 2px; }
.cycle input { position: relative; z-index: 1; inline-size: 18px; block-size: 18px; margin: 3px 0; accent-color: var(--_accent); outline: none; }
.cycle label { font-weight: 600; }
.cycle label::after { content: ""; position: absolute; inset: 0; cursor: pointer; }
.cycle:has(:disabled) label::after { cursor: not-allowed; }
.cycle-about { grid-column: 2; font-size: 0.9375em; }
.cycle-about > div + div { margin-block-start: 6px; }
.cycle:is(:has(:checked), :has(:disabled)) .hint { color: inherit; }
.saving { color: var(--_accent-text); font-weight: 600; font-size: 0.875em; }
.cycle:has(:disabled) .saving { color: inherit; }

.codes { display: grid; gap: var(--_space); justify-items: start; }
.chips { display: grid; gap: var(--_space); inline-size: 100%; }
.chip { display: flex; gap: 10px; align-items: center; padding: 4px 6px 4px 12px; border: 1px solid var(--_border);
  border-radius: var(--_radius); background: var(--_surface); }
.chip[data-state="applied"] > svg { color: var(--_accent-text); }
.chip[data-state="refused"] > svg, .chip[data-state="failed"] > svg { color: var(--_error); }
.chip-words { flex: 1; min-inline-size: 0; overflow-wrap: anywhere; }
.chip button { min-block-size: 32px; padding-inline: 8px; font-size: 0.875em; font-weight: 550; color: var(--_muted); }
.code-form { inline-size: 100%; }
.code-form label { font-weight: 600; }
.code-row { display: flex; gap: var(--_space); margin-block-start: 4px; }
.code-row input { flex: 1; min-inline-size: 0; text-transform: uppercase; }

.summary { box-shadow: var(--_shadow); overflow: hidden; }
.summary h2 { padding: calc(var(--_space) * 2) calc(var(--_space) * 2.5) 0; }
.summary-body { padding: calc(var(--_space) * 1.5) calc(var(--_space) * 2.5); }
.line { padding-block: calc(var(--_space) * 1.25); }
.line + .line { border-block-start: 1px solid var(--_border); }
.line:first-child { padding-block-start: 0; }
.row { display: flex; flex-wrap: wrap; column-gap: calc(var(--_space) * 2); }
.row > :first-child { flex: 1 1 6em; min-inline-size: 0; overflow-wrap: anywhere; }
.row > :last-child { margin-inline-start: auto; }
.line-title { font-weight: 600; }
.badge { display: inline-block; margin-inline-end: 4px; padding: 1px 8px; border-radius: 99px;
  background: var(--_accent-soft); color: var(--_accent-text); font-size: 0.8125em; }
.calculation summary { font-size: 0.875em; font-weight: 550; }
.calculation ul { display: grid; gap: 4px; margin-block: 2px 6px; padding: 10px 12px; border-radius: var(--_radius);
  background: var(--_sunken); font-size: 0.875em; overflow-wrap: anywhere; }
.totals { display: grid; gap: 6px; margin-block-start: var(--_space); padding-block-start: calc(var(--_space) * 1.5);
  border-block-start: 1px solid var(--_border); }
.totals dt { color: var(--_muted); }
.foot { padding: calc(var(--_space) * 2) calc(var(--_space) * 2.5) calc(var(--_space) * 2.5);
  border-block-start: 1px solid var(--_border); background: var(--_sunken); }
.due { align-items: baseline; font-weight: 650; }
.due bdi { font-size: clamp(1em, 7cqi, 1.5em); line-height: 1.25; }
/* An amount that fills a line of its own goes on in the next. */
:is(.row, .cycle) bdi { white-space: normal; overflow-wrap: anywhere; }
.renewal { margin-block-start: 4px; }
::slotted([slot="actions"]) { margin-block-start: calc(var(--_space) * 2); }

@container (min-width: 760px) {
  .frame { grid-template-columns: minmax(0, 1fr) minmax(320px, 400px); gap: calc(var(--_space) * 4); }
  .summary { position: sticky; inset-block-start: calc(var(--_space) * 2); }
}
@media (prefers-reduced-motion: no-preference) {
  button, .cycle { transition: background-color 120ms, border-color 120ms; }
}
@media (forced-colors: active) {
  /* An outline is for the focus, a box for what is no link. */
  .cycle:has(:checked) { border: 2px solid Highlight; margin: -1px; }
  .chip[data-state] > svg { color: inherit; }
  button.plain { border: 0; text-decoration: underline; }
  .badge { border: 1px solid; }
  button[aria-disabled="true"] { color: GrayText; border-color: GrayText; }
}
@media print {
  .main, ::slotted([slot="actions"]) { display: none; }
  .summary { box-shadow: none; break-inside: avoid; }
}
`;

let sheet: CSSStyleSheet | undefined;

/** Gives a shadow tree its styles: a sheet of the document's own constructor, made once. */
export function style(root: ShadowRoot): void {
  if (!("adoptedStyleSheets" in root)) {
    // A document for tests, such as jsdom's, lays nothing out.
    return;
  }
  if (sheet === undefined) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
  }
  root.adoptedStyleSheets = [sheet];
}

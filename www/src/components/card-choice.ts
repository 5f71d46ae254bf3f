import { html, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Card } from "../api.js";
import { PageElement } from "./element.js";
import { icons } from "./icons.js";

const CARDS: { card: Card; name: string; about: string }[] = [
  { card: "test_works", name: "Test card: works", about: "The payment goes through." },
  {
    card: "test_declined",
    name: "Test card: declined",
    about: "Nothing is charged, nothing changes.",
  },
  {
    card: "test_timeout",
    name: "Test card: times out",
    about: "It is charged, but the answer gets lost on the way.",
  },
];

export function cardName(card: string): string {
  return CARDS.find((entry) => entry.card === card)?.name ?? card;
}

/** The cards of the built-in test provider, called what they are. */
@customElement("q-card-choice")
export class CardChoiceElement extends PageElement {
  @property() card: Card = "test_works";

  protected override render(): TemplateResult {
    return html`
      <fieldset class="cards">
        <legend>Payment <span class="badge">Test mode</span></legend>
        <p class="hint">These are the test provider's cards. No real money moves.</p>
        <div class="card-list">
          ${CARDS.map(
            ({ card, name, about }) => html`
              <div class="pay-card">
                <input
                  type="radio"
                  name="card"
                  id="card-${card}"
                  .checked=${this.card === card}
                  aria-describedby="card-${card}-about"
                  @change=${() => this.dispatchEvent(new CustomEvent("card", { detail: card }))}
                />
                <label for="card-${card}">${name}</label>
                <p class="hint" id="card-${card}-about">${about}</p>
                <span class="pay-card-icon">${icons.card}</span>
              </div>
            `,
          )}
        </div>
      </fieldset>
    `;
  }
}

import { html, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Card } from "../api.js";
import { t } from "../i18n.js";
import { PageElement } from "./element.js";
import { icons } from "./icons.js";

const CARDS: readonly Card[] = ["test_works", "test_declined", "test_timeout"];

export function cardName(card: string): string {
  return CARDS.includes(card as Card) ? t.shop.cards[card as Card].name : card;
}

/** The cards of the built-in test provider, called what they are. */
@customElement("q-card-choice")
export class CardChoiceElement extends PageElement {
  @property() card: Card = "test_works";

  protected override render(): TemplateResult {
    return html`
      <fieldset class="cards">
        <legend>${t.shop.payment} <span class="badge">${t.frame.badge.testMode}</span></legend>
        <p class="hint">${t.shop.testCards}</p>
        <div class="card-list">
          ${CARDS.map(
            (card) => html`
              <div class="pay-card">
                <input
                  type="radio"
                  name="card"
                  id="card-${card}"
                  .checked=${this.card === card}
                  aria-describedby="card-${card}-about"
                  @change=${() => this.dispatchEvent(new CustomEvent("card", { detail: card }))}
                />
                <label for="card-${card}">${t.shop.cards[card].name}</label>
                <p class="hint" id="card-${card}-about">${t.shop.cards[card].about}</p>
                <span class="pay-card-icon">${icons.card}</span>
              </div>
            `,
          )}
        </div>
      </fieldset>
    `;
  }
}

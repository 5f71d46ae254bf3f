import type { Priced } from "@quotient/checkout";
import { html, nothing, type TemplateResult } from "lit";
import type { QuoteDocument } from "../api.js";
import { isolated, t } from "../i18n.js";
import { isZero } from "../money.js";
import type { Offer } from "../offer.js";
import type { Verdict } from "../verification.js";
import { billing, date, days, list, moment, period, units } from "../words.js";
import { amount, apart, hash, strong } from "./amount.js";
import { explanation } from "./explanation.js";
import { lineUnits, totalRows } from "./order-lines.js";
import { endingCodes, thenWords } from "./renewal-words.js";

/** A saved quote as a document: on paper it must say everything that it says on the screen. */
export function quoteDocument(
  document: QuoteDocument,
  answer: Priced,
  offer: Offer,
  address: string,
  verdict: Verdict | undefined,
): TemplateResult {
  const zone = offer.timeZone;
  const fact = (label: string, content: TemplateResult | string) =>
    html`<div>
      <dt>${label}</dt>
      <dd>${content}</dd>
    </div>`;
  return html`
    <article class="card document" aria-labelledby="quote-title" data-state=${document.state}>
      <header class="document-head">
        <div>
          <p class="document-brand">
            <img src="/mark.svg" alt="" width="32" height="32" />Fernwerk
          </p>
          <h1 id="quote-title">${t.quotes.title(isolated(document.number))}</h1>
          <p class="lead">${t.quotes.kind[document.type] ?? ""}</p>
        </div>
        ${stateBadge(document.state)}
      </header>
      <dl class="document-facts">
        ${fact(t.quotes.preparedFor, apart(document.organization.name))}
        ${fact(t.quotes.preparedBy, apart(document.createdBy.name))}
        ${fact(t.quotes.date, date(document.createdAt, zone))}
        ${fact(t.quotes.validUntil, html`<b>${date(document.validUntil, zone)}</b>`)}
      </dl>
      <div class="table-scroll">
        <table class="document-lines" aria-label=${t.quotes.lines}>
          <thead>
            <tr>
              <th scope="col">${t.quotes.item}</th>
              <th scope="col">${t.quotes.quantity}</th>
              <th scope="col">${t.quotes.period}</th>
              <th scope="col" class="end">${t.quotes.amount}</th>
            </tr>
          </thead>
          <tbody>
            ${answer.lines.map(
              (line) => html`
                <tr data-kind=${line.kind}>
                  <th scope="row">
                    ${line.kind === "credit" ? html`${t.frame.credit}: ${t.shop.unusedTime}, ` : nothing}${apart(offer.name(line.product))}
                  </th>
                  <td data-label=${t.quotes.quantity}>${lineUnits(line, offer)}</td>
                  <td data-label=${t.quotes.period}>
                    <bdi>${period(line.period.start, line.period.end, zone)}</bdi>
                  </td>
                  <td class="end line-amount">${amount(line.amount, answer.currency)}</td>
                </tr>
                <tr class="document-why">
                  <td colspan="4">
                    <p class="visually-hidden">${t.frame.calculated}</p>
                    ${explanation(line, answer, offer)}
                  </td>
                </tr>
              `,
            )}
          </tbody>
        </table>
      </div>
      ${answer.lines.length === 0 ? html`<p class="empty">${t.shop.nothingNow}</p>` : nothing}
      <dl class="totals document-totals">
        ${totalRows(answer, document.request.tax).map(
          ({ label, value, name }) =>
            html`<div class="total-row" data-total=${name}>
              <dt>${label}</dt>
              <dd>${amount(value, answer.currency)}</dd>
            </div>`,
        )}
        <div class="total-row grand">
          <dt>${t.quotes.amountDue}</dt>
          <dd class="due-amount" id="due">
            ${amount(answer.amountDue, answer.currency)}
            <abbr class="currency">${answer.currency}</abbr>
          </dd>
        </div>
      </dl>
      ${terms(document, answer, offer)}
      <section class="document-section" aria-labelledby="verification-title">
        <h2 id="verification-title">${t.quotes.verification}</h2>
        ${
          document.digest === undefined
            ? nothing
            : html`<p class="hint">${t.quotes.digestOf}</p>
                <p class="digest">${hash(document.digest)}</p>`
        }
        <p class="hint">${t.quotes.linkAbout}<br /><bdi class="mono address">${address}</bdi></p>
        <p class="verdict" id="verdict" data-verdict=${verdict ?? "busy"}>
          ${verdictWords(document, verdict)}
        </p>
      </section>
    </article>
  `;
}

export function stateBadge(state: QuoteDocument["state"]): TemplateResult {
  const tone = { open: "good", accepted: "accent", expired: "plain", withdrawn: "plain" }[state];
  return html`<span class="badge ${tone}">${t.quotes.state[state] ?? state}</span>`;
}

function terms(document: QuoteDocument, answer: Priced, offer: Offer): TemplateResult {
  const zone = offer.timeZone;
  const { subscription: after, renewal } = answer;
  const before = document.request.subscription;
  const ends = before && endingCodes(before, after);
  const held = list(
    after.items.map((item) =>
      t.orders.has(
        isolated(offer.name(item.product)),
        units(item.quantity, offer.unit(item.product)),
      ),
    ),
  );
  return html`
    <section class="document-section" aria-labelledby="terms-title">
      <h2 id="terms-title">${t.quotes.terms}</h2>
      <ul class="terms">
        <li>${t.quotes.afterwards(held, billing(after.cycle))}</li>
        <li>
          ${t.quotes.binding(
            strong(amount(answer.amountDue, answer.currency)),
            strong(apart(moment(document.validUntil, zone))),
          )}
        </li>
        ${document.type === "purchase" ? html`<li>${t.quotes.startsWhenBought}</li>` : nothing}
        ${
          renewal
            ? html`<li>
                ${t.quotes.renews(
                  apart(date(renewal.at, zone)),
                  amount(renewal.total, answer.currency),
                  thenWords(offer, answer, document.request.tax),
                )}
              </li>`
            : nothing
        }
        ${ends ? html`<li>${ends}</li>` : nothing}
        ${isZero(answer.amountDue) ? nothing : html`<li>${t.quotes.poTerms(days(document.paymentDays), document.type === "change")}</li>`}
      </ul>
    </section>
  `;
}

function verdictWords({ link }: QuoteDocument, verdict: Verdict | undefined): string {
  if (verdict === undefined) return link ? t.quotes.checking : t.quotes.checkingByServer;
  return {
    same: t.quotes.checkedSame,
    sameByServer: t.quotes.checkedByServer,
    different: t.quotes.checkedDifferent,
    noPriceList: t.quotes.notCheckable,
    notPriced: t.quotes.notPriced,
    noAnswer: t.quotes.notCheckedByServer,
  }[verdict];
}

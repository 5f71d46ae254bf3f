// Saved quotes: the document, and its acceptance.

import { phrase, type Phrase } from "../../phrase.js";

export const quotes = {
  title: (number: string): string => `Quote ${number}`,
  quote: "Quote",
  loading: "Loading the quote…",
  state: {
    open: "Open",
    accepted: "Accepted",
    expired: "Expired",
    withdrawn: "Withdrawn",
  } as Record<string, string>,
  preparedFor: "Prepared for",
  preparedBy: "Prepared by",
  date: "Date",
  validUntil: "Valid until",
  kind: { purchase: "A new subscription", change: "A change of a subscription" } as Record<
    string,
    string
  >,
  lines: "What is quoted",
  item: "Description",
  quantity: "Quantity",
  period: "Period",
  amount: "Amount",
  amountDue: "Amount due",
  terms: "Terms",
  binding: <P>(amount: P, date: P): Phrase<P> =>
    phrase`Until ${date} this quote can be accepted at exactly ${amount}, whatever prices are by then.`,
  renews: <P>(date: P, amount: P, then: P): Phrase<P> =>
    phrase`The subscription renews on ${date} for ${amount}, ${then} Prices of renewals may change.`,
  poTerms: (days: string, change: boolean): string =>
    `With a purchase order, payment is due within ${days} of acceptance${change ? " and before the present period ends" : ""}; it takes effect once it is paid. Renewals are charged to the card that paid last.`,
  afterwards: (held: string, billing: string): string => `Afterwards: ${held}, ${billing}.`,
  verification: "Verification",
  digestOf: "Digest of this quote",
  linkAbout: "This quote can be seen and checked at",
  checkedSame:
    "Your browser has priced this quote again, from the stored request and price list, and got the same digest.",
  checkedByServer:
    "The seller's server has priced this quote again, from the stored request and price list, and got the same digest.",
  startsWhenBought:
    "The first period starts when the quote is accepted and paid, at this amount for its full length.",
  checkedDifferent: "Priced again, this quote has another digest. Do not rely on it.",
  checking: "Pricing it again in your browser…",
  checkingByServer: "The seller's server is pricing it again…",
  notCheckable: "The price list of this quote could not be loaded, so it was not checked.",
  notPriced:
    "Your browser could not price this quote again, so it was not checked. The terms of some discounts are known to the seller's server alone.",
  notCheckedByServer:
    "The seller's server could not be asked to price this quote again, so it was not checked.",
  print: "Print or save as PDF",
  copyLink: "Copy link",
  linkCopied: "The link is copied.",
  linkField: "Link to share",
  withdraw: "Withdraw this quote",
  withdrawAbout: "It can then no longer be accepted. This cannot be taken back.",
  withdrawn: "The quote is withdrawn.",
  acceptTitle: "Accept this quote",
  payBy: "Pay by",
  byCard: "Card",
  byPurchaseOrder: "Purchase order",
  poNumber: "Purchase order number",
  poNeeded: "Enter the number of your purchase order.",
  poAbout: <P>(amount: P, days: P): Phrase<P> =>
    phrase`${amount} is due within ${days} of acceptance. The order takes effect once it is paid.`,
  poEnds: <P>(date: P): Phrase<P> =>
    phrase`What is not paid before the present period ends on ${date} is canceled.`,
  poRenews: "Renewals are charged to the card that paid last, not to a purchase order.",
  acceptAndPay: <P>(amount: P): Phrase<P> => phrase`Accept and pay ${amount}`,
  acceptWithPo: "Accept with this purchase order",
  accept: "Accept",
  accepted: "The quote is accepted.",
  acceptedText: <P>(order: P): Phrase<P> => phrase`This quote was accepted. ${order}`,
  seeOrder: "See the order",
  expiredText: "This quote can no longer be accepted. It is kept for your records.",
  withdrawnText: "This quote was withdrawn. It is kept for your records.",
  signInToAccept: "To accept it, sign in to your organization.",
  ownQuote: <P>(link: P): Phrase<P> => phrase`This is a quote for your organization. ${link}`,
  openToAccept: "Open it to accept it",
  othersQuote: "This quote is for another organization: only its members can accept it.",
  refusedTitle: "This quote cannot be accepted any more",
  refused: {
    quote_expired: "It has expired.",
    quote_changed: "What was shown is not what was saved.",
    subscription_changed: "The subscription was changed since the quote was made.",
    quote_accepted: "It was accepted already.",
    quote_withdrawn: "It was withdrawn.",
  } as Record<string, string>,
  codeGone: "A discount code of it has been used up.",
  freshTitle: "What the same costs now",
  freshQuote: "Get a new quote at these prices",
  freshImpossible: "The same is not possible any more:",
};

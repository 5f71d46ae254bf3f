// Choosing and paying: the store, its checkout, and the change of a subscription.

import { phrase, type Phrase } from "../../phrase.js";

export const shop = {
  // The public prices
  storeTitle: "Plans and prices",
  storeLead:
    "Buy what you need today. Add more whenever you like, and pay for the days that are left.",
  billed: "Billing",
  beforeTax: "Prices without tax. What is due with tax is shown before you pay.",
  withTax: "Prices with tax.",
  buy: (product: string): string => `Buy ${product}`,
  buyShort: "Buy",
  tiers: "How the price is made up",
  tierRange: (from: string, to: string): string => `${from} to ${to}`,
  tierAbove: (from: string): string => `${from} and more`,
  perUnit: <P>(amount: P, unit: string): Phrase<P> => phrase`${amount} per ${unit}`,
  perPack: <P>(amount: P, units: string): Phrase<P> => phrase`${amount} for every ${units}`,
  flatPrice: <P>(amount: P): Phrase<P> => phrase`${amount} in all`,
  perkOffline: "Offline licenses",
  notSoldSo: "Not sold in this billing cycle.",

  // The checkout of a first purchase
  purchaseTitle: "Checkout",
  purchaseLead: "Choose, see what it costs and why, pay.",
  who: "Your organization",
  whoSignedIn: <P>(user: P, organization: P): Phrase<P> =>
    phrase`${user} buys for ${organization}.`,
  registerLead: "It gets the subscription and the invoices. You become its owner.",
  organizationName: "Name of the organization",
  yourName: "Your name",
  yourEmail: "Your e-mail address",
  emailMalformed: "Enter an e-mail address, such as name@example.com.",
  register: "Continue",
  existingLead: "Demo: or buy for an organization that is there",
  registered: (organization: string): string => `${organization} is registered. Now pay below.`,
  registerFirst: "Tell us who buys first.",
  subscribeAndPay: <P>(amount: P): Phrase<P> => phrase`Subscribe and pay ${amount}`,
  subscribe: "Subscribe",
  haveAlready: (product: string): string => `Change your subscription of ${product}`,
  nothingToBuy: "There is nothing here that you could buy now.",
  purchaseRenews: <P>(date: P, amount: P, then: P): Phrase<P> =>
    phrase`Renews by itself on ${date} for ${amount}, ${then}`,
  purchaseConfirmed: "Your subscription has started.",

  // The change of a subscription
  changeTitle: (names: string): string => `Upgrade ${names}`,
  changeLead: (held: string, billing: string, renews: string): string =>
    `You have ${held}, ${billing}, renewing on ${renews}.`,
  numberOf: (units: string): string => `Number of ${units}`,
  numberOfProduct: (product: string, units: string): string => `Number of ${units} (${product})`,
  have: (units: string): string => `You have ${units} now.`,
  haveInSteps: (units: string, step: string): string =>
    `You have ${units} now, sold in steps of ${step}.`,
  inSteps: (step: string): string => `Sold in steps of ${step}.`,
  oneFewer: (unit: string): string => `One ${unit} fewer`,
  oneMore: (unit: string): string => `One ${unit} more`,
  fewer: (units: string): string => `${units} fewer`,
  more: (units: string): string => `${units} more`,
  enterWhole: (units: string): string => `Enter a whole number of ${units}, in digits only.`,
  enterWholeFirst: "Enter a whole number first.",
  keepQuantity: (product: string, units: string): string => `Leave ${product} at ${units}`,
  useQuantity: (units: string): string => `Use ${units}`,
  cycle: "Billing cycle",
  cycleNow: "now",
  notInCycle: (products: string): string => `Not sold in this billing cycle: ${products}.`,
  cyclesAbout: (held: string): string => `For the ${held} you have now, before tax and discounts.`,
  cyclesAboutInclusive: (held: string): string =>
    `For the ${held} you have now, with tax, before discounts.`,
  cyclesAboutChosen: (chosen: string): string => `For ${chosen}, before tax and discounts.`,
  cyclesAboutChosenInclusive: (chosen: string): string =>
    `For ${chosen}, with tax, before discounts.`,
  save: (amount: string, cycle: string, percent: string): string =>
    `Save ${amount} ${cycle} (${percent})`,
  youSave: (amount: string, cycle: string, percent: string): string =>
    `You save ${amount} ${cycle} (${percent})`,
  dearer: (amount: string, cycle: string): string => `${amount} ${cycle} more than monthly billing`,
  addTitle: "Add a product",
  add: (product: string): string => `Add ${product}`,
  addShort: "Add",
  removeProduct: (product: string): string => `Remove ${product}`,
  fromPrice: <P>(amount: P, cycle: string): Phrase<P> => phrase`From ${amount} ${cycle}`,
  scheduled: (date: string, what: string): string => `Scheduled for ${date}: ${what}.`,
  withdraw: "Withdraw the scheduled change",
  notSold: "What this subscription holds is not sold any more.",
  notSoldIn: (currency: string): string => `This is not sold in ${currency}.`,
  noSubscriptionTitle: "There is no such subscription",
  noSubscriptionText: "It may belong to another organization.",
  mayNotTitle: "You cannot change this subscription",
  mayNotText: "Your role does not include billing.",
  mayNotBuyTitle: "You cannot buy for this organization",

  // Codes
  codes: "Discount codes",
  addCode: "Add discount code",
  addAnotherCode: "Add another discount code",
  code: "Discount code",
  apply: "Apply",
  remove: "Remove",
  removeCode: (code: string): string => `Remove code ${code}`,
  discountOf: "discount",
  codeWaits: "Will be checked with your change.",
  enterCode: "Enter a code.",
  codeThere: (code: string): string => `“${code}” is already there.`,
  tooManyCodes: "Too many codes were tried. Please wait a few minutes.",
  codeFailed: "The code could not be checked: the server cannot be reached. Please try again.",

  // The summary
  summary: "Order summary",
  nothingNow: "Nothing is charged or credited now.",
  noPrice: "There is no price for this choice.",
  unusedTime: "Unused time",
  subtotal: "Subtotal",
  discount: "Discount",
  tax: "Tax",
  taxExempt: "Tax (exempt)",
  taxRates: (rates: string): string => `Tax (${rates})`,
  included: (tax: string): string => `${tax}, included`,
  total: "Total",
  fromBalance: "Paid from your balance",
  refundToYou: "Refund to you",
  toBalance: "Total, added to your balance",
  dueToday: "Due today",
  dueBeforeTax: "Due today, before tax",
  taxesLater: "These amounts are without tax. With tax they are shown before you pay.",
  reviewOrder: "Review order",
  doesNotRenew: "This subscription does not renew.",
  nextRenewal: <P>(date: P, amount: P, then: P): Phrase<P> =>
    phrase`Next renewal on ${date}: ${amount}, ${then}`,
  codesEnd: (codes: string): string => `This change ends a discount that still runs: ${codes}.`,
  nextRenewalScheduled: "The scheduled change is part of it.",
  unchangedRenewal: <P>(date: P, amount: P): Phrase<P> =>
    phrase`Without a change, the next renewal is on ${date}: ${amount}.`,
  spokenPrice: (chosen: string, billing: string, due: string): string =>
    `${chosen}, ${billing}. Due today ${due}.`,
  spokenRenewal: (date: string, amount: string): string => `Next renewal ${date}: ${amount}.`,

  // Paying
  pay: "Pay",
  paying: "Confirming…",
  confirmChange: "Confirm change",
  payAndUpgrade: <P>(amount: P): Phrase<P> => phrase`Pay ${amount} and upgrade`,
  payAndAnnual: <P>(amount: P): Phrase<P> => phrase`Pay ${amount} and switch to annual`,
  payAndSwitch: <P>(amount: P): Phrase<P> => phrase`Pay ${amount} and switch to the new cycle`,
  again: <P>(label: Phrase<P>): Phrase<P> => ["Try again: ", ...label],
  payment: "Payment",
  testCards: "These are the test provider's cards. No real money moves.",
  cards: {
    test_works: { name: "Test card: works", about: "The payment goes through." },
    test_declined: { name: "Test card: declined", about: "Nothing is charged, nothing changes." },
    test_timeout: {
      name: "Test card: times out",
      about: "It is charged, but the answer gets lost on the way.",
    },
  },
  confirmed: "Your change is confirmed.",
  declined:
    "Your card was declined. Nothing was charged and nothing was changed. Choose another card and try again.",
  limited: (wait: string): string => `Too many attempts. Please wait ${wait} and try again.`,
  aFewMinutes: "a few minutes",
  unreachable: "The server did not answer.",
  unknownWhetherPaid: (why: string): string =>
    `${why} It is not known whether the payment arrived. Try again: you will not be charged twice.`,
  unknownWhetherDone: (why: string): string =>
    `${why} It is not known whether this was done. Try again: it will not be done twice.`,
  mayHavePaid: <P>(amount: P, chosen: string): Phrase<P> =>
    phrase`Your payment of ${amount} for ${chosen} may have arrived. Try again to find out: nothing is charged twice. Until that is known, nothing else can be chosen.`,
  mayBeDone: (chosen: string): string =>
    `Your order of ${chosen} may have arrived. Try again to find out: nothing is done twice. Until that is known, nothing else can be chosen.`,
  changedOnceMore:
    "The order changed once more. Nothing was charged. Please look at the amounts again.",
  notRefreshed:
    "The page could not be brought up to date. Nothing was charged. Please load it again.",
  nothingCharged: (why: string): string => `${why} Nothing was charged.`,

  // What changed
  priceChanged: "The price changed",
  confirmAgain: "Please confirm once more",
  changedWhileOpen:
    "While this page was open, something about your order changed. Nothing was charged. This is what is different:",
  changedMeanwhile: (held: string): string =>
    `The subscription was changed meanwhile: you now have ${held}.`,
  notFresh:
    "Your quote was no longer fresh. Nothing was charged, and the amounts are the same as before.",
  updated:
    "Something about your order was updated. Nothing was charged, and the amounts are the same as before.",
  notPossible: "This change is not possible any more",
  nothingDone: "Nothing was charged and nothing was changed.",
  youSaw: "You saw",
  itIsNow: "It is now",
  what: "What",
  chargeFor: (product: string): string => `Charge for ${product}`,
  creditFor: (product: string): string => `Credit for ${product}`,
  balanceApplied: "Balance applied",
  refund: "Refund",
  renewal: "Next renewal",
  acceptAndConfirm: "Accept and confirm",
  acceptAndPay: <P>(amount: P): Phrase<P> => phrase`Accept and pay ${amount}`,
  notNow: "Not now",
  backToOrder: "Back to the order",

  // Instead of paying
  getQuote: "Get a quote",
  getQuoteAbout: "Saves this offer with a number and a link, to be accepted and paid later.",
  quoteSaved: (number: string): string => `Quote ${number} is saved.`,
};

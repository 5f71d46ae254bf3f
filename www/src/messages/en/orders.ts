// Orders: paid, on their way, awaiting payment; the history of all of them; the staff's list.

import { phrase, type Phrase } from "../../phrase.js";

export const orders = {
  title: "Orders",
  order: "Order",
  amount: "Amount",
  beingConfirmed: "Being confirmed",
  all: "All orders, payments and credits",

  // One order
  loading: "Loading your order…",
  doneTitle: (number: string): string => `Order ${number} is confirmed`,
  acceptedTitle: (number: string): string => `Order ${number} is accepted`,
  seeOrder: "See the order",
  changedAway:
    "Something about your order changed before it was confirmed. Nothing was charged. Please look at it again.",
  pendingUnseen:
    "The bank has not answered yet, and the order cannot be shown now: the server did not answer. You will be charged once.",
  pendingTitle: "Your payment is being confirmed",
  pendingSpoken: "Your payment is being confirmed.",
  pendingText: <P>(number: P): Phrase<P> =>
    phrase`The bank has not answered yet for order ${number}. This page follows it by itself; you will be charged once.`,
  declinedTitle: "Your payment was declined",
  declinedText: "Nothing was charged and nothing was changed.",
  declinedOf: (number: string): string =>
    `The payment of order ${number} was declined. Nothing was charged and nothing was changed.`,
  backToOrder: "Back to the order",
  backToStore: "Back to the store",
  canceledTitle: "This order was canceled",
  canceledText: <P>(number: P): Phrase<P> =>
    phrase`Nothing was charged for order ${number}, and nothing was changed.`,
  paid: <P>(amount: P): Phrase<P> => phrase`Paid ${amount}`,
  refunded: <P>(amount: P): Phrase<P> => phrase`${amount} goes back to you`,
  toBalance: <P>(amount: P): Phrase<P> => phrase`${amount} is added to your balance`,
  canceledUntil: (date: string): string => `Canceled. You keep it until ${date}.`,
  changeConfirmed: "Your change is confirmed",
  has: (product: string, units: string): string => `${product}: ${units}`,
  receipt: "Receipt",
  number: "Order number",
  date: "Date",
  paidWith: "Paid with",
  billedTo: "Billed to",
  purchaseOrder: "Purchase order",
  fromQuote: "From quote",
  seeQuote: "See the quote",
  byRenewal: "Charged automatically at renewal",
  paidLabel: "Paid",
  charged: "Charged",
  toBePaid: "To be paid",
  renews: <P>(date: P, amount: P, then: P): Phrase<P> =>
    phrase`Renews on ${date} for ${amount}, ${then}`,
  seeSubscriptions: "See your subscriptions",
  seeSubscription: "See the subscription",
  print: "Print",

  // Awaiting payment
  awaitingTitle: "Your order awaits payment",
  awaitingText: <P>(amount: P, due: P): Phrase<P> =>
    phrase`Please pay ${amount} by ${due}. As soon as the payment has arrived, the order takes effect at exactly this amount.`,
  awaitingEnds: <P>(date: P): Phrase<P> =>
    phrase`What is not paid before the present period ends on ${date} is canceled, and the subscription renews without it.`,
  dueOn: "Due on",
  due: (date: string): string => `due on ${date}`,
  overdue: "overdue",
  cancelOrder: "Cancel this order",
  cancelAbout: (number: string): string =>
    `Order ${number} is given up for good: nothing is to be paid for it, and nothing is changed.`,
  orderCanceled: "The order is canceled.",

  kind: {
    change: "Change",
    purchase: "Purchase",
    renewal: "Renewal",
    cancellation: "Cancellation",
    resumption: "Resumption",
  } as Record<string, string>,
  status: {
    confirmed: "Paid",
    pending: "Being confirmed",
    declined: "Declined",
    awaitingPayment: "Awaiting payment",
    canceled: "Canceled",
  } as Record<string, string>,

  // History
  historyTitle: "History",
  payments: "Payments",
  credits: "Credits",
  quotes: "Quotes",
  noOrders: "There are no orders yet.",
  noPayments: "Nothing was paid yet.",
  noCredits: "Nothing was credited yet.",
  noQuotes: "No quote was made yet. While you choose, “Get a quote” makes one.",
  paymentKind: { charge: "Charge", refund: "Refund" } as Record<string, string>,
  paymentStatus: {
    accepted: "Taken",
    declined: "Declined",
    pending: "Being confirmed",
    awaitingPayment: "Awaiting payment",
  } as Record<string, string>,
  creditKind: { proration: "Unused time", balance: "Added to the balance" } as Record<
    string,
    string
  >,
  kindLabel: "Kind",
  statusLabel: "Status",
  forLabel: "For",
  older: "Older",
  olderShown: "Older entries are listed.",
  olderFailed: (why: string): string => `Older entries could not be loaded. ${why}`,
  historyTabs: "What to list",

  // Verification
  verify: "Check the calculation",
  verifying: "Checking…",
  verifiedServer:
    "Priced again from the stored order and the price list of its time: the same to the last digit.",
  notVerified: "Priced again, this does not come out the same. Please tell us.",
  checkFailed: "The check could not be made: the server cannot be reached.",
  digest: "Digest",

  // Staff
  staffTitle: "Orders to be paid",
  staffLead:
    "Orders that were accepted with a purchase order. Marking one as paid applies it at the accepted amount.",
  staffNone: "No order awaits payment.",
  staffOnly: "This page is for the seller's staff.",
  accepted: "Accepted on",
  reference: "Payment reference (optional)",
  markPaid: "Mark as paid",
  markPaidOf: (number: string): string => `Mark as paid: ${number}`,
  markPaidAbout: <P>(amount: P): Phrase<P> =>
    phrase`Confirm that ${amount} has arrived. The order then takes effect, which cannot be taken back.`,
  cancelOf: (number: string): string => `Cancel this order: ${number}`,
  markedPaid: (number: string): string => `${number} is paid and applied.`,
  canceled: (number: string): string => `${number} is canceled.`,
};

// The account, and one subscription of it.

import { phrase, type Phrase } from "../../phrase.js";

export const account = {
  title: "Subscriptions",
  mayNotSeeTitle: (asRole: string): string => `You cannot see subscriptions ${asRole}`,
  mayNotSee: "Your role does not include billing.",
  thatIsFor: (roles: string): string => `That is for ${roles}.`,
  askOwner: "Ask an owner of your organization.",
  noneTitle: "No subscriptions yet",
  noneText: "Your organization has not bought anything.",
  buyMore: "Buy another product",

  status: {
    active: "Active",
    pastDue: "Payment overdue",
    ended: "Ended",
    canceling: "Canceled",
    waiting: "Change awaits payment",
  },
  quantity: "Quantity",
  billing: "Billing",
  renewsOn: "Renews on",
  endsOn: "Ends on",
  endedOn: "Ended on",
  dueSince: "Due since",
  renewalTotal: "Renewal total",
  renewalPer: (cycle: string): string => `${cycle}, tax included`,
  renewalWith: (codes: string): string => `tax included, with ${codes}`,
  renewalFrom: <P>(date: P, amount: P, cycle: string): Phrase<P> =>
    phrase`from ${date}: ${amount} ${cycle}`,
  doesNotRenew: "Does not renew",
  from: (date: string, what: string): string => `From ${date}: ${what}.`,
  upgrade: "Upgrade",
  details: "Details",
  payNow: "Pay now",

  // One subscription
  paidUntil: "Paid until",
  startedOn: "This period began on",
  balance: "Balance",
  paidOut: "Paid out to you",
  whatYouHave: "What you have",
  whatYouHad: "What you had",
  whatWasPaid: "What was paid for this period",
  product: "Product",
  period: "Period",
  withoutTax: "Without tax",
  tax: "Tax",
  running: "Running discounts",
  runningForever: "for every period",
  scheduledTitle: "Scheduled",
  changeIt: "Change this subscription",
  changeAbout: "Quantity, billing cycle, another product, discount codes.",
  waitsForOrder: <P>(order: P): Phrase<P> =>
    phrase`A change awaits its payment: ${order}. Nothing else can be changed until it is paid or canceled.`,
  waitsForOutcome: <P>(order: P): Phrase<P> =>
    phrase`A payment is being confirmed: ${order}. Nothing else can be changed until its outcome is known.`,

  // Cancel, resume, pay
  cancelTitle: "Cancel",
  cancel: "Cancel subscription",
  cancelAtEnd: (date: string): string =>
    `You keep it until ${date}, which you have paid for. Nothing is refunded, and nothing more is charged.`,
  cancelNow: "It ends at once. What is paid and not used is given back:",
  cancelBalance: "Added to your balance",
  cancelNoRefund: "It ends at once. There is nothing to give back.",
  cancelConfirm: "Cancel subscription",
  cancelConfirmRefund: <P>(amount: P): Phrase<P> => phrase`Cancel and get ${amount} back`,
  keep: "Keep it",
  canceledNotice: (date: string): string => `Canceled. It runs until ${date} and does not renew.`,
  resumeTitle: "Resume",
  resume: "Resume subscription",
  resumeAbout: (date: string): string =>
    `You can take it back until ${date}. It then renews as before.`,
  resumeRenews: <P>(date: P, amount: P): Phrase<P> => phrase`It renews on ${date} for ${amount}.`,
  resumed: "Your subscription continues.",
  canceledNow: "The subscription is canceled.",
  overdueTitle: "Payment overdue",
  overdue: (date: string): string =>
    `The renewal of ${date} could not be charged. You can go on using it; pay to renew it.`,
  overdueTriedAgain: (date: string): string => `The card that paid last is tried again on ${date}.`,
  overdueEnds: (date: string): string => `Unpaid, the subscription ends on ${date}.`,
  overdueCancel: "You can end it instead of paying. Nothing more is charged then.",
  overdueCancelAbout:
    "It ends at once, and the overdue payment is not charged. You cannot take that back.",
  payRenewal: <P>(amount: P): Phrase<P> => phrase`Pay ${amount} and renew`,
  renewed: "Paid. The subscription is renewed.",
  ended: "This subscription has ended. You can buy the product again in the store.",

  // Offline licenses
  offline: "Offline licenses",
  offlineAbout: (used: string, units: string): string =>
    `For machines without a network. Each is signed for one machine and valid to the end of the period. ${used} of ${units} used.`,
  offlineMachine: "Name or fingerprint of the machine",
  offlineIssue: "Issue an offline license",
  offlineIssued: (machine: string): string => `The license for ${machine} is issued.`,
  offlineListed: "Issued licenses",
  offlineUnlisted: (why: string): string => `The list of licenses could not be loaded. ${why}`,
  offlineValid: (date: string): string => `valid until ${date}`,
  offlineDownload: (machine: string): string => `Download the license for ${machine}`,
  offlineDownloadShort: "Download",
  offlineSwitch: "Switch to annual",
  offlineMonthly:
    "They come with annual billing: a license that works without a network has to be paid for that long.",
  offlineFloating: (product: string): string =>
    `${product} does not include them: they go with licenses that are locked to one machine.`,
};

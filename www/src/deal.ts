// Something that can be confirmed: its quote is on the page, and its confirmation goes to the server.

import type { Answer, Priced } from "@quotient/checkout";
import type { Confirmation, Conflict } from "./api.js";
import type { Holding } from "./circumstances.js";
import type { Offer } from "./offer.js";

/** What went out, as it did. */
export interface Sent {
  body: string;
  /** What the customer agreed to. */
  shown: Priced;
}

export interface Deal {
  readonly offer: Offer;
  /** What the customer has, or chose: problems speak of it. */
  readonly holding: Holding;
  /** The quote that is shown, if there is one. */
  readonly priced: Priced | undefined;
  /** Set while a payment is under way or its outcome unknown, so that the quote it names stays on the page. */
  frozen: boolean;
  /** Set while a payment is under way: what is chosen then counts once it has ended. */
  paying?: boolean;
  /** Shows an attempt whose outcome is unknown as it went out, whatever was chosen else; `undefined`: it is known. */
  showSent?(sent: Sent | undefined): void;
  /** What would be sent now: an attempt is repeated with the same bytes. */
  body(): string;
  /** What of it is held by now, where it was changed meanwhile. */
  present?(): Promise<Holding | undefined>;
  submit(body: string, key: string): Promise<Confirmation>;
  /** Takes the server's word for the present: reads everything again and prices at its instant. */
  refresh(conflict: Conflict, fresh: Answer): Promise<void>;
}

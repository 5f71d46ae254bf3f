// What is typed: into the quantities and the code, until the store has it.

import { normalCode } from "../code.js";
import type { Checkout, CheckoutSnapshot } from "../store.js";
import type { CheckoutMessages } from "./messages.js";
import type { Actions, Typing } from "./model.js";
import { typedQuantity } from "./quantity.js";

/** What typing asks of the element around it. */
export interface Surroundings {
  messages(): CheckoutMessages;
  locale(): string;
  render(): void;
  focus(selector: string): void;
  say(text: string): void;
}

/** What a person has typed that is not in the checkout, and how it gets there. */
export class Typed implements Typing {
  readonly quantities = new Map<string, string>();
  isCodeOpen = false;
  code = "";
  codeError = "";
  checking: string | undefined;
  /** The store that it is typed into. */
  #checkout: Checkout | undefined;
  readonly #around: Surroundings;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** What was typed belongs to the store that it was typed into. */
  into(checkout: Checkout | undefined): void {
    if (this.#checkout !== checkout) {
      this.#checkout = checkout;
      this.quantities.clear();
      this.#closeCode();
      this.checking = undefined;
    }
  }

  #closeCode(): void {
    this.isCodeOpen = false;
    this.code = "";
    this.codeError = "";
  }

  actions(checkout: Checkout): Actions {
    return {
      type: (product, text) => {
        // It stays in its field until the store has taken it.
        this.quantities.set(product, text);
        // What is no quantity is entered as none, so that nobody can pay what is not on the page.
        checkout.setQuantity(product, typedQuantity(text, this.#around.locale()) ?? Number.NaN);
      },
      choose: (product, quantity) => {
        this.quantities.delete(product);
        checkout.setQuantity(product, quantity);
      },
      cycle: (cycle) => checkout.setCycle(cycle),
      openCode: () => {
        this.isCodeOpen = true;
        this.#around.render();
        this.#around.focus("#code");
      },
      typeCode: (text) => {
        this.code = text;
        this.codeError = "";
        const { checking } = this;
        if (checking !== undefined && normalCode(text) !== checking) {
          // Whoever types another one waits for this one no longer, which may never be found out.
          this.checking = undefined;
          checkout.removeCode(checking);
        }
        this.#around.render();
      },
      enterCode: () => this.#enterCode(checkout),
      removeCode: (code) => {
        this.checking = this.checking === code ? undefined : this.checking;
        checkout.removeCode(code);
        this.#around.focus("#add-code, #code");
      },
    };
  }

  #enterCode(checkout: Checkout): void {
    const code = normalCode(this.code);
    const present = checkout.getSnapshot().codes.find((each) => each.code === code);
    if (this.checking !== undefined) {
      return;
    }
    if (code === "" || (present !== undefined && present.state !== "failed")) {
      const { enterCode, codeThere } = this.#around.messages();
      this.#refuse(code === "" ? enterCode : codeThere(code));
      return;
    }
    this.checking = code;
    checkout.applyCode(code);
  }

  /** Takes back what the store has by now, whoever gave it that. */
  settle(snapshot: CheckoutSnapshot): void {
    this.#settleQuantities(snapshot);
    this.#settleCode(snapshot);
  }

  /** A text that the store refused stays in its field until there is a quantity for it. */
  #settleQuantities({ problems }: CheckoutSnapshot): void {
    for (const product of this.quantities.keys()) {
      const isWrong = problems.some(
        (each) => each.field === "quantity" && each.product === product,
      );
      if (!isWrong) {
        this.quantities.delete(product);
      }
    }
  }

  /** A code that was refused stays in its field with the reason; one that was taken becomes a chip. */
  #settleCode({ codes, answer, problems }: CheckoutSnapshot): void {
    const code = this.checking;
    const found = codes.find((each) => each.code === code);
    const isWaiting = found?.state === "pending" && answer.status === "priced";
    if (code === undefined || isWaiting) {
      return;
    }
    this.checking = undefined;
    if (found !== undefined && found.state !== "refused" && found.state !== "failed") {
      this.#closeCode();
      queueMicrotask(() => this.#around.focus("#add-code"));
      return;
    }
    const messages = this.#around.messages();
    const malformed = problems.find(({ typed, field }) => field === "code" && typed === code);
    const reason =
      found?.state === "refused"
        ? messages.codeRefused(code, found.reason)
        : found === undefined && malformed !== undefined
          ? messages.codeRefused(code, "code_unknown")
          : messages.codeFailed(code);
    this.codeError = reason;
    const checkout = this.#checkout;
    // After this rendering: it changes the store that is being shown.
    queueMicrotask(() => {
      checkout?.removeCode(code);
      if (this.#checkout === checkout) {
        this.#refuse(reason);
      }
    });
  }

  #refuse(reason: string): void {
    this.codeError = reason;
    this.#around.render();
    this.#around.focus("#code");
    this.#around.say(reason);
  }
}

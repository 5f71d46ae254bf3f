// The codes that were entered, and the field for another one.

import type { CheckoutCode } from "../store.js";
import { LIMITS } from "../types.js";
import { type Described, h } from "./dom.js";
import { icons } from "./icons.js";
import type { Model } from "./model.js";

export function codes(model: Model, entered: readonly CheckoutCode[]): Described {
  const { words, typing, actions } = model;
  const { messages } = words;
  const chips = entered.filter(({ code }) => code !== typing.checking);
  return h(
    "div",
    { class: "codes", part: "codes" },
    chips.length > 0 &&
      h(
        "ul",
        { class: "chips", part: "chips", "aria-label": messages.codes },
        chips.map((code) => chip(model, code)),
      ),
    typing.isCodeOpen
      ? codeForm(model)
      : h(
          "button",
          { type: "button", class: "plain", id: "add-code", onclick: () => actions.openCode() },
          icons.tag(),
          chips.length > 0 ? messages.addAnotherCode : messages.addCode,
        ),
  );
}

function chip(model: Model, code: CheckoutCode): Described {
  const { words, snapshot } = model;
  const { messages } = words;
  const about = {
    pending: () => messages.codeWaits,
    failed: () => messages.codeFailed(code.code),
    refused: () => code.state === "refused" && messages.codeRefused(code.code, code.reason),
    applied: () => undefined,
  }[code.state]();
  return h(
    "li",
    { class: "chip", part: `chip chip-${code.state}`, key: code.code, "data-state": code.state },
    code.state === "applied"
      ? icons.check()
      : code.state === "pending"
        ? icons.tag()
        : icons.warning(),
    h(
      "span",
      { class: "chip-words" },
      h("b", {}, code.code),
      code.state === "applied" && [
        " ",
        h("bdi", {}, words.amount(code.amount, snapshot.options.currency)),
      ],
      about !== undefined && about !== false && h("span", { class: "hint" }, ` ${about}`),
    ),
    removal(model, code.code),
  );
}

function removal({ words, actions }: Model, code: string): Described {
  const { messages } = words;
  return h(
    "button",
    {
      type: "button",
      class: "plain",
      "aria-label": messages.removeCode(code),
      onclick: () => actions.removeCode(code),
    },
    messages.remove,
  );
}

function codeForm(model: Model): Described {
  const { words, typing, actions } = model;
  const { messages } = words;
  const { code, codeError, checking } = typing;
  // No form of its own: the element may stand inside one.
  const key = (event: KeyboardEvent) => {
    if (event.key === "Enter") {
      event.preventDefault();
      actions.enterCode();
    }
  };
  return h(
    "div",
    { class: "code-form", part: "code-form" },
    h("label", { for: "code", part: "label" }, messages.code),
    h(
      "div",
      { class: "code-row" },
      h("input", {
        id: "code",
        part: "code",
        type: "text",
        autocomplete: "off",
        autocapitalize: "characters",
        spellcheck: "false",
        maxlength: LIMITS.textBytes,
        ".value": code,
        "aria-invalid": codeError === "" ? undefined : "true",
        "aria-describedby": codeError === "" ? undefined : "code-error",
        oninput: (event: Event) => actions.typeCode((event.target as HTMLInputElement).value),
        onkeydown: key,
      }),
      h(
        "button",
        {
          type: "button",
          part: "apply",
          "aria-disabled": checking === undefined ? undefined : "true",
          onclick: () => actions.enterCode(),
        },
        messages.apply,
      ),
    ),
    checking !== undefined &&
      h("p", { class: "hint" }, `${messages.codeChecking(checking)} `, removal(model, checking)),
    codeError !== "" &&
      h(
        "div",
        { class: "error", part: "error", id: "code-error" },
        icons.warning(),
        h("p", {}, codeError),
      ),
  );
}

import { formatAmount, sentence } from "@quotient/checkout";
import { useCheckout } from "@quotient/checkout/react";
import React, { useState } from "react";

const LOCALE = "en-US";

/** An upgrade of one product, quoted as it is typed. */
export function Upgrade({ checkout }) {
  const { answer, items, cycle, problems, canConfirm, setQuantity, setCycle, update } =
    useCheckout(checkout);
  const [item] = items;
  /** What is in the field, unless it is what is held. */
  const [typed, setTyped] = useState();
  const [said, setSaid] = useState("");
  /** Until the server has told what became of a payment, no second one is made. */
  const [paying, setPaying] = useState(false);
  const told = toldOf(problems).map(inWords);

  const type = ({ target: { value } }) => {
    if (!paying) setSaid("");
    setTyped(value);
    setQuantity(item.product, /^\d+$/.test(value) ? Number(value) : value);
  };
  const pay = async (event) => {
    event.preventDefault();
    setPaying(true);
    setSaid("Paying …");
    try {
      const { paid, subscription } = await confirm(checkout.confirmPayload());
      setPaying(false);
      update({ subscription, ...(paid && { items: [], cycle: undefined }) });
      if (paid) setTyped(undefined);
      setSaid(paid ? "Paid, thank you." : "This was not charged: the price has changed meanwhile.");
    } catch {
      setSaid("We do not know whether this was charged. Reload the page to see what you have.");
    }
  };

  return (
    <form onSubmit={pay}>
      <h1>Upgrade Studio</h1>
      <p>
        You have <output id="held">{item.held}</output> licenses.
      </p>
      <label htmlFor="quantity">Licenses</label>
      <input
        id="quantity"
        name="quantity"
        inputMode="numeric"
        autoComplete="off"
        value={typed ?? item.held}
        onChange={type}
        aria-invalid={told.length > 0}
        aria-describedby="problem"
      />
      <fieldset>
        <legend>Billing</legend>
        {["month", "year"].map((unit) => (
          <label key={unit}>
            <input
              type="radio"
              name="cycle"
              checked={cycle.unit === unit}
              onChange={() => {
                if (!paying) setSaid("");
                setCycle({ unit });
              }}
            />{" "}
            {unit === "month" ? "Monthly" : "Annual, eleven months’ price"}
          </label>
        ))}
      </fieldset>
      <p id="problem" className="problem" role="status">
        {told.join(" ")}
      </p>
      {/* Else the last quote is not of what stands in the fields now. */}
      {canConfirm && <Summary answer={answer} />}
      <button disabled={paying || !canConfirm}>Pay</button>
      <p role="status">{said}</p>
    </form>
  );
}

/** The server quotes again and compares the digests: what was not shown is not charged. */
async function confirm(payload) {
  const response = await fetch("/api/confirm", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(payload),
    signal: AbortSignal.timeout(30_000),
  });
  if (!response.ok && response.status !== 409) throw new Error(response.statusText);
  const { subscription } = await response.json();
  return { paid: response.ok, subscription };
}

function toldOf(problems) {
  // While something is entered wrongly, the answer's own problems are those of what was entered before.
  const wrong = problems.filter(({ field }) => field);
  // Nothing is wrong before something was changed.
  return wrong.length > 0 ? wrong : problems.filter(({ code }) => code !== "nothing_changes");
}

/** Each problem has a code for words of your own; its message is for developers, and tells the bound. */
function inWords({ code, message }) {
  const text = code === "wrong_type" ? "enter a whole number" : message.replaceAll("`", "");
  return `${text[0].toUpperCase()}${text.slice(1)}.`;
}

function Summary({ answer: { currency, amountDue, renewal, lines } }) {
  return (
    <>
      <dl>
        <dt>Due now</dt>
        <dd>
          <output id="due">{formatAmount(amountDue, currency, LOCALE)}</output>
        </dd>
        {renewal && <dt>At renewal</dt>}
        {renewal && <dd>{formatAmount(renewal.amountDue, currency, LOCALE)}</dd>}
      </dl>
      <ul>
        {lines.map((line, place) => (
          <li key={place}>{sentence(line, currency).join(" ")}</li>
        ))}
      </ul>
    </>
  );
}

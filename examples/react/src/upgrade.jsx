import { formatAmount, sentence } from "@quotient/checkout";
import { useCheckout } from "@quotient/checkout/react";
import React, { useState } from "react";

const LOCALE = "en-US";

/** An upgrade of one product, quoted as it is typed. */
export function Upgrade({ checkout }) {
  const { answer, items, cycle, problems, canConfirm, setQuantity, setCycle, confirmPayload } =
    useCheckout(checkout);
  const [item] = items;
  const [typed, setTyped] = useState(String(item.quantity));
  const [said, setSaid] = useState("");
  // Nothing is wrong before something was changed.
  const told = problems.filter(({ code }) => code !== "nothing_changes").map(inWords);

  const type = ({ target: { value } }) => {
    setSaid("");
    setTyped(value);
    setQuantity(item.product, /^\d+$/.test(value) ? Number(value) : value);
  };
  const pay = async (event) => {
    event.preventDefault();
    const body = JSON.stringify(confirmPayload());
    const { ok } = await fetch("/confirm", { method: "POST", body });
    // The server quotes again and compares the digests: what was not shown is not charged.
    setSaid(ok ? "Paid, thank you." : "Nothing was charged. Please try again.");
  };

  return (
    <form onSubmit={pay}>
      <h1>Upgrade Studio</h1>
      <label htmlFor="quantity">Licenses</label>
      <input
        id="quantity"
        name="quantity"
        inputMode="numeric"
        autoComplete="off"
        value={typed}
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
                setSaid("");
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
      <button disabled={!canConfirm}>Pay</button>
      <p role="status">{said}</p>
    </form>
  );
}

/** Each problem has a code for words of your own; its message is for developers, and tells the bound. */
function inWords({ field, message }) {
  const text = field === "quantity" ? "enter a whole number" : message.replaceAll("`", "");
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

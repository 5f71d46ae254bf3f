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
  const told = problems.filter(({ code }) => code !== "nothing_changes");

  const type = ({ target: { value } }) => {
    setTyped(value);
    setQuantity(item.product, /^\d+$/.test(value) ? Number(value) : value);
  };
  const pay = (event) => {
    event.preventDefault();
    fetch("/confirm", { method: "POST", body: JSON.stringify(confirmPayload()) });
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
              onChange={() => setCycle({ unit })}
            />{" "}
            {unit === "month" ? "Monthly" : "Annual, eleven months' price"}
          </label>
        ))}
      </fieldset>
      <p id="problem" className="problem">
        {told.map(({ message }) => message).join("; ")}
      </p>
      {answer.status === "priced" && <Summary answer={answer} />}
      <button disabled={!canConfirm}>Pay</button>
    </form>
  );
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

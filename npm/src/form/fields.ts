// The fields of a form, by their data attributes; whatever is done to them can be undone.

import type { Cycle } from "../types.js";

export type Field = HTMLInputElement | HTMLSelectElement | HTMLButtonElement;

/** What is wrong with a field; an empty text: nothing. */
export interface FieldError {
  readonly field: Field;
  readonly text: string;
  readonly product?: string | undefined;
  /** Of several fields with one place: is this the one that it follows? */
  readonly isPlace?: boolean;
}

export class Fields {
  readonly #form: HTMLElement;
  /** Attributes as they were found. */
  readonly #found = new Map<Element, Map<string, string | null>>();
  /** Places for errors that the page has. */
  readonly #places = new Set<Element>();
  /** Places for errors that were made. */
  readonly #made = new Map<Element, HTMLElement>();

  constructor(form: HTMLElement) {
    this.#form = form;
  }

  /** All that are called so, in the order of the page. */
  find(name: string): Field[] {
    return [...this.#form.querySelectorAll<Field>(`[data-quotient="${name}"]`)];
  }

  /** The field that an event is about. */
  field(target: Element): Field | undefined {
    const field = target.closest?.<Field>("[data-quotient]");
    return field && "value" in field ? field : undefined;
  }

  /** What the page itself has chosen among fields of this name, if it has. */
  given(name: string): string | undefined {
    for (const field of this.find(name)) {
      if (field instanceof HTMLSelectElement) {
        const isGiven = [...field.options].some(({ defaultSelected }) => defaultSelected);
        if (isGiven) {
          return field.value;
        }
      } else if ((field as HTMLInputElement).checked) {
        return field.value;
      }
    }
    return undefined;
  }

  /** Sets an attribute, or leaves it as the page has it; remembers what it was. */
  set(element: Element, name: string, value: string | number | undefined): void {
    // Else what the page itself said stands.
    const own = this.#remembered(element, name);
    put(element, name, value === undefined ? own : String(value));
  }

  /** Sets an attribute, or takes it away (`null`) also where the page itself has it; remembers what it was. */
  force(element: Element, name: string, value: string | null): void {
    this.#remembered(element, name);
    put(element, name, value);
  }

  /** An attribute as it was found. */
  #remembered(element: Element, name: string): string | null {
    const found = this.#found.get(element) ?? new Map<string, string | null>();
    this.#found.set(element, found);
    if (!found.has(name)) {
      found.set(name, element.getAttribute(name));
    }
    return found.get(name) ?? null;
  }

  /**
   * Writes what is wrong with all fields of a name where it belongs, and lets each refer to it. Fields that share a
   * place have their texts there side by side.
   */
  errors(name: string, errors: readonly FieldError[]): void {
    const texts = new Map<HTMLElement, Set<string>>();
    for (const { field, text, product, isPlace = true } of errors) {
      const place = this.#place(name, product);
      this.set(field, "aria-invalid", text === "" ? undefined : "true");
      const own = this.#own(field, "aria-describedby");
      if (text === "") {
        this.set(field, "aria-describedby", undefined);
      } else if (place !== undefined || isPlace) {
        const error = place ?? this.#make(field);
        this.set(field, "aria-describedby", [own, error.id].filter(Boolean).join(" "));
      }
      const error = place ?? this.#made.get(field);
      if (error !== undefined && isPlace) {
        texts.set(error, (texts.get(error) ?? new Set()).add(text));
      }
    }
    for (const [error, all] of texts) {
      const text = [...all].filter(Boolean).join(" ");
      if (error.textContent !== text) {
        error.textContent = text;
      }
      error.hidden = text === "";
    }
  }

  /** Everything as it was found. */
  restore(): void {
    for (const [element, attributes] of this.#found) {
      for (const [name, value] of attributes) {
        put(element, name, value);
      }
    }
    this.#found.clear();
    this.#places.forEach((place) => (place.textContent = ""));
    this.#places.clear();
    for (const made of this.#made.values()) {
      made.remove();
    }
    this.#made.clear();
  }

  #own(field: Element, name: string): string | null {
    const found = this.#found.get(field);
    return found?.has(name) ? found.get(name)! : field.getAttribute(name);
  }

  #place(name: string, product: string | undefined): HTMLElement | undefined {
    const places = this.#form.querySelectorAll<HTMLElement>(`[data-quotient-error="${name}"]`);
    const place = [...places].find(
      ({ dataset }) => dataset.quotientProduct === undefined || dataset.quotientProduct === product,
    );
    if (place !== undefined && place.id === "") {
      this.set(place, "id", idFor());
    }
    if (place !== undefined) {
      this.set(place, "hidden", "");
      this.#places.add(place);
    }
    return place;
  }

  #make(field: Field): HTMLElement {
    let made = this.#made.get(field);
    if (made === undefined || !made.isConnected) {
      made = field.ownerDocument.createElement("p");
      made.id = idFor();
      made.className = "quotient-error";
      field.after(made);
      this.#made.set(field, made);
    }
    return made;
  }
}

let ids = 0;

function idFor(): string {
  ids += 1;
  return `quotient-error-${ids}`;
}

function put(element: Element, name: string, value: string | null): void {
  if (value === null) {
    element.removeAttribute(name);
  } else if (element.getAttribute(name) !== value) {
    element.setAttribute(name, value);
  }
}

/** `month`, `year`, `3-month`, `3 months`; anything else is none. */
export function cycleOf(text: string): Cycle | undefined {
  const found = /^(?:(\d{1,2})[\s-]+)?(day|week|month|year)s?$/.exec(text.trim());
  if (found === null) {
    return undefined;
  }
  const unit = found[2] as Cycle["unit"];
  return found[1] === undefined ? { unit } : { unit, count: Number(found[1]) };
}

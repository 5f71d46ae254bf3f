// The language of the page: which there are, which one is spoken, and how it got chosen. Every text
// comes from `t`, whose type is that of the English messages: a language that lacks one does not compile.

import { ar } from "./messages/ar.js";
import { en, type Messages } from "./messages/en.js";
import { keep, recall } from "./storage.js";

export type Language = "en" | "ar";

interface Spoken {
  /** What its speakers call it. */
  name: string;
  direction: "ltr" | "rtl";
  messages: Messages;
}

export const LANGUAGES: Record<Language, Spoken> = {
  en: { name: "English", direction: "ltr", messages: en },
  ar: { name: "العربية", direction: "rtl", messages: ar },
};

const STORED = "quotient.language";

/** The language of everything on the page. */
export let language: Language = first();
/** Its words. */
export let t: Messages = LANGUAGES[language].messages;
/** Whose numbers and dates: those of the reader's own region, where the browser names one. */
export let locale: string = region(language);

/** Tells of another language, so that every element draws itself anew. */
export const spoken = new EventTarget();

export function speak(chosen: Language): void {
  language = chosen;
  t = LANGUAGES[chosen].messages;
  locale = region(chosen);
  keep("localStorage", STORED, chosen);
  mark();
  spoken.dispatchEvent(new Event("language"));
}

/** The document says which language it is in, and which way it runs. */
export function mark(): void {
  document.documentElement.lang = language;
  document.documentElement.dir = LANGUAGES[language].direction;
}

/** Keeps a name or an amount apart from the direction of a plain text around it. */
export function isolated(text: string): string {
  return LANGUAGES[language].direction === "rtl" ? `\u2068${text}\u2069` : text;
}

/** The address says it, else what was chosen before, else the browser's own languages. */
function first(): Language {
  const asked = known(new URLSearchParams(location.search).get("lang"));
  if (asked) {
    keep("localStorage", STORED, asked);
    return asked;
  }
  for (const candidate of [recall("localStorage", STORED), ...navigator.languages]) {
    const found = known(candidate?.split("-")[0] ?? null);
    if (found) return found;
  }
  return "en";
}

function known(name: string | null): Language | undefined {
  return name !== null && Object.hasOwn(LANGUAGES, name) ? (name as Language) : undefined;
}

function region(chosen: Language): string {
  const own = navigator.languages.find((name) => name.split("-")[0] === chosen);
  return own ?? { en: "en-US", ar: "ar" }[chosen];
}

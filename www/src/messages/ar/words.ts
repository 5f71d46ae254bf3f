// Units, cycles and roles. A number goes with its noun in six ways: none, one, two, a few, many, others.

import type { Cycle } from "../../api.js";
import { phrase } from "../../phrase.js";
import type { Messages } from "../en.js";
import { counting, type Forms } from "../forms.js";

const count = counting<Forms>("ar");

interface Noun {
  forms: Forms;
  one: string;
  many: string;
}

/** What a price list counts, by its name there; another name is counted as it is. */
const UNITS: Record<string, Noun> = {
  license: {
    forms: {
      zero: "لا رخص",
      one: "رخصة واحدة",
      two: "رخصتان",
      few: "# رخص",
      many: "# رخصة",
      other: "# رخصة",
    },
    one: "رخصة",
    many: "الرخص",
  },
  "parallel session": {
    forms: {
      zero: "لا جلسات متوازية",
      one: "جلسة متوازية واحدة",
      two: "جلستان متوازيتان",
      few: "# جلسات متوازية",
      many: "# جلسة متوازية",
      other: "# جلسة متوازية",
    },
    one: "جلسة متوازية",
    many: "الجلسات المتوازية",
  },
  minute: {
    forms: {
      zero: "لا دقائق",
      one: "دقيقة واحدة",
      two: "دقيقتان",
      few: "# دقائق",
      many: "# دقيقة",
      other: "# دقيقة",
    },
    one: "دقيقة",
    many: "الدقائق",
  },
};

function noun(unit: string): Noun {
  const known = UNITS[unit];
  if (known) return known;
  const named = `# \u2068${unit}\u2069`;
  return {
    forms: { zero: named, one: named, two: named, few: named, many: named, other: named },
    one: `\u2068${unit}\u2069`,
    many: `\u2068${unit}\u2069`,
  };
}

const TURNS: Record<Cycle["unit"], { one: string; adjective: string; forms: Forms }> = {
  day: {
    one: "يوم",
    adjective: "يومي",
    forms: {
      zero: "# يوم",
      one: "يوم",
      two: "يومين",
      few: "# أيام",
      many: "# يومًا",
      other: "# يوم",
    },
  },
  week: {
    one: "أسبوع",
    adjective: "أسبوعي",
    forms: {
      zero: "# أسبوع",
      one: "أسبوع",
      two: "أسبوعين",
      few: "# أسابيع",
      many: "# أسبوعًا",
      other: "# أسبوع",
    },
  },
  month: {
    one: "شهر",
    adjective: "شهري",
    forms: {
      zero: "# شهر",
      one: "شهر",
      two: "شهرين",
      few: "# أشهر",
      many: "# شهرًا",
      other: "# شهر",
    },
  },
  year: {
    one: "سنة",
    adjective: "سنوي",
    forms: {
      zero: "# سنة",
      one: "سنة",
      two: "سنتين",
      few: "# سنوات",
      many: "# سنة",
      other: "# سنة",
    },
  },
};

function turns({ unit, count: number = 1 }: Cycle): string {
  return count(number, String(number), TURNS[unit].forms);
}

const ROLES: Record<string, { one: string; many: string }> = {
  owner: { one: "مالك", many: "المالكين" },
  admin: { one: "مدير النظام", many: "مديري النظام" },
  billingManager: { one: "مسؤول الفوترة", many: "مسؤولي الفوترة" },
  member: { one: "عضو", many: "الأعضاء" },
  staff: { one: "موظف البائع", many: "موظفي البائع" },
};

export const words: Messages["words"] = {
  units: (quantity, counted, unit) => count(quantity, counted, noun(unit).forms),
  moreUnits: (quantity, counted, unit) => `${count(quantity, counted, noun(unit).forms)} إضافةً`,
  unit: (unit) => noun(unit).one,
  manyUnits: (unit) => noun(unit).many,
  seconds: (quantity, counted) =>
    count(quantity, counted, {
      zero: "لحظة",
      one: "ثانية واحدة",
      two: "ثانيتين",
      few: "# ثوانٍ",
      many: "# ثانية",
      other: "# ثانية",
    }),
  days: (quantity, counted) => count(quantity, counted, TURNS.day.forms),
  cycleTitle: (cycle) =>
    (cycle.count ?? 1) > 1 ? `كل ${turns(cycle)}` : TURNS[cycle.unit].adjective,
  billing: (cycle) =>
    (cycle.count ?? 1) > 1 ? `فوترة كل ${turns(cycle)}` : `فوترة ${TURNS[cycle.unit].adjective}ة`,
  perCycle: (cycle) => `لكل ${turns(cycle)}`,
  everyCycle: (cycle) => `كل ${turns(cycle)}`,
  morePeriods: (quantity, counted) =>
    count(quantity, counted, {
      zero: "دون فترات أخرى",
      one: "لفترة واحدة أخرى",
      two: "لفترتين أخريين",
      few: "لـ# فترات أخرى",
      many: "لـ# فترة أخرى",
      other: "لـ# فترة أخرى",
    }),
  codeLasts: (code, morePeriods) => `الرمز ${code} ${morePeriods}`,
  thenEvery: (every) => `ثم ${every} إلى أن تلغيه.`,
  thenEveryUnlessEnded: (every) => `ثم ${every} إلى أن تلغيه، دون الخصومات التي تكون قد انتهت.`,
  balanceFirst: (amount) =>
    phrase`يُستخدم رصيدك أولًا عند التجديد القادم، ويبقى ${amount} للدفع حينها.`,
  withCodes: (codes) => `مع ${codes}.`,
  thenFrom: (date, amount, every) => phrase`ابتداءً من ${date}: ${amount} ${every} إلى أن تلغيه.`,
  aCycle: (cycle) =>
    (cycle.count ?? 1) > 1 ? `كل ${turns(cycle)}` : `في ال${TURNS[cycle.unit].one}`,
  role: (name) => ROLES[name]?.one ?? name,
  roles: (name) => ROLES[name]?.many ?? name,
  asRole: (name) => `بصفة ${ROLES[name]?.one ?? name}`,
};

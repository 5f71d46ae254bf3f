// Why something cannot be had, and how an amount came about. The engine decides; these only say it.

import { phrase } from "../../phrase.js";
import type { Messages } from "../en.js";
import { counting, type Forms } from "../forms.js";

const count = counting<Forms>("ar");

const TIMES: Forms = {
  zero: "# مرة",
  one: "مرة واحدة",
  two: "مرتين",
  few: "# مرات",
  many: "# مرة",
  other: "# مرة",
};

export const problems: Messages["problems"] = {
  role_not_allowed: ({ roles, buys }) => {
    if (!roles) return "دورك لا يسمح بهذا.";
    return buys ? `لا يمكن شراء هذا إلا لـ${roles}.` : `لا يمكن تغيير هذا الاشتراك إلا لـ${roles}.`;
  },
  nothing_changes: ({ manyUnits }) => `اختر عددًا آخر من ${manyUnits} أو دورة فوترة أخرى.`,
  quantity_decreased: ({ manyUnits, held }) =>
    `عدد ${manyUnits} يزيد ولا ينقص.${held ? ` لديك ${held}.` : ""}`,
  quantity_above_maximum: ({ quantity, manyUnits }) =>
    quantity
      ? `الحد الأقصى للشراء هنا ${quantity}.`
      : `هذا العدد من ${manyUnits} أكثر مما يُباع هنا.`,
  quantity_below_minimum: ({ quantity, manyUnits }) =>
    quantity ? `الحد الأدنى ${quantity}.` : `هذا العدد من ${manyUnits} أقل مما يُباع.`,
  quantity_step: ({ quantity, manyUnits }) =>
    `لا تُباع ${manyUnits} بهذا العدد.${quantity ? ` أقرب عدد: ${quantity}.` : ""}`,
  out_of_range: () => "هذا أكثر مما يمكن تسعيره.",
  cycle_shortened: ({ date, billing }) =>
    date
      ? `مدتك الحالية (${billing}) مستمرة حتى ${date}، ولا يمكن الانتقال إلى دورة أقصر قبل ذلك.`
      : `مدتك الحالية (${billing}) مستمرة، ولا يمكن الانتقال إلى دورة أقصر قبل نهايتها.`,
  mixed_timing: () => "جزء من هذا التغيير يسري الآن وجزء آخر عند التجديد. أجرِ كلًّا منهما على حدة.",
  too_many_products: () => "لا يمكن تغيير كل هذه المنتجات معًا. أجرِ التغييرات واحدًا تلو الآخر.",
  no_items: ({ buys }) =>
    buys ? "لن يُشترى شيء." : "لن يبقى شيء. لإنهاء الاشتراك ألغِه بدلًا من ذلك.",
  subscription_past_due: () => "هناك دفعة متأخرة لهذا الاشتراك. يمكن تغييره بعد دفعها.",
  subscription_canceling: ({ ends }) => `أُلغي هذا الاشتراك وينتهي في ${ends}.`,
  subscription_ended: () => "انتهى هذا الاشتراك.",
  renewal_due: ({ pastDue }) =>
    pastDue
      ? "هناك دفعة متأخرة لهذا الاشتراك. يمكن تغييره بعد دفعها."
      : "انتهت الفترة ولم تُجدَّد بعد. يمكن تغيير هذا الاشتراك فور تجديده.",
  renewal_not_due: ({ date }) => (date ? `لا يُستحق قبل ${date}.` : "لم يُستحق بعد."),
  not_canceling: () => "هذا الاشتراك غير ملغى.",
  before_period: () => "هذا قبل بداية فترة الاشتراك.",
  price_not_found: () => "لا يُباع هذا بدورة الفوترة هذه.",
  unknown_product: () => "لم يعد هذا معروضًا للبيع.",
  already_subscribed: ({ date }) =>
    date
      ? `هذا المنتج موجود في اشتراك آخر لديك حتى ${date}.`
      : "هذا المنتج موجود في اشتراك آخر لديك.",
  charges_missing: () =>
    "ما دُفع عن هذا الاشتراك غير مسجل هنا، ولذلك لا يمكن احتساب مدته غير المستخدمة.",
};

export const refusals: Messages["refusals"] = {
  code_unknown: ({ code }) => `لا نعرف الرمز «${code}». تحقق من كتابته.`,
  code_not_started: ({ code, from }) =>
    from
      ? `يمكن استخدام الرمز «${code}» ابتداءً من ${from}.`
      : `لا يمكن استخدام الرمز «${code}» بعد.`,
  code_expired: ({ code, until }) =>
    until ? `انتهت صلاحية الرمز «${code}» في ${until}.` : `انتهت صلاحية الرمز «${code}».`,
  code_exhausted: ({ code }) => `استُنفد الرمز «${code}».`,
  code_already_used: ({ code }) => `استخدمت الرمز «${code}» من قبل.`,
  code_already_running: ({ code }) => `الرمز «${code}» سارٍ على هذا الاشتراك.`,
  code_first_purchase_only: ({ code }) => `الرمز «${code}» لأول عملية شراء فقط.`,
  code_wrong_type: ({ code }) => `الرمز «${code}» ليس لهذا النوع من الطلبات.`,
  code_wrong_cycle: ({ code, cycles }) =>
    cycles ? `الرمز «${code}» مخصص لـ${cycles}.` : `الرمز «${code}» مخصص لدورة فوترة أخرى.`,
  code_wrong_currency: ({ code, currency }) =>
    `الرمز «${code}» ليس للأسعار بعملة \u2068${currency}\u2069.`,
  code_wrong_product: ({ code, products }) => `الرمز «${code}» مخصص لـ${products ?? "منتج آخر"}.`,
  code_nothing_to_discount: ({ code }) => `ليس لدى الرمز «${code}» ما يخصم منه: لا يُحتسب شيء.`,
  code_below_quantity: ({ code, quantity }) =>
    quantity ? `الرمز «${code}» لكمية ${quantity} فأكثر.` : `الرمز «${code}» لكميات أكبر.`,
  code_below_amount: ({ code, amount }) =>
    amount ? `الرمز «${code}» لمبالغ ${amount} فأكثر.` : `الرمز «${code}» لطلبات أكبر.`,
  code_not_combinable: ({ code }) => `لا يمكن جمع الرمز «${code}» مع الرموز الأخرى التي تخصم أكثر.`,
  code_no_effect: ({ code }) => `لن يخصم الرمز «${code}» شيئًا.`,
};

export const server: Messages["server"] = {
  known: {
    confirm_in_progress:
      "ما زالت دفعة سابقة لهذا الاشتراك قيد التأكيد. انتظر لحظة ثم راجع اشتراكاتك.",
    order_awaiting_payment: "هناك طلب لهذا الاشتراك بانتظار الدفع.",
    role_not_allowed: "دورك لا يسمح بهذا.",
    order_canceled: "أُلغي هذا الطلب.",
    order_not_awaiting_payment: "لم يعد هذا الطلب بانتظار الدفع.",
    subscription_not_past_due: "لم يعد على هذا الاشتراك دفع متأخر.",
    reference_differs: "دُفع هذا الطلب من قبل بمرجع آخر، وهو المحفوظ.",
    too_many_registrations: "سُجّل عدد كبير من المؤسسات من هنا. حاول لاحقًا.",
    character_not_allowed: "فيه رموز لا يمكن استخدامها هنا.",
    subscription_changed: "تغيّر الاشتراك في هذه الأثناء.",
    quote_expired: "انتهت صلاحية عرض السعر.",
    quote_changed: "عرض السعر ليس هو المعروض.",
    quote_accepted: "قُبل عرض السعر من قبل.",
    quote_withdrawn: "سُحب عرض السعر.",
    not_found: "هذا غير موجود هنا، أو يخص مؤسسة أخرى.",
    not_signed_in: "لم تعد مسجلًا. سجّل الدخول من جديد.",
    csrf_token_missing: "سُجّل الدخول في مكان آخر من هذا المتصفح في هذه الأثناء. أعد المحاولة.",
    csrf_token_wrong: "سُجّل الدخول في مكان آخر من هذا المتصفح في هذه الأثناء. أعد المحاولة.",
    too_many_codes: "جُرّب عدد كبير من الرموز. انتظر بضع دقائق.",
    at_in_future: "ساعة هذه الصفحة متقدمة على ساعة الخادم.",
    at_before_last_change: "تغيّر الاشتراك في هذه الأثناء.",
    offline_license_not_included: "الرخص دون اتصال غير مشمولة.",
    offline_licenses_exhausted: "صدرت جميع الرخص التي اشتريتها.",
    text_empty: "هذا الحقل مطلوب.",
    too_large: "هذا أطول من اللازم.",
    email_malformed: "أدخل عنوان بريد إلكتروني، مثل \u2068name@example.com\u2069.",
    email_taken: "هناك من هو مسجل بهذا البريد الإلكتروني.",
  },
  other: (_message, code) => `تعذّر ذلك (\u2068${code}\u2069).`,
};

/** Parts of a whole: `10 من أصل 30 يومًا`. */
const PARTS: Record<"day" | "hour" | "minute" | "second", Forms> = {
  day: {
    zero: "# يوم",
    one: "يوم واحد",
    two: "يومين",
    few: "# أيام",
    many: "# يومًا",
    other: "# يوم",
  },
  hour: {
    zero: "# ساعة",
    one: "ساعة واحدة",
    two: "ساعتين",
    few: "# ساعات",
    many: "# ساعة",
    other: "# ساعة",
  },
  minute: {
    zero: "# دقيقة",
    one: "دقيقة واحدة",
    two: "دقيقتين",
    few: "# دقائق",
    many: "# دقيقة",
    other: "# دقيقة",
  },
  second: {
    zero: "# ثانية",
    one: "ثانية واحدة",
    two: "ثانيتين",
    few: "# ثوانٍ",
    many: "# ثانية",
    other: "# ثانية",
  },
};

export const calculation: Messages["calculation"] = {
  listed: (price, per) => [...price, ` ${per}.`],
  multiple: (per, times, perBase, quantity) =>
    `السعر ${per} يعادل ${count(quantity, times, TIMES)} من السعر ${perBase}.`,
  volume: "تُحتسب كل وحدة بسعر الشريحة التي يقع فيها العدد كله:",
  graduated: "تُحتسب كل وحدة بسعر الشريحة التي تقع فيها:",
  plusFlat: (amount) => phrase`، و${amount} مرة واحدة`,
  whole: (units, after) => phrase`سعر الدورة الكاملة (${units}): ${after}.`,
  fromTo: (before, after) => phrase`يتغير سعر الدورة الكاملة من ${before} إلى ${after}.`,
  fromToPart: (before, after, part) =>
    phrase`يتغير سعر الدورة الكاملة من ${before} إلى ${after}، ويُرد ${part} مما دُفع.`,
  remain: (share) => phrase`يتبقى من الفترة ${share}، وهو ما يُحتسب.`,
  withoutTax: (fraction) => phrase`لا ضريبة مستحقة: يُحتسب ${fraction} من السعر الذي يشملها.`,
  exactly: (amount) => phrase`وهذا يساوي ${amount} تمامًا.`,
  rounded: (exact, amount) => phrase`وهذا يساوي ${exact} تمامًا، ويُقرَّب إلى ${amount}.`,
  entry: (net, start, end, share, exact) =>
    phrase`دُفع ${net} عن المدة من ${start} إلى ${end}: لم يُستخدم ${share}، أي ${exact} تمامًا.`,
  entryTaxed: (net, tax, start, end, share, exactNet, exactTax) =>
    phrase`دُفع ${net} وضريبة قدرها ${tax} عن المدة من ${start} إلى ${end}: لم يُستخدم ${share}، أي ${exactNet} وضريبة قدرها ${exactTax} تمامًا.`,
  credited: (amount) => phrase`الرصيد الدائن: ${amount}.`,
  discounted: (code, amount) => phrase`يخصم الرمز ${code} مبلغ ${amount}.`,
  taxed: (rate, amount) => phrase`الضريبة ${rate}: ${amount}.`,
  fromMoment: (start, end) => phrase`من ${start} إلى ${end}.`,
  fromMomentAbout: (start, end, percent) =>
    phrase`من ${start} إلى ${end}، نحو ${percent} من الفترة.`,
  share: (part, whole, number, unit) => `${part} من أصل ${count(number, whole, PARTS[unit])}`,
  noneOf: "لا جزء منها",
  allOf: "كل أجزائها",
};

export const codeTerms: Messages["codeTerms"] = {
  percent: (percent) => `خصم ${percent}%`,
  amount: (amount) => `خصم ${amount}`,
  perUnit: (amount) => `خصم ${amount} لكل وحدة`,
  atMost: (amount) => `بحد أقصى ${amount}`,
  periods: (quantity, counted) =>
    count(quantity, counted, {
      zero: "دون فترات",
      one: "لفترة واحدة",
      two: "لفترتين",
      few: "لـ# فترات",
      many: "لـ# فترة",
      other: "لـ# فترة",
    }),
  comma: "، ",
};

"""Compares the oracle with a corpus or with a command, field by field. See README.md."""

import argparse
import json
import random
import subprocess
import sys
from fractions import Fraction

import generate
from oracle import answer

OWN_TO_HOST = {"digest", "message", "path"}  # what the oracle does not say
PRICE_DEFAULTS = {"minQuantity": 1, "maxQuantity": None, "quantityStep": 1, "discountable": True,
                  "entitlements": []}
COUPON_DEFAULTS = {"duration": "once", "combinable": False, "priority": 100, "firstPurchaseOnly": False}


def comparable(value, key=None):
    """The same meaning in one spelling: only cycles, prices and coupon terms may be spelled freely."""
    if key in ("price", "coupon") and isinstance(value, dict):
        return terms(value)
    if key == "cycle" and isinstance(value, dict):
        return {"count": 1, **value}
    if key == "calculation":
        return calculation(value)
    if isinstance(value, dict):
        return {k: comparable(v, k) for k, v in value.items() if k not in OWN_TO_HOST}
    if isinstance(value, list):
        return [comparable(v) for v in value]
    return value


AMOUNT_KEYS = {"amount", "unit", "flat", "percent", "times"}
INSTANT_KEYS = {"from", "until"}


def terms(value):
    """Prices and coupons with their defaults, amounts by value."""
    defaults = COUPON_DEFAULTS if "off" in value else PRICE_DEFAULTS if "scheme" in value else {}

    def walk(v, key=None, money=False):
        if isinstance(v, dict):
            if key == "cycle":
                return {"count": 1, **v}
            if key == "tier":
                v = {"unit": "0", "flat": "0", **v}
            inner = money or key in ("amount", "amountPerUnit", "maxDiscount", "minAmount")
            kept = {k: walk(x, k, inner) for k, x in v.items() if x is not None or k == "upTo"}
            return {k: x for k, x in kept.items() if x not in ({}, [])}
        if isinstance(v, list):
            inner = {"cycles": "cycle", "tiers": "tier"}.get(key)
            return [walk(x, inner) for x in v]
        is_cycle_unit = v in ("day", "week", "month", "year")
        if isinstance(v, str) and (money or (key in AMOUNT_KEYS and not is_cycle_unit)):
            return str(Fraction(v))
        if key in INSTANT_KEYS:
            return instant(v)
        if key == "code":
            return v.strip().upper()
        return v

    # An empty list and an absent one, or a minimum of nothing, say the same.
    return walk({k: v for k, v in {**defaults, **value}.items() if not (k == "minQuantity" and v in (0, 1))})


def instant(text):
    from times import instant as seconds

    return seconds(text)


def calculation(value):
    """Amounts and fractions by value; shares as they are shown."""
    def number(x):
        if isinstance(x, dict):
            n, d = Fraction(x["numerator"]), Fraction(x["denominator"])
            return str(n / d)
        return str(Fraction(x))

    out = {}
    for k, v in value.items():
        if k in ("before", "after", "exact", "withoutTax", "part", "exactNet", "exactTax"):
            out[k] = number(v)
        elif k == "entries":
            out[k] = [calculation(e) for e in v]
        else:
            out[k] = comparable(v)
    return out


def differences(wanted, found, path="", subset=False):
    """Where two comparable values differ: (path, wanted, found)."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        out = []
        for k in sorted({*wanted, *(() if subset else found)}):
            out += differences(wanted.get(k, "(absent)"), found.get(k, "(absent)"), f"{path}/{k}", subset)
        return out
    if isinstance(wanted, list) and isinstance(found, list) and len(wanted) == len(found):
        return [d for i, (a, b) in enumerate(zip(wanted, found)) for d in differences(a, b, f"{path}/{i}", subset)]
    return [] if wanted == found and type(wanted) is type(found) else [(path, wanted, found)]


# Where the table of S10 says what would be allowed.
SAYS_ALLOWED = {"role_not_allowed", "already_subscribed", "renewal_not_due", "cycle_shortened",
                "quantity_below_minimum", "quantity_above_maximum", "quantity_step"}


def reasons(problems):
    """S10: the codes, and what those that have to say would be allowed."""
    def allowed(p):
        a = p.get("allowed")
        return json.dumps(sorted(a) if isinstance(a, list) else a)

    return {
        "codes": sorted({p["code"] for p in problems}),
        "allowed": sorted({f"{p['code']} {allowed(p)}" for p in problems
                           if "allowed" in p and p["code"] in SAYS_ALLOWED}),
    }


def optional_before(wanted, found):
    """A product that was not held has no `before`, or one of 0: the page does not say."""
    for a, b in zip(wanted.get("lines", []), found.get("lines", [])):
        a, b = a.get("calculation", {}), b.get("calculation", {})
        if a.get("before") == "0" and "before" not in b:
            del a["before"]
        for name in ("before", "after"):  # optional on credits
            if a.get("kind") == "credit" and (name in a) != (name in b):
                a.pop(name, None), b.pop(name, None)


def compare(case, found):
    """What a command's answer gets wrong, as (path, wanted, found)."""
    wanted = plain(answer(case["catalog"], case["request"]))
    beyond = wanted.pop("beyondSupport", False)
    if "problems" in found and "status" not in found:
        codes = sorted({p["code"] for p in found["problems"]})
        if codes == ["out_of_range"] and (beyond or "status" not in wanted):
            return []
        return [("", wanted.get("status", "problems"), {"problems": found["problems"]})]
    if wanted.get("status") == "rejected" == found.get("status"):
        problems = reasons(wanted.pop("problems")), reasons(found.pop("problems"))
        return differences(*problems, "/problems") + differences(wanted, comparable(found))
    wanted, found = comparable(wanted), comparable(found)
    optional_before(wanted, found)
    return differences(wanted, found)


def plain(value):
    """As it would be after a trip through JSON."""
    return json.loads(json.dumps(value, default=str))


def compare_expect(case):
    """What the oracle gets wrong of a corpus case, whose `expect` shows some of the fields."""
    found = plain(answer(case["catalog"], case["request"]))
    expect = dict(case["expect"])
    if "problems" in found:
        found["problemCodes"] = reasons(found["problems"])["codes"]
    expect, found = comparable(expect), comparable(found)
    for key in ("renewal", "subscription"):  # what a corpus case may say by leaving out
        if expect.get("status") == "priced" and key not in expect and key in found:
            return [(f"/{key}", "(absent)", found[key])]
    for key in ("pending", "charges", "id"):
        if key in found.get("subscription", {}) and key not in expect.get("subscription", {}):
            return [(f"/subscription/{key}", "(absent)", found["subscription"][key])]
    return differences(expect, found, subset=True)


def ask(command, cases):
    lines = "".join(json.dumps({"catalog": c["catalog"], "request": c["request"]}) + "\n" for c in cases)
    done = subprocess.run(command, input=lines.encode(), stdout=subprocess.PIPE, check=False)
    answers = done.stdout.decode().splitlines()
    if done.returncode != 0 or len(answers) != len(cases):
        sys.exit(f"{command}: exit {done.returncode}, {len(answers)} answers to {len(cases)} cases")
    return [json.loads(a) for a in answers]


class Tally:
    def __init__(self, failures, shown):
        self.passed = self.failed = 0
        self.path, self.file, self.shown = failures, None, shown
        self.seen = {}

    def add(self, case, wrong):
        if not wrong:
            self.passed += 1
            return
        self.failed += 1
        if self.failed <= self.shown:
            print(f"MISMATCH {case.get('name')}")
            for path, wanted, found in wrong[:8]:
                print(f"  {path or '/'}: oracle {json.dumps(wanted)} found {json.dumps(found)}")
        if self.path:
            self.file = self.file or open(self.path, "w")
            self.file.write(json.dumps({**case, "wrong": wrong}) + "\n")

    def finish(self):
        if self.file:
            self.file.close()
            print(f"failing cases: {self.path}")
        print(f"{self.passed} passed, {self.failed} failed")
        sys.exit(1 if self.failed else 0)


def count_kind(kinds, found):
    status = found.get("status") or "problems"
    key = f"{found.get('type', '')} {status}".strip()
    kinds[key] = kinds.get(key, 0) + 1


def main():
    args = sys.argv[1:]
    command = []
    if "--" in args:
        args, command = args[: args.index("--")], args[args.index("--") + 1 :]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", nargs="+", metavar="FILE", help="cases; without a command: oracle against `expect`")
    parser.add_argument("--count", type=int, help="generate this many cases")
    parser.add_argument("--seed", type=int, help="of the generated cases; drawn and printed when not given")
    parser.add_argument("--only", type=int, help="generate the chain or case of this index alone")
    parser.add_argument("--failures", metavar="FILE", help="write failing cases here, one JSON a line")
    parser.add_argument("--show", type=int, default=20, help="how many mismatches to print")
    options = parser.parse_args(args)
    tally = Tally(options.failures, options.show)

    if options.count is None and options.only is None:
        texts = [t for f in options.corpus for t in open(f)] if options.corpus else sys.stdin
        cases = [json.loads(t) for t in texts if t.strip()]
        if command:
            for case, found in zip(cases, ask(command, cases)):
                tally.add(case, compare(case, found))
        else:
            for case in cases:
                tally.add(case, compare_expect(case))
        tally.finish()

    if not command:
        parser.error("generated cases need a command after --")
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(10**9)
    print(f"seed {seed}")
    kinds = {}
    for block in blocks(options, seed):
        run_block(block, command, tally, kinds)
    print(", ".join(f"{k} {n}" for k, n in sorted(kinds.items())))
    tally.finish()


def blocks(options, seed):
    """Threads of some cases each (most have one, chains several), a few thousand at a time."""
    if options.only is not None:
        yield [generate.Thread(seed, options.only)]
        return
    index = made = 0
    while made < options.count:
        block = []
        while made < options.count and len(block) < 2000:
            block.append(generate.Thread(seed, index))
            made += block[-1].steps
            index += 1
        yield block


def run_block(threads, command, tally, kinds):
    """All threads step together, so that the command starts once a step and not once a case."""
    while threads:
        cases = [t.case() for t in threads]
        for thread, case, found in zip(threads, cases, ask(command, cases)):
            count_kind(kinds, found)
            state = found.get("subscription")
            tally.add(case, compare(case, found))
            thread.advance(state)
        threads = [t for t in threads if t.goes_on]


if __name__ == "__main__":
    main()

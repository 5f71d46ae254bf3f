"""A book of synthetic subscriptions: python generate.py --rows 1000000 --to book

The same rows for the same seed, whatever the number of rows or parts: a longer book begins with a shorter one.
Memory does not grow with the book. For every `subscriptions/part-00000.parquet` there is a
`requests/part-00000.ndjson`: its line n is the request for renewal of row n, as the jobs make it, and
`ids/part-00000.txt` the row's id.
"""

import argparse
import calendar
import datetime
import json
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import pyarrow
import pyarrow.parquet

from book import request

BLOCK = 1_000
TODAY = datetime.date(2026, 11, 21)
# Not every row of a database is text in UTF-8; Parquet does not check what it is told is.
SCHEMA = pyarrow.schema([(name, pyarrow.string()) for name in ("id", "renews_at", "subscription", "tax")])

TAXES = [
    None,
    {"rates": [{"id": "vat", "percent": "20"}]},
    {"rates": [{"id": "vat", "percent": "19"}], "behavior": "inclusive"},
    {"rates": [{"id": "state", "percent": "6.25"}, {"id": "city", "percent": "2.625"}], "roundingLevel": "line"},
    {"rates": [{"id": "vat", "percent": "21"}], "behavior": "inclusive", "exempt": True},
]
COUPONS = [
    ({"code": "LAUNCH20", "off": {"percent": "20"}, "duration": {"periods": 12}, "combinable": True}, 12),
    ({"code": "PARTNER", "off": {"percent": "7.5"}, "duration": "forever", "combinable": True, "priority": 50}, None),
    ({"code": "SEATS5", "off": {"amountPerUnit": {"USD": "0.50", "EUR": "0.45", "JPY": "70"}}, "duration": "forever",
      "appliesTo": {"products": ["seats"]}, "minQuantity": 5}, None),
    ({"code": "WELCOME", "off": {"amount": {"USD": "50.00", "EUR": "45.00"}}, "duration": {"periods": 3},
      "maxDiscount": {"USD": "50.00", "EUR": "45.00"}}, 3),
]


def boundary(anchor, months):
    """The anchor, so many months later, on the month's last day if the day is not in it (S2.5)."""
    year, month = divmod(anchor.year * 12 + anchor.month - 1 + months, 12)
    return anchor.replace(year=year, month=month + 1, day=min(anchor.day, calendar.monthrange(year, month + 1)[1]))


def instant(date, time):
    return f"{date.isoformat()}T{time}Z"


def money(units, currency):
    """An amount of so many minor units."""
    return str(units) if currency == "JPY" else f"{units // 100}.{units % 100:02}"


def items(draw, currency):
    """What a customer has: mostly seats, few of them to very many; sessions by the thousand."""
    kind = draw.random()
    seats = {"product": "seats", "quantity": max(1, int(draw.lognormvariate(2.2, 1.3)))}
    if draw.random() < 0.05:
        amount = money(draw.randrange(700, 1_400), "USD") if currency != "JPY" else str(draw.randrange(1_000, 2_100))
        seats["price"] = {"currency": currency, "scheme": {"type": "perUnit", "amount": amount}}
    if kind < 0.60:
        return [seats]
    if kind < 0.75:
        return [seats, {"product": "support", "quantity": 1}]
    sessions = {"product": "sessions", "quantity": 50 * max(1, int(draw.lognormvariate(3.0, 1.2)))}
    return [sessions] if kind < 0.90 else [seats, sessions]


def subscription(draw, number):
    """One that is in the middle of a period today."""
    currency = draw.choices(["USD", "EUR", "JPY"], [60, 30, 10])[0]
    unit, months = ("month", 1) if draw.random() < 0.7 else ("year", 12)
    anchor = TODAY - datetime.timedelta(days=draw.randrange(1, 1_500))
    elapsed = (TODAY.year - anchor.year) * 12 + TODAY.month - anchor.month
    periods = elapsed // months
    if boundary(anchor, periods * months) > TODAY:
        periods -= 1
    time = f"{draw.randrange(24):02}:{draw.randrange(60):02}:{draw.randrange(60):02}"
    start, end = (instant(boundary(anchor, n * months), time) for n in (periods, periods + 1))
    held = items(draw, currency)
    for item in held:
        if "price" in item:
            item["price"]["cycle"] = {"unit": unit}
    told = {"id": f"sub_{number:09}", "status": "active", "currency": currency, "cycle": {"unit": unit}, "items": held,
            "anchor": instant(anchor, time), "period": {"start": start, "end": end}}
    if draw.random() < 0.8:
        told["charges"] = [{"product": item["product"], "net": money(draw.randrange(1_000, 900_000), currency),
                            "tax": money(draw.randrange(0, 90_000), currency), "start": start, "end": end}
                           for item in held]
    if draw.random() < 0.12:
        terms = draw.sample(COUPONS, 1 if draw.random() < 0.8 else 2)
        told["coupons"] = [{"coupon": coupon, "remainingPeriods": left and draw.randrange(1, left + 1)}
                           for coupon, left in terms]
    if draw.random() < 0.1:
        told["balance"] = money(draw.randrange(1, 50_000), currency)
    fate = draw.random()
    if fate < 0.03:
        told["cancelAtPeriodEnd"] = True
    elif fate < 0.05:
        told["status"] = "pastDue"
    elif fate < 0.08 and held[0]["quantity"] > 1:
        told["pending"] = {"items": [{"product": held[0]["product"], "quantity": held[0]["quantity"] // 2 or 1}]}
    elif fate < 0.10 and unit == "year":
        told["pending"] = {"cycle": {"unit": "month"}}
    return told


# Ways in which a row of a real database is wrong. Each takes a row and gives the cells that are there instead.
WRONG = [
    lambda row: {"subscription": row["subscription"][: len(row["subscription"]) // 2]},
    lambda row: {"subscription": None},
    lambda row: {"subscription": ""},
    lambda row: {"subscription": row["subscription"].replace('"quantity":', '"quantity":-', 1)},
    lambda row: {"subscription": row["subscription"].replace('"status":', '"state":', 1)},
    lambda row: {"subscription": row["subscription"].replace('"active"', '"trialing"').replace('"pastDue"', "1")},
    lambda row: {"subscription": row["subscription"].replace('"product":"s', '"product":"old-s')},
    lambda row: {"subscription": row["subscription"].replace('"currency":', '"currency":"USD","currency":', 1)},
    lambda row: {"subscription": row["subscription"].replace("sub_", "s\udcffb_", 1)},
    lambda row: {"subscription": row["subscription"].replace("sub_", "sub\n_", 1)},
    lambda row: {"renews_at": "2026-12-01"},
    lambda row: {"renews_at": None},
    lambda row: {"renews_at": "2026-11-01T00:00:00Z"},
    lambda row: {"tax": '{"rates":[{"id":"vat","percent":20}]}'},
    lambda row: {"tax": None, "subscription": row["subscription"] + ',"tax":{"rates":[{"id":"vat","percent":"50"}]}'},
]


def block(seed, number, bad):
    """The rows of a block: cells by column."""
    draw = random.Random(f"{seed}/{number}")
    for row in range(number * BLOCK, (number + 1) * BLOCK):
        told, tax = subscription(draw, row + 1), draw.choice(TAXES)
        # Some systems indent what they store.
        indent = {"indent": 1} if draw.random() < 0.01 else {"separators": (",", ":")}
        cells = {"id": told["id"], "renews_at": told["period"]["end"], "subscription": json.dumps(told, **indent),
                 "tax": tax and json.dumps(tax, separators=(",", ":"))}
        wrong, way = draw.random() < bad, draw.choice(WRONG)
        yield cells | (way(cells) if wrong else {})


def rows(seed, count, bad):
    for number in range(-(-count // BLOCK)):
        left = count - number * BLOCK
        for index, row in enumerate(block(seed, number, bad)):
            if index < left:
                yield {name: None if cell is None else cell.encode("utf-8", "surrogateescape")
                       for name, cell in row.items()}


def table(batch):
    columns = [pyarrow.array([row[field.name] for row in batch], pyarrow.binary()).view(field.type) for field in SCHEMA]
    return pyarrow.Table.from_arrays(columns, schema=SCHEMA)


def write(folder, seed, count, parts, bad):
    """Writes the book; the rows are dealt out in order, so that part 0 begins with row 1."""
    for name in ("subscriptions", "requests", "ids"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    source = rows(seed, count, bad)
    for part in range(parts):
        size = count * (part + 1) // parts - count * part // parts
        name = f"part-{part:05}"
        with (pyarrow.parquet.ParquetWriter(folder / f"subscriptions/{name}.parquet", SCHEMA) as parquet,
              open(folder / f"requests/{name}.ndjson", "wb") as requests, open(folder / f"ids/{name}.txt", "wb") as ids):
            while size > 0:
                batch = [next(source) for _ in range(min(size, 10_000))]
                parquet.write_table(table(batch))
                requests.writelines(request(row["renews_at"], row["subscription"], row["tax"]) + b"\n" for row in batch)
                ids.writelines(row["id"] + b"\n" for row in batch)
                size -= len(batch)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, required=True)
    parser.add_argument("--to", type=Path, required=True, help="the folder")
    parser.add_argument("--parts", type=int, default=8, help="files; work is dealt out by the file at least")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--bad", type=float, default=0.002, help="the share of rows that are wrong, 0 to 1")
    given = parser.parse_args()
    if given.rows < 0 or given.parts < 1 or not 0 <= given.bad <= 1:
        parser.error("--rows is 0 or more, --parts 1 or more, --bad within 0 and 1")
    if given.to.exists() and not given.to.is_dir():
        parser.error(f"{given.to} is a file: a book needs a folder")
    if any(given.to.glob("*/part-*")):
        parser.error(f"{given.to} has a book: another folder, or remove it first")
    write(given.to, given.seed, given.rows, given.parts, given.bad)


if __name__ == "__main__":
    main()

"""What an executor does: Arrow batches of rows in, Arrow batches of answers out."""

import json
from decimal import Decimal

import pyarrow

import answers
import host
from book import cell, request

# The columns of a book that are read, and those that must be there.
CELLS = {"forecast": ["request", "renews_at", "subscription", "tax"], "audit": ["request", "digest", "catalog"]}
CELLS["impact"] = CELLS["forecast"]
NEEDED = {"forecast": ["renews_at", "subscription"], "impact": ["renews_at", "subscription"],
          "audit": ["request", "digest"]}
# What a mode tells beside the columns of an answer.
EXTRA = {"forecast": [], "audit": ["stored_digest", "holds"],
         "impact": ["before_status", "before_total", "before_digest", "difference"]}


def schema(mode, keep):
    """The answers, as Spark calls types. Amounts are text: they are exact, and have their currency's digits."""
    texts = [*answers.COLUMNS, *EXTRA[mode], *keep]
    kinds = {name: "boolean" if name == "holds" else "string" for name in texts}
    return {"id": "string", "file": "string", "row": "long", **kinds}


class Work:
    """A job's part that executors have: called by Spark with the batches of a partition."""

    def __init__(self, mode, module, catalogs, before, keep):
        """`catalogs`: texts by their ids."""
        self.mode, self.module, self.catalogs, self.before, self.keep = mode, module, catalogs, before, keep

    def __call__(self, batches):
        engine = host.of_thread(self.module)
        make = {"forecast": self.forecast, "impact": self.impact, "audit": self.audit}[self.mode]
        for batch in batches:
            if batch.num_rows == 0:
                continue
            cells = {name: batch[name].to_pylist() for name in batch.schema.names if name in CELLS[self.mode]}
            asked = requests(cells)
            lines = batch["row"].to_pylist()
            told, extra = make(engine, asked, cells)
            told = [host.at_line(answer, line) for answer, line in zip(told, lines)]
            kept = {"request": asked, "answer": told}
            columns = {**{name: batch[name] for name in ("id", "file", "row")},
                       **dict(zip(answers.COLUMNS, answers.columns(told))), **extra,
                       # A request that is not text is kept as far as it is.
                       **{name: texts(text.decode("utf-8", "replace") for text in kept[name]) for name in self.keep}}
            yield pyarrow.RecordBatch.from_pydict(columns)

    def forecast(self, engine, asked, cells):
        [catalog] = self.catalogs.values()
        return engine.quote(catalog, asked), {}

    def impact(self, engine, asked, cells):
        [catalog] = self.catalogs.values()
        now, before = engine.quote(catalog, asked), engine.quote(self.before, asked)
        [status, total, digest] = (told_before(before, name) for name in ("status", "total", "digest"))
        after = answers.columns(now)[answers.COLUMNS.index("total")].to_pylist()
        difference = texts(None if a is None or b is None else f"{Decimal(a) - Decimal(b):f}"
                           for a, b in zip(after, total.to_pylist()))
        return now, {"before_status": status, "before_total": total, "before_digest": digest,
                     "difference": difference}

    def audit(self, engine, asked, cells):
        """Each by the catalog that it names; the order is that of the rows all the same."""
        stored = [digest and digest.decode("utf-8", "replace") for digest in cells["digest"]]
        lines = [b'{"digest":' + json.dumps(digest).encode() + b',"request":' + (text or b"null") + b"}"
                 for digest, text in zip(stored, asked)]
        only = next(iter(self.catalogs)) if len(self.catalogs) == 1 else None
        names = [name.decode("utf-8", "replace") if name else only for name in cells.get("catalog", [None] * len(lines))]
        told = [NO_CATALOG] * len(lines)
        for name in dict.fromkeys(names):
            if name in self.catalogs:
                places = [place for place, each in enumerate(names) if each == name]
                for place, line in zip(places, engine.verify(self.catalogs[name], [lines[at] for at in places])):
                    told[place] = line
        told, holds = answers.verified(told)
        return told, {"stored_digest": texts(stored), "holds": pyarrow.array(holds, pyarrow.bool_())}


NO_CATALOG = (b'{"line":1,"problems":[{"code":"unknown_reference","message":"none of the catalogs given has the id in '
              b'`catalog`","path":""}]}')


def requests(cells):
    """The rows' requests: as they are in the book, or made for the renewal of its subscriptions."""
    if "request" in cells:
        return [cell(text) for text in cells["request"]]
    columns = (cells["renews_at"], cells["subscription"], cells.get("tax") or [None] * len(cells["renews_at"]))
    return [request(*row) for row in zip(*columns)]


def told_before(told, name):
    return answers.columns(told)[answers.COLUMNS.index(name)]


def texts(values):
    return pyarrow.array(list(values), pyarrow.string())

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
NEEDED = {"forecast": ["renews_at", "subscription", "tax"], "audit": ["request", "digest"]}
NEEDED["impact"] = NEEDED["forecast"]
# What a mode tells beside the columns of an answer.
EXTRA = {"forecast": [], "audit": ["stored_digest", "holds"],
         "impact": ["before_status", "before_total", "before_digest", "before_catalog_digest", "difference"]}


def schema(mode, keep):
    """The answers, as Spark calls types. Amounts are text: they are exact, and have their currency's digits."""
    texts = [*answers.COLUMNS, "catalog_digest", *EXTRA[mode], *keep]
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
            told, read, extra = make(engine, asked, cells)
            told = [host.at_line(answer, line) for answer, line in zip(told, lines)]
            kept = {"request": asked, "answer": told}
            written = {**{name: batch[name] for name in ("id", "file", "row")}, **read, **extra,
                       # A request that is not text is kept as far as it is.
                       **{name: texts(text.decode("utf-8", "replace") for text in kept[name]) for name in self.keep}}
            yield pyarrow.RecordBatch.from_pydict(written)

    def forecast(self, engine, asked, cells):
        [catalog] = self.catalogs.values()
        told = engine.quote(catalog, asked)
        return told, columns(told), {"catalog_digest": digests(engine, catalog, told)}

    def impact(self, engine, asked, cells):
        now, read, extra = self.forecast(engine, asked, cells)
        told = engine.quote(self.before, asked)
        before = columns(told)
        difference = texts(None if a is None or b is None else f"{Decimal(a) - Decimal(b):f}"
                           for a, b in zip(read["total"].to_pylist(), before["total"].to_pylist()))
        return now, read, {**extra, **{f"before_{name}": before[name] for name in ("status", "total", "digest")},
                           "before_catalog_digest": digests(engine, self.before, told), "difference": difference}

    def audit(self, engine, asked, cells):
        """Each by the catalog that it names; the order is that of the rows all the same. Where no digest is stored,
        nothing was priced, and the request is answered."""
        stored = [digest and digest.decode("utf-8", "replace") for digest in cells["digest"]]
        only = next(iter(self.catalogs)) if len(self.catalogs) == 1 else None
        names = [name.decode("utf-8", "replace") if name else only for name in cells.get("catalog", [None] * len(asked))]
        told = [NO_CATALOG if name else NO_NAME for name in names]
        kinds = [(name, digest is None) for name, digest in zip(names, stored)]
        for name, quoted in dict.fromkeys(kinds):
            if name in self.catalogs:
                places = [place for place, kind in enumerate(kinds) if kind == (name, quoted)]
                lines = [asked[at] if quoted else verified(asked[at], stored[at]) for at in places]
                ask = engine.quote if quoted else engine.verify
                for place, line in zip(places, ask(self.catalogs[name], lines)):
                    told[place] = line
        told, holds = answers.verified(told)
        by = {name: engine.read(self.catalogs[name])["digest"] for name in dict.fromkeys(names) if name in self.catalogs}
        return told, columns(told), {"catalog_digest": texts(by.get(name) for name in names), "stored_digest": texts(stored),
                                     "holds": pyarrow.array(holds, pyarrow.bool_())}


NO_CATALOG = (b'{"line":1,"problems":[{"code":"unknown_reference","message":"none of the catalogs given has the id in '
              b'`catalog`","path":""}]}')
NO_NAME = (b'{"line":1,"problems":[{"code":"missing_field","message":"several catalogs are given, and the row names none in '
           b'`catalog`","path":""}]}')


def requests(cells):
    """The rows' requests: as they are in the book, or made for the renewal of its subscriptions."""
    if "request" in cells:
        return [cell(text) for text in cells["request"]]
    columns = (cells["renews_at"], cells["subscription"], cells.get("tax") or [None] * len(cells["renews_at"]))
    return [request(*row) for row in zip(*columns)]


def verified(request, digest):
    """A line for the engine to verify."""
    return b'{"digest":' + json.dumps(digest).encode() + b',"request":' + (request or b"null") + b"}"


def columns(told):
    return dict(zip(answers.COLUMNS, answers.columns(told)))


def digests(engine, catalog, told):
    """The catalog's digest, for each row."""
    return pyarrow.repeat(pyarrow.scalar(engine.read(catalog)["digest"], pyarrow.string()), len(told))


def texts(values):
    return pyarrow.array(list(values), pyarrow.string())

"""Answers as columns, their totals, and one digest of many answers."""

import hashlib
import io
import re
from decimal import Decimal

import pyarrow
import pyarrow.json

TEXT = pyarrow.string()
# Columns and the fields of a priced answer that they hold.
FIELDS = {"status": "status", "currency": "currency", "at": "at", "subtotal": "subtotal", "discount": "discount",
          "tax": "tax", "total": "total", "balance_applied": "balanceApplied", "amount_due": "amountDue",
          "refund": "refund", "digest": "digest"}
COLUMNS = [*FIELDS, "problems"]
SUMS = ["subtotal", "discount", "tax", "total", "amount_due", "refund"]

_SCHEMA = pyarrow.schema([(field, TEXT) for field in FIELDS.values()])
_PARSING = pyarrow.json.ParseOptions(explicit_schema=_SCHEMA, unexpected_field_behavior="ignore")
# Answers are canonical JSON: fields in this order, no space between them.
_UNREADABLE = re.compile(rb'\{"line":\d+,"problems":(.*)\}', re.DOTALL)
_REJECTED = re.compile(rb'"problems":(\[.*\]),"status":"rejected","type":"\w+"\}', re.DOTALL)


def problems(answer):
    """The problems of an answer without digest, as the JSON that is in it."""
    found = _UNREADABLE.fullmatch(answer) or _REJECTED.search(answer)
    if found is None:
        raise ValueError(f"neither a digest nor problems: {answer[:200]!r}")
    return found[1].decode()


def columns(answers):
    """An array for each of COLUMNS: `status` is priced, rejected or unreadable; without a digest there are
    `problems`, as JSON."""
    if not answers:
        return [pyarrow.array([], TEXT) for _ in COLUMNS]
    text = b"\n".join(answers)
    reading = pyarrow.json.ReadOptions(use_threads=False, block_size=len(text) + 1)
    table = pyarrow.json.read_json(io.BytesIO(text), reading, _PARSING).combine_chunks()
    told = {column: table[field].combine_chunks() for column, field in FIELDS.items()}
    told["status"] = told["status"].fill_null("unreadable")
    digests = told["digest"].is_valid().to_pylist()
    told["problems"] = pyarrow.array([None if priced else problems(answer)
                                      for priced, answer in zip(digests, answers)], TEXT)
    return [told[column] for column in COLUMNS]


def verified(lines):
    """What verifying answered, taken apart: the answers, and whether the digests hold (None: unreadable)."""
    answers, holds = [], []
    for line in lines:
        if line.startswith(b'{"answer":'):
            end = line.rindex(b',"holds":')
            answers.append(line[len(b'{"answer":'):end])
            holds.append(line[end:] == b',"holds":true}')
        else:
            answers.append(line)
            holds.append(None)
    return answers, holds


class Summary:
    """Of any number of answers, in any order: how many, their sums, and their combined digest: the sum, modulo
    2^256, of the SHA-256 of every row's `id TAB digest`, with the problems where there is no digest."""

    def __init__(self):
        self.statuses = dict.fromkeys(["priced", "rejected", "unreadable"], 0)
        self.sums, self.combined = {}, 0

    def add(self, ids, answers):
        """Counts rows: their ids as bytes, and their answers."""
        told = dict(zip(COLUMNS, columns(answers)))
        for name in ("digest", "problems", "status", "currency", *SUMS):
            told[name] = told[name].to_pylist()
        for id, digest, found in zip(ids, told["digest"], told["problems"], strict=True):
            hashed = hashlib.sha256(id + b"\t" + (digest or found).encode())
            self.combined += int.from_bytes(hashed.digest(), "big")
        for index, status in enumerate(told["status"]):
            self.statuses[status] += 1
            if status == "priced":
                sums = self.sums.setdefault(told["currency"][index], dict.fromkeys(SUMS, Decimal(0)))
                for name in SUMS:
                    sums[name] += Decimal(told[name][index])

    def told(self):
        sums = {currency: {name: f"{amount:f}" for name, amount in sums.items()}
                for currency, sums in sorted(self.sums.items())}
        return told(self.statuses, sums, self.combined)


def told(statuses, sums, combined):
    """A summary as every engine tells it."""
    return {"rows": sum(statuses.values()), **statuses, "digest": f"{combined % 2**256:064x}", "sums": sums}

"""The conformance cases under wasmtime: the digests of every host, and to the byte the lines of the Rust tool."""

import json
import os
import subprocess
import unittest
from pathlib import Path

from engine import Engine, load

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "tests/cases"
TOOL = os.environ.get("QUOTIENT_TOOL", str(ROOT / "target/debug/quotient"))

ROWS = "".join((CASES / f"{name}.ndjson").read_text(encoding="utf-8") for name in ["named", "rules", "generated"])
DIGESTS = dict(line.split("\t") for line in (CASES / "digests.txt").read_text(encoding="utf-8").splitlines())

CATALOG = (ROOT / "examples/catalog.json").read_text(encoding="utf-8")
REQUEST = json.dumps(json.loads((ROOT / "examples/request.json").read_text(encoding="utf-8")))

# What does not parse, in every way that a line can be wrong.
WRONG = [
    "", "   ", "{", "}", "[]", "1", "null", "nope", "{}", "{} {}", '{"a":1,}', "[" * 1000, '{"request":"\t"}',
    '{"request":{},"catalog":{}}', '{"request":{},"request":{},"catalog":{}}', '{"requ\\u0065st":{},"catalog":[]}',
    '{"request":{"type":1,"type":2},"catalog":{"id":"a","id":"b"}}', '{"digest":1,"request":{}}',
    '{"digest":"\\ud800","request":{}}', '{"a":1.5,"b":1e9}', '{"a":{"x":1,"x":2},"b":[}', '{"a":{}}', '{"b":01,"a":1}',
    '{"a":{"/~":1.5},"b":2.5}', '{"catalog":{"id":"é\\u0000","products":[]},"request":{"x\\"\\\\\\n":1}}', "\ufeff{}",
    "\u00a0", "{'a':1}", '{"é":tru}',
]


def wrong_texts():
    """The malformed texts of the corpus that fit in a line, as requests and as catalogs of rows."""
    for line in (CASES / "malformed.ndjson").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        for field in ["request", "catalog"]:
            text = case.get(field, "\n")
            text = text if isinstance(text, str) else "".join(part * times for part, times in text)
            if "\n" not in text and len(text) < 100_000:
                yield text if field == "request" else f'{{"catalog":{text},"request":{REQUEST}}}'


class CorpusTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.engine = Engine(load(ROOT / "npm/build/quote.wasm"), CATALOG)

    def tool(self, *arguments, lines):
        ran = subprocess.run([TOOL, *arguments], input=lines.encode(), capture_output=True)
        self.assertIn(ran.returncode, (0, 1), ran.stderr)
        return ran.stdout.decode()

    def test_the_digests_are_those_of_every_host(self):
        answers = self.engine.call("quote_rows", ROWS).splitlines()
        cases = [json.loads(row) for row in ROWS.splitlines()]
        self.assertEqual(len(answers), len(cases))
        self.assertEqual({case["name"] for case in cases}, set(DIGESTS))
        for case, line in zip(cases, answers):
            answer = json.loads(line)
            found = answer.get("digest") or " ".join(problem["code"] for problem in answer["problems"])
            self.assertEqual(found, DIGESTS[case["name"]], case["name"])

    def test_rows_are_answered_to_the_byte_as_by_the_tool(self):
        rows = ROWS + "\n".join([*WRONG, *wrong_texts()]) + "\n"
        self.assertGreater(rows.count("\n"), 1_000)
        self.same("quote_rows", [], ["quote"], rows)

    def test_lines_of_a_given_catalog_are_as_well(self):
        path = str(ROOT / "examples/catalog.json")
        digest = self.engine.quote(json.loads(REQUEST))["digest"]
        good = f'{{"request":{REQUEST},"digest":"{digest}"}}'
        question = json.dumps({key: value for key, value in json.loads(REQUEST).items()
                               if key in ("at", "actor", "subscription")})
        asked = {"quote": REQUEST, "options": question, "verify": good}
        for name, line in asked.items():
            lines = "\n".join([line, *WRONG, *wrong_texts(), line.replace("owner", "guest"), line]) + "\r\n"
            self.same(name, [self.engine.catalog], [name, "--catalog", path], lines)
        held = self.engine.one("verify", self.engine.catalog, json.loads(good))
        self.assertTrue(held["holds"])

    def test_rows_of_clickhouse_are_answered_as_lines_of_the_catalog(self):
        lines = [REQUEST, *WRONG, *wrong_texts(), REQUEST.replace("owner", "guest"), REQUEST.replace(",", "\t,")]
        catalog = json.dumps(json.loads(CATALOG))
        found = self.clickhouse("".join(f"{catalog}\t{line}\n" for line in lines)).splitlines()
        path = str(ROOT / "examples/catalog.json")
        expected = self.tool("quote", "--catalog", path, lines="\n".join(lines) + "\n").splitlines()
        self.assertGreater(len(expected), 100)
        self.assertEqual(len(found), len(lines))
        for ours, theirs in zip(found, expected):
            self.assertEqual(ours, theirs)
        # A catalog that is none is so in every row and in no other, and a row without a tab has no request.
        bad = self.clickhouse(f"{{}}\t{REQUEST}\n{{}}\t{REQUEST}\n{catalog}\t{REQUEST}\n{catalog}\n\n").splitlines()
        self.assertEqual([json.loads(line).get("status") for line in bad], [None, None, "priced", None, None])
        self.assertEqual([[problem.get("in") for problem in json.loads(line)["problems"]] for line in bad[:2]],
                         [["catalog", "catalog"]] * 2)
        self.assertIn("the line is empty", json.loads(bad[3])["problems"][0]["message"])

    def clickhouse(self, rows):
        """What the module answers when it is called as ClickHouse calls it."""
        engine, data = self.engine, rows.encode()
        given = engine.exports["clickhouse_create_buffer"](engine.store, len(data))
        engine.memory.write(engine.store, data, engine.place(given)[0])
        taken = engine.exports["clickhouse_quote"](engine.store, given, rows.count("\n"))
        at, length = engine.place(taken)
        answer = engine.memory.read(engine.store, at, at + length)
        for buffer in (given, taken):
            engine.exports["clickhouse_destroy_buffer"](engine.store, buffer)
        return answer.decode()

    def test_differences_are_as_well(self):
        answers = self.engine.call("quote_rows", ROWS).splitlines()[:100]
        pairs = [f'{{"a":{a},"b":{b}}}' for a, b in zip(answers, answers[1:] + answers[:1])]
        self.same("compare", [], ["compare"], "\n".join([*pairs, *WRONG]) + "\n")

    def test_sentences_are_as_well(self):
        answers = [json.loads(line) for line in self.engine.call("quote_rows", ROWS).splitlines()]
        priced = [answer for answer in answers if answer["status"] == "priced" and answer["lines"]]
        lines = [{"line": line, "currency": each["currency"]} for each in priced for line in each["lines"]]
        found = self.engine.call("sentence", "\n".join(map(json.dumps, lines))).splitlines()
        told = self.tool("explain", lines="".join(json.dumps(answer) + "\n" for answer in priced)).splitlines()
        expected = [line["sentences"] for answer in told for line in json.loads(answer)]
        self.assertGreater(len(expected), 500)
        self.assertEqual([json.loads(line) for line in found], expected)

    def same(self, name, handles, command, lines):
        found = self.engine.call(name, *handles, lines).split("\n")
        expected = self.tool(*command, lines=lines).split("\n")
        self.assertEqual(len(found), len(expected))
        for line, ours, theirs in zip(lines.split("\n"), found, expected):
            self.assertEqual(ours, theirs, line[:300])


if __name__ == "__main__":
    unittest.main()

"""The generator: the same rows every time, of every kind, in as little memory."""

import json
import subprocess
import sys
import unittest

import pyarrow.parquet

import book
import host
from support import CATALOG, JOBS, MODULE, TOOL, folder, generate, joined, native

MEASURE = """
import resource, runpy, sys
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


class BookTest(unittest.TestCase):
    def test_a_book_is_the_same_again_and_begins_a_longer_one(self):
        place = folder(type(self))
        books = [generate(place / "a", 2_500, "--parts", "4"), generate(place / "b", 2_500, "--parts", "1"),
                 generate(place / "c", 3_100, "--parts", "2"), generate(place / "d", 2_500, "--seed", "2")]
        lines = [joined(each, "requests", each / "all").read_bytes().split(b"\n")[:-1] for each in books]
        self.assertEqual(len(lines[0]), 2_500)
        self.assertTrue(lines[0] == lines[1])
        self.assertTrue(lines[0] == lines[2][:2_500])
        self.assertEqual(len(lines[2]), 3_100)
        self.assertTrue(lines[0] != lines[3])

    def test_rows_and_lines_are_the_same_and_of_every_kind(self):
        place = folder(type(self))
        made = generate(place / "book", 3_000, "--bad", "0.1", "--parts", "3")
        table = pyarrow.parquet.read_table(made / "subscriptions")
        cells = [table[name].cast(pyarrow.binary()).to_pylist() for name in ("renews_at", "subscription", "tax")]
        lines = joined(made, "requests", place / "lines").read_bytes().split(b"\n")[:-1]
        self.assertTrue([book.request(*row) for row in zip(*cells)] == lines)
        summary = native(made, CATALOG, place / "answers")
        self.assertGreater(summary["priced"], 2_600)
        self.assertGreater(summary["unreadable"], 100)
        self.assertEqual(set(summary["sums"]), {"USD", "EUR", "JPY"})
        self.assertNotEqual(summary["sums"]["JPY"]["discount"], "0")
        answers = [json.loads(line) for line in (place / "answers").read_bytes().split(b"\n")[:-1]]
        self.assertTrue(any(answer.get("balanceApplied", "0") > "1" for answer in answers))
        kinds = {(line["product"], answer["subscription"]["cycle"]["unit"]) for answer in answers
                 if answer.get("status") == "priced" for line in answer["lines"]}
        self.assertEqual(kinds, {(product, unit) for product in ("seats", "sessions", "support")
                                 for unit in ("month", "year")})
        codes = {problem["code"] for answer in answers for problem in answer.get("problems", [])}
        self.assertLessEqual({"json_malformed", "duplicate_key", "unknown_product", "out_of_range", "amount_malformed",
                              "renewal_not_due", "subscription_ended", "instant_malformed"}, codes)

    def test_a_cell_that_is_more_than_one_value_is_refused(self):
        made = generate(folder(type(self)) / "book", 20, "--bad", "0", "--parts", "1")
        table = pyarrow.parquet.read_table(made / "subscriptions")
        at, subscription = (table[name].cast(pyarrow.binary())[0].as_py() for name in ("renews_at", "subscription"))
        engine, catalog = host.of_thread(MODULE.read_bytes()), CATALOG.read_bytes()

        def told(*cells):
            return json.loads(engine.quote(catalog, [book.request(*cells)])[0])

        self.assertEqual(told(at, subscription, None)["status"], "priced")
        [problem] = told(at, subscription + b',"none":1', None)["problems"]
        # Of a renewal's fields all but who asks for it, which is no matter of its price.
        fields = set(problem["message"].partition("it has: ")[2].split(", ")) - {"actor"}
        self.assertIn("tax", fields)
        terms = b'{"rates":[{"id":"x","percent":"50"}]}'
        for field in (b'"%b"' % field.encode() for field in sorted(fields)):
            more = b"," + field + b":" + terms
            for cells in [(at, subscription + more, None), (at, subscription + more, b"{}"), (at, subscription, terms + more),
                          (at + b'"' + more + b',"x":"', subscription, None)]:
                self.assertIn("problems", told(*cells), cells)
        # Two that are wrong alone and right together.
        for cells in [(at, subscription[:-1], b"{}}"), (at, subscription[:-1] + b',"charges":[{"net":"1"', b'"1"}]}'),
                      (at, subscription + b"}", b'{"rates":[]'), (at, subscription, b'{"rates":[{"id":"a"')]:
            self.assertIn("problems", told(*cells), cells)

    def test_what_makes_no_sense_and_a_book_that_is_there_are_refused(self):
        place = folder(type(self))
        generate(place / "book", 100, "--parts", "2")
        (place / "file").touch()
        for rows, *options in [(50,), (60,), (-5,), (5, "--parts", "0"), (5, "--bad", "3")]:
            to = place / {50: "book", 60: "file"}.get(rows, "none")
            command = [sys.executable, JOBS / "data/generate.py", "--rows", rows, "--to", to, *options]
            ran = subprocess.run(list(map(str, command)), capture_output=True, text=True)
            self.assertEqual(ran.returncode, 2, ran.stderr)
        self.assertFalse((place / "none").exists())
        self.assertEqual(sorted(each.name for each in (place / "book/ids").iterdir()), ["part-00000.txt", "part-00001.txt"])

    def test_a_summary_is_of_as_many_ids_as_answers(self):
        place = folder(type(self))
        for name, lines in (("ids", 2), ("answers", 1), ("none", 0)):
            (place / name).write_text('{"line":1,"problems":[]}\n' * lines, encoding="utf-8")
        for ids, answers, told in [("ids", "answers", "do not have as many lines"), ("none", "answers", "as many lines"),
                                   ("answers", "none", "as many lines"), ("lost", "answers", "No such file")]:
            command = [sys.executable, JOBS / "summary.py", "--ids", place / ids, place / answers]
            ran = subprocess.run(list(map(str, command)), capture_output=True, text=True)
            self.assertEqual(ran.returncode, 2, ran.stderr)
            self.assertIn(told, ran.stderr)

    def test_a_measurement_of_nothing_is_refused(self):
        for options in (["--times", "0"], ["--rows", "0"], ["--only", "zzz"], ["--module", "lost"]):
            command = [sys.executable, JOBS / "bench.py", "--rows", "10", "--tool", TOOL, *options]
            ran = subprocess.run(list(map(str, command)), capture_output=True, text=True)
            self.assertEqual(ran.returncode, 2, ran.stderr)

    def test_no_row_is_wrong_where_none_shall_be(self):
        place = folder(type(self))
        self.assertEqual(native(generate(place / "book", 2_000, "--bad", "0"), CATALOG, place / "answers")["unreadable"], 0)

    def test_memory_does_not_grow_with_the_book(self):
        place = folder(type(self))
        most = []
        for rows in (20_000, 60_000):
            command = [sys.executable, "-c", MEASURE, JOBS / "data/generate.py", "--rows", rows, "--to", place / str(rows),
                       "--parts", "1"]
            most.append(int(subprocess.run(list(map(str, command)), check=True, capture_output=True).stdout))
        self.assertLess(most[1], most[0] * 1.25)


if __name__ == "__main__":
    unittest.main()

"""The tool, Spark on two executors of which one is killed, and ClickHouse price one book: the same totals, the same
combined digest."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from decimal import Decimal
from pathlib import Path

import pyarrow
import pyarrow.parquet

from support import CATALOG, JOBS, MODULE, PLAIN, ROOT, ROWS, folder, generate, native

CLICKHOUSE = """
import json, sys
import chdb
given = json.load(sys.stdin)
connection = chdb.connect(given["connect"])
told = [str(connection.query(query, "JSONEachRow")) for query in given["queries"]]
json.dump([[json.loads(line) for line in one.splitlines()] for one in told], sys.stdout)
"""
# Enough tasks that some are done, some run and some wait when the executor dies.
PARTS = 16


# The Python of executors: it waits for the word before it begins, so that no task is done before one of them is chosen.
HELD = """#!/bin/sh
while [ ! -e {word} ]; do sleep 0.05; done
exec {python} "$@"
"""


def executors(driver):
    """The processes of the executors that were given a task: each has started Python for it."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,args="], check=True, capture_output=True, text=True).stdout
    rows = [(int(pid), int(of), args) for pid, of, args in (line.split(None, 2) for line in listed.splitlines())]
    found = {pid for pid, of, args in rows if of == driver and "CoarseGrainedExecutorBackend" in args}
    return sorted({of for _, of, args in rows if of in found and "pyspark.daemon" in args})


def tasks_done(answers):
    return len(list(answers.glob("_run-*/_temporary/0/task_*")))


class TotalsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = folder(cls)
        cls.book = generate(cls.place / "book", ROWS, "--bad", "0.01", "--parts", str(PARTS))
        cls.native = native(cls.book, CATALOG, cls.place / "answers.ndjson")

    def test_all_kinds_of_rows_are_there(self):
        self.assertEqual(self.native["rows"], ROWS)
        self.assertGreater(self.native["unreadable"], ROWS // 200)
        self.assertGreater(self.native["rejected"], ROWS // 200)

    def test_spark_loses_nothing_with_an_executor(self):
        to = self.place / "spark"
        command = [Path(sys.executable).with_name("spark-submit"), "--master", "local-cluster[2,1,1024]",
                   *(word for name, value in PLAIN.items() for word in ("--conf", f"{name}={value}")),
                   # How it ended is told by the one that watches over it, who may take his time.
                   "--conf", "spark.standalone.executorRemoveDelayOnDisconnection=20s",
                   # A task a file.
                   "--conf", "spark.sql.files.openCostInBytes=64m",
                   JOBS / "spark/price.py", "forecast", "--module", MODULE, "--book", self.book / "subscriptions",
                   "--catalog", CATALOG, "--to", to]
        python, word = self.place / "python", self.place / "word"
        python.write_text(HELD.format(word=word, python=sys.executable), encoding="utf-8")
        python.chmod(0o755)
        with (tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as log):
            spark = subprocess.Popen(list(map(str, command)), stdout=out, stderr=log, start_new_session=True,
                                     env={**os.environ, "PYSPARK_PYTHON": str(python)})
            try:
                victim = killed = None
                while spark.poll() is None:
                    if victim is None:
                        # Both work: one is stopped before the other begins, and keeps its task until it dies.
                        if len(both := executors(spark.pid)) == 2:
                            os.kill(victim := both[0], signal.SIGSTOP)
                            word.touch()
                    elif killed is None and (done := tasks_done(to)) >= 2:
                        os.kill(killed := victim, signal.SIGKILL)
                    time.sleep(0.1 if killed is None else 0.5)
            finally:
                if spark.poll() is None:
                    os.killpg(spark.pid, signal.SIGKILL)
            said, log = (file.seek(0) or file.read() for file in (out, log))
        self.assertEqual(spark.returncode, 0, log[-5_000:])
        self.assertIsNotNone(killed, "the job ended before an executor was killed")
        self.assertLess(done, PARTS)
        self.assertRegex(log, r"Lost executor \d+ on .*137")
        self.assertRegex(log, r"Lost task \S+ in stage")
        told = json.loads(said.splitlines()[-1])
        self.assertEqual(told, {"run": 1, "seconds": told["seconds"], "book": {"files": PARTS, "rows": ROWS}, **self.native})

    def clickhouse(self, queries, catalog=CATALOG, fails=False, book=None):
        """What chdb answers, or says where it fails, in a folder with the files that the queries name."""
        place = Path(tempfile.mkdtemp(dir=self.place))
        for name, file in {"quote.wasm": MODULE, "catalog.json": catalog, "subscriptions": book or self.book / "subscriptions"}.items():
            os.symlink(file, place / name)
        given = {"connect": f"{place}/database?config-file={JOBS / 'clickhouse/config.xml'}", "queries": queries}
        ran = subprocess.run([sys.executable, "-c", CLICKHOUSE], input=json.dumps(given), cwd=place, capture_output=True,
                             text=True)
        self.assertEqual(ran.returncode != 0, fails, ran.stderr)
        shutil.rmtree(place)
        return ran.stderr if fails else json.loads(ran.stdout)

    def test_clickhouse_tells_the_same(self):
        *_, told = self.clickhouse([*statements("function.sql"), *statements("forecast.sql")])
        statuses, sums, combined = dict.fromkeys(["priced", "rejected", "unreadable"], 0), {}, 0
        for row in told:
            statuses[row["status"]] += int(row["rows"])
            combined += int(row["digest"])
            if row["status"] == "priced":
                sums[row["currency"]] = {name: Decimal(row[name]) for name in ("total", "amount_due")}
        self.assertEqual(statuses, {name: self.native[name] for name in statuses})
        self.assertEqual(sums, {currency: {name: Decimal(sums[name]) for name in ("total", "amount_due")}
                                for currency, sums in self.native["sums"].items()})
        self.assertEqual(f"{combined % 2**256:064x}", self.native["digest"])

    def test_the_query_in_the_docs(self):
        blocks = self.blocks()
        self.assertEqual(len(blocks), 2)
        self.assertEqual(blocks[0], (JOBS / "clickhouse/function.sql").read_text(encoding="utf-8"))
        *_, told = self.clickhouse([query for block in blocks for query in split(block)])
        self.assertEqual({row["currency"]: (int(row["renewals"]), Decimal(row["due"])) for row in told},
                         {currency: (row["count"], Decimal(row["amount_due"])) for currency, row in self.renewals().items()})

    def test_a_refused_catalog_stops_a_query(self):
        catalog = self.place / "refused.json"
        catalog.write_text('{"id": "a"}', encoding="utf-8")
        function, query = self.blocks()
        for asked in (split(query), statements("forecast.sql")):
            said = self.clickhouse([*split(function), *asked], catalog, fails=True)
            self.assertIn("the catalog is refused", said)

    def test_a_catalog_that_is_empty_or_not_there_stops_a_query(self):
        empty = self.place / "empty.json"
        empty.touch()
        function, query = self.blocks()
        for asked in (query, (JOBS / "clickhouse/forecast.sql").read_text(encoding="utf-8")):
            for catalog, file in ((empty, "catalog.json"), (CATALOG, "lost*.json")):
                said = self.clickhouse([*split(function), *split(asked.replace("catalog.json", file))], catalog, fails=True)
                self.assertIn("the catalog is refused", said)

    def test_a_request_is_null_or_a_cell(self):
        text = "(SELECT translate(raw_blob, '\\t\\n', '  ') FROM file('catalog.json', RawBLOB))"
        *_, [told] = self.clickhouse([*statements("function.sql"), f"SELECT quote({text}, NULL) AS bare, "
                                      f"quote({text}, cell(NULL)) AS cell"])
        self.assertIsNone(told["bare"])
        self.assertIn("json_malformed", told["cell"])

    def test_the_taxes_of_a_book_in_which_a_file_has_none_are_not_lost(self):
        read = pyarrow.parquet.read_table(self.book / "subscriptions/part-00000.parquet")
        some = read.filter(read["tax"].is_valid()).slice(0, 20)
        # The second is what pandas and pyarrow write of a column in which there is nothing.
        none, untyped = (some.set_column(some.column_names.index("tax"), "tax", pyarrow.nulls(len(some), kind))
                         for kind in (pyarrow.string(), pyarrow.null()))
        for names in (("a", "b"), ("b", "a")):
            book, plain = (Path(tempfile.mkdtemp(dir=self.place)) for _ in range(2))
            for place, tables in ((book, (untyped, some)), (plain, (none, some))):
                for name, table in zip(names, tables):
                    pyarrow.parquet.write_table(table, place / f"{name}.parquet")
            function, query = self.blocks()
            for asked in (split(query), statements("forecast.sql")):
                told, expected = (sorted(map(str, self.clickhouse([*split(function), *asked], book=each)[-1]))
                                  for each in (book, plain))
                self.assertGreater(len(expected), 0)
                self.assertEqual(told, expected)

    def test_a_book_in_which_a_file_has_no_tax_stops_a_query(self):
        book = Path(tempfile.mkdtemp(dir=self.place))
        read = pyarrow.parquet.read_table(self.book / "subscriptions/part-00000.parquet").slice(0, 3)
        pyarrow.parquet.write_table(read, book / "a.parquet")
        pyarrow.parquet.write_table(read.drop_columns(["tax"]), book / "b.parquet")
        function, query = self.blocks()
        for asked in (split(query), statements("forecast.sql")):
            said = self.clickhouse([*split(function), *asked], fails=True, book=book)
            # Which of them depends on the file that it reads first.
            self.assertRegex(said, "Column tax was not found|identifier `tax`")

    def blocks(self):
        """The queries in the docs."""
        _, _, text = (ROOT / "docs/scale.md").read_text(encoding="utf-8").partition("## ClickHouse\n")
        return re.findall(r"```sql\n(.*?)```", text, re.DOTALL)

    def renewals(self):
        """The sums of the tool, with the number of priced rows."""
        with open(self.place / "answers.ndjson", encoding="utf-8") as answers:
            priced = [match[1] for match in map(re.compile(r'\{"amountDue":.*?"currency":"(\w+)"').match, answers) if match]
        return {currency: {**sums, "count": priced.count(currency)} for currency, sums in self.native["sums"].items()}


def statements(file):
    return split((JOBS / "clickhouse" / file).read_text(encoding="utf-8"))


def split(text):
    return [statement for statement in re.split(r";\s*(?:\n|$)", text) if statement.strip()]


if __name__ == "__main__":
    unittest.main()

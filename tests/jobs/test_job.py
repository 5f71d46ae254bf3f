"""The Spark job's three uses and its second runs, in one process."""

import argparse
import json
import os
import re
import threading
import unittest
from decimal import Decimal

import pyarrow
import pyarrow.parquet
from pyspark.sql import SparkSession
from pyspark.sql import functions as f

import price
import totals
from runs import Runs
from support import CATALOG, MODULE, NEXT, PLAIN, ROOT, folder, generate, native

ROWS = 3_000


class JobTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = folder(cls)
        build = SparkSession.builder.master("local[2]").config(map={**PLAIN, "spark.log.level": "ERROR"})
        build.getOrCreate()
        cls.spark = price.session()
        cls.addClassCleanup(cls.spark.stop)
        cls.bad = generate(cls.place / "bad", ROWS, "--bad", "0.1", "--parts", "3")
        cls.good = generate(cls.place / "good", ROWS, "--bad", "0", "--parts", "1")
        cls.native = {name: native(book, catalog, cls.place / f"{name}.answers") for name, book, catalog in [
            ("bad", cls.bad, CATALOG), ("good", cls.good, CATALOG), ("next", cls.good, NEXT)]}

    def run_job(self, mode, book, to, catalogs=(CATALOG,), before=None, again=False, keep=(), no_tax=False, module=MODULE):
        given = argparse.Namespace(mode=mode, module=str(module), book=str(book), catalog=list(map(str, catalogs)),
                                   before=before and str(before), to=to if str(to).startswith("file:") else str(self.place / to), again=again, keep=list(keep),
                                   no_tax=no_tax)
        said = price.run(self.spark, given, *price.work_of(given))
        told = self.answers(to)
        summary = totals.summary(told)
        self.assertEqual(said, {**said, **summary})
        return said, told

    def answers(self, to):
        return Runs(self.spark, self.place / to).read()

    def write(self, name, **columns):
        """A book of texts, or of what is in an array."""
        path = self.place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        arrays = {name: cells if isinstance(cells, pyarrow.Array) else pyarrow.array(cells, pyarrow.string())
                  for name, cells in columns.items()}
        pyarrow.parquet.write_table(pyarrow.table(arrays), path)
        return path

    def cells(self, count):
        """The cells of the first rows that are priced, by column."""
        rows = pyarrow.parquet.read_table(self.good / "subscriptions").slice(0, 30).to_pylist()
        taken = [row for row in rows if row["tax"] and '"cancelAtPeriodEnd"' not in row["subscription"]][:count]
        return {name: [row[name] for row in taken] for name in ("id", "renews_at", "subscription", "tax")}

    def test_bad_rows_are_told_beside_the_good_ones_and_priced_when_they_are_mended(self):
        said, told = self.run_job("forecast", self.bad / "subscriptions", "again", keep=["answer"])
        self.assertEqual(said, {"run": 1, "seconds": said["seconds"], "book": {"files": 3, "rows": ROWS}, **self.native["bad"]})
        self.assertGreater(self.native["bad"]["unreadable"], 100)
        # Each tells its row, and the answer's line is that row: the line that the tool tells of this file.
        lines = {}
        for row in told.where("status = 'unreadable'").collect():
            answer = json.loads(row.answer)
            self.assertEqual((answer["line"], answer["problems"]), (row.row, json.loads(row.problems)))
            lines.setdefault(row.file, set()).add(row.row)
        self.assertEqual(set(lines), {f"part-0000{part}.parquet" for part in range(3)})
        [ours] = told.where("file = 'part-00001.parquet' and row = 1").collect()
        self.assertEqual((ours.id, ours.status), ("sub_000001001", "priced"))

        failed = told.where("status <> 'priced'").count()
        said, told = self.run_job("forecast", self.good / "subscriptions", "again", again=True, keep=["answer"])
        self.assertEqual(said, {"run": 2, "seconds": said["seconds"], "book": {"files": 1, "rows": ROWS},
                                "again": {"taken": failed, "unknown": 0, "left": self.native["good"]["rejected"]},
                                **self.native["good"]})
        self.assertEqual(self.spark.read.parquet(str(self.place / "again/run=2")).count(), failed)
        # What the docs say of both runs in one table.
        [query] = re.findall(r"```sql\n(SELECT .*?)```", (ROOT / "docs/scale.md").read_text(encoding="utf-8"), re.DOTALL)
        latest = self.spark.sql(query.replace("`answers`", f"`{self.place / 'again'}`"))
        self.assertEqual(totals.summary(latest), self.native["good"])

    def test_a_run_that_did_not_end_is_not_seen(self):
        died = self.place / "broken/_run-0"
        self.run_job("forecast", self.good / "subscriptions", "broken")
        os.rename(self.place / "broken/run=1", died)
        self.assertIsNone(self.answers("broken"))
        said, _ = self.run_job("forecast", self.good / "subscriptions", "broken")
        self.assertEqual(said, {**said, "run": 1, **self.native["good"]})
        self.assertEqual(self.spark.read.parquet(str(self.place / "broken")).count(), ROWS)
        # As where a folder is moved file by file, by one that dies.
        part = next((self.place / "broken/run=1").glob("*.parquet"))
        for shorter in (True, False):
            if shorter:
                pyarrow.parquet.write_table(pyarrow.parquet.read_table(part).slice(1), part)
                (part.parent / f".{part.name}.crc").unlink()
            else:
                part.unlink()
            with self.assertRaisesRegex(SystemExit, f"run=1 is not whole: it has {'.* answers to' if shorter else 'no answers'}"):
                self.answers("broken")
        os.remove(self.place / "broken/run=1/_run.json")
        with self.assertRaisesRegex(SystemExit, "run=1 is not whole: it has no _run.json"):
            self.run_job("forecast", self.good / "subscriptions", "broken", again=True)

    def test_a_run_that_is_gone_before_others_stops_the_next(self):
        cells = self.cells(4)
        good = cells["subscription"]
        book = self.write("gone.parquet", **{**cells, "subscription": [*good[:2], "{", "{"]})
        mended = self.write("gone-mended.parquet", **cells)
        self.run_job("forecast", book, "gone")
        self.run_job("forecast", mended, "gone", again=True)
        os.rename(self.place / "gone/run=1", self.place / "was")
        for again in (True, False):
            with self.assertRaisesRegex(SystemExit, "gone: run=1 is gone, and later runs mend only what failed in it: start in "
                                                    "another folder"):
                self.run_job("forecast", mended, "gone", again=again)
        with self.assertRaisesRegex(SystemExit, "run=1 is gone"):
            self.answers("gone")
        # What stops at a run that is not whole tells of those after it.
        os.rename(self.place / "was", self.place / "gone/run=1")
        os.remove(self.place / "gone/run=1/_run.json")
        with self.assertRaisesRegex(SystemExit, "run=1 is not whole: .*; remove it and all later runs, and run again what they were"):
            self.answers("gone")

    def test_a_damaged_book_gives_no_run_that_is_too_short(self):
        cells = self.cells(4)
        book = self.write("damaged/a.parquet", **cells).parent
        path = self.write("damaged/b.parquet", **{**cells, "id": list("abcd")})
        path.write_bytes(path.read_bytes()[:4] + b"\xff" * 200 + path.read_bytes()[204:])
        ignored = ("spark.sql.files.ignoreCorruptFiles", "spark.sql.files.ignoreMissingFiles")
        for name in ignored:
            self.addCleanup(self.spark.conf.unset, name)
            self.spark.conf.set(name, "true")
        with self.assertRaisesRegex(SystemExit, "the run has 4 answers to 8 rows, and is given up"):
            self.run_job("forecast", book, "damaged-1")
        self.assertEqual(os.listdir(self.place / "damaged-1"), [])
        # What a configuration says of damaged files is not for money.
        price.session()
        self.assertEqual({self.spark.conf.get(name) for name in ignored}, {"false"})
        with self.assertRaisesRegex(SystemExit, "^the run stopped, and is given up: .*b.parquet.*$"):
            self.run_job("forecast", book, "damaged-1")
        self.assertEqual(os.listdir(self.place / "damaged-1"), [])

    def test_answers_are_not_written_into_their_book(self):
        book = self.write("within/book/a.parquet", **self.cells(2)).parent
        for to in ("within/book", "within/book/answers", "within/book/../book/answers", "within", ".", f"file:{self.place}/within/book"):
            to = to if to.startswith("file:") else f"{self.place}/{to}"
            with self.assertRaisesRegex(SystemExit, "book and .* lie in each other: give the answers a folder of their own"):
                self.run_job("forecast", book, to)
        with self.assertRaisesRegex(SystemExit, "lie in each other"):
            self.run_job("forecast", f"{book}/a.parquet", "within/book/a.parquet")
        self.assertEqual(os.listdir(book), ["a.parquet"])
        self.assertEqual(self.run_job("forecast", book, "within/book-answers")[0]["rows"], 2)

    def test_an_audit_of_several_runs_is_refused(self):
        cells = self.cells(3)
        self.run_job("forecast", self.write("runs.parquet", **{**cells, "subscription": [*cells["subscription"][:2], "{"]}), "runs",
                     keep=["request"])
        runs = self.place / "runs"
        self.assertEqual(self.run_job("audit", runs, "audit-1")[0]["rows"], 3)
        self.run_job("forecast", self.write("runs-mended.parquet", **cells), "runs", again=True, keep=["request"])
        with self.assertRaisesRegex(SystemExit, "runs has run=1 and run=2, and rows that were priced again are in several: name one run"):
            self.run_job("audit", runs, "none")
        self.assertEqual(self.run_job("audit", runs / "run=2", "audit-2")[0]["holds"], {"true": 1, "false": 0, "none": 0})

    def test_no_tax_is_refused_where_requests_have_theirs(self):
        book = self.write("asks.parquet", id=["a"], request=["{}"])
        with self.assertRaisesRegex(SystemExit, "has a column request, and requests have their taxes: what is --no-tax to mean"):
            self.run_job("forecast", book, "none", no_tax=True)
        self.assertEqual(self.run_job("forecast", book, "asks")[0]["rows"], 1)

    def test_many_small_files_are_few_tasks(self):
        cells = self.cells(1)
        for number in range(200):
            book = self.write(f"small/{number}.parquet", **cells).parent
        read = price.Book(self.spark, str(book), "forecast")
        self.assertEqual(read.files, 200)
        self.assertLess(read.rows.rdd.getNumPartitions(), 10)

    def test_two_jobs_into_one_folder_lose_nothing_and_double_nothing(self):
        said = {}

        def job(name):
            try:
                said[name] = self.run_job("forecast", self.good / "subscriptions", "both")[0]
            except SystemExit as refused:
                said[name] = str(refused)

        jobs = [threading.Thread(target=job, args=(name,)) for name in range(2)]
        for each in jobs:
            each.start()
        for each in jobs:
            each.join()
        [whole] = [each for each in said.values() if isinstance(each, dict)]
        self.assertEqual(whole, {**whole, "run": 1, **self.native["good"]})
        [refused] = [each for each in said.values() if isinstance(each, str)]
        self.assertRegex(refused, "both/run=1 came to be|both has answers")
        self.assertEqual(os.listdir(self.place / "both"), ["run=1"])
        self.assertEqual(totals.summary(self.answers("both")), self.native["good"])

    def test_a_run_whose_place_was_taken_at_the_last_moment_is_given_up(self):
        self.run_job("forecast", self.good / "subscriptions", "late")
        runs = Runs(self.spark, self.place / "late")
        (self.place / "late/_run-mine").mkdir()
        for exists in (True, False):
            runs.places.exists = lambda *names: exists
            with self.assertRaisesRegex(SystemExit, "run=1 came to be"):
                runs.take_place("_run-mine", "run=1")
        self.assertEqual(totals.summary(self.answers("late")), self.native["good"])
        self.assertEqual(list((self.place / "late/run=1").glob("_run-*")), [])

    def test_spark_need_not_mark_what_it_wrote(self):
        set_ = self.spark.sparkContext._jsc.hadoopConfiguration().set
        set_("mapreduce.fileoutputcommitter.marksuccessfuljobs", "false")
        self.addCleanup(set_, "mapreduce.fileoutputcommitter.marksuccessfuljobs", "true")
        said, _ = self.run_job("forecast", self.good / "subscriptions", "unmarked")
        self.assertEqual(said["rows"], ROWS)
        self.assertFalse((self.place / "unmarked/run=1/_SUCCESS").exists())
        with self.assertRaisesRegex(SystemExit, "has answers"):
            self.run_job("forecast", self.good / "subscriptions", "unmarked")

    def test_answers_are_not_written_over(self):
        self.run_job("forecast", self.good / "subscriptions", "twice")
        with self.assertRaisesRegex(SystemExit, "has answers"):
            self.run_job("forecast", self.good / "subscriptions", "twice")
        with self.assertRaisesRegex(SystemExit, "has no answers"):
            self.run_job("forecast", self.good / "subscriptions", "never", again=True)

    def test_another_run_is_refused_where_it_would_lose_rows(self):
        cells = self.cells(6)
        good = cells["subscription"]

        def write(name, ids, subscriptions):
            return self.write(f"{name}.parquet", id=ids, renews_at=cells["renews_at"][-len(ids):], subscription=subscriptions)

        def job(mode, book, to, **more):
            return self.run_job(mode, book, to, no_tax=True, **more)

        for ids in (["a", "a", "b", "c", "d", "d"], [None] * 6):
            name = f"several-{ids[0]}"
            job("forecast", write(name, ids, [*good[:5], "{"]), name)
            with self.assertRaisesRegex(SystemExit, "several of (d|None)"):
                job("forecast", write(f"{name}-mended", ids[5:], good[5:]), name, again=True)
        ids = list("abcdef")
        job("forecast", write("one", ids, [*good[:4], "{", "{"]), "one")
        mended = write("mended", ["a", "f", "new"], good[3:])
        with self.assertRaisesRegex(SystemExit, "another mode or with other --keep"):
            job("forecast", mended, "one", again=True, keep=["answer"])
        with self.assertRaisesRegex(SystemExit, "another mode"):
            job("impact", mended, "one", again=True, before=CATALOG)
        with self.assertRaisesRegex(SystemExit, "has answers by another catalog, sha256:.*, and this one is sha256:"):
            job("forecast", mended, "one", again=True, catalogs=[NEXT])
        twice = write("twice", ["f", "f"], [good[5], good[5]])
        with self.assertRaisesRegex(SystemExit, "twice.parquet has several of f"):
            job("forecast", twice, "one", again=True)
        with self.assertRaisesRegex(SystemExit, "has no row that failed before: of its 2 rows 1 have an `id` that"):
            job("forecast", write("none", ["a", "g"], good[4:]), "one", again=True)
        said, told = job("forecast", mended, "one", again=True)
        self.assertEqual(said, {**said, "run": 2, "book": {"files": 1, "rows": 3},
                                "again": {"taken": 1, "unknown": 1, "left": 1}, "rows": 6, "priced": 5})
        self.assertEqual({row.run: row["count"] for row in self.spark.read.parquet(str(self.place / "one"))
                          .groupBy("run").count().collect()}, {1: 6, 2: 1})

    def test_the_taxes_of_a_book_are_not_overlooked(self):
        cells = self.cells(4)
        book = self.write("taxed/a.parquet", **cells).parent
        said, _ = self.run_job("forecast", book, "taxed-1")
        self.assertNotEqual(sum(Decimal(sums["tax"]) for sums in said["sums"].values()), 0)
        with self.assertRaisesRegex(SystemExit, "has a column tax: what is --no-tax"):
            self.run_job("forecast", book, "none", no_tax=True)
        without = {name: column for name, column in cells.items() if name != "tax"}
        bare = self.write("bare.parquet", **without)
        with self.assertRaisesRegex(SystemExit, "has no column tax; --no-tax"):
            self.run_job("forecast", bare, "none")
        said, _ = self.run_job("forecast", bare, "bare", no_tax=True)
        self.assertEqual({Decimal(sums["tax"]) for sums in said["sums"].values()}, {0})
        with self.assertRaisesRegex(SystemExit, "has a column `Tax`: call it `tax`"):
            self.run_job("forecast", self.write("case.parquet", **without, Tax=cells["tax"]), "none")
        self.write("taxed/b.parquet", **without)
        for name in ("b.parquet", "0.parquet"):
            os.rename(book / "b.parquet", book / name)
            with self.assertRaisesRegex(SystemExit, "`tax` is (not there in (b|0)|binary .STRING. in a).parquet, and "):
                self.run_job("forecast", book, "none")

    def test_a_file_that_spark_passes_over_stops_the_job(self):
        cells = self.cells(2)
        book = self.write("hidden/a.parquet", **cells).parent
        (book / "_SUCCESS").touch()
        for name in ("_b.parquet", ".c.parquet", "more/d.parquet", "more/part-0", "_temporary/0/e.parquet"):
            path = self.write(f"hidden/{name}", **cells)
            with self.assertRaisesRegex(SystemExit, f"files that Spark does not read: {name};"):
                self.run_job("forecast", book, "none")
            path.unlink()
        self.assertEqual(self.run_job("forecast", book, "hidden-1")[0]["book"], {"files": 1, "rows": 2})

    def test_a_row_is_found_by_the_path_of_its_file_in_the_book(self):
        cells = self.cells(2)
        names = ["catalog=a%2Fb/part 1%20+[ö].parquet", "catalog=c/part 1%20+[ö].parquet"]
        for name in names:
            self.write(f"a book [1]/{name}", **cells, _metadata=["x", "y"])
        said, told = self.run_job("forecast", self.place / "a book [1]", "places [1]")
        self.assertEqual(said["book"], {"files": 2, "rows": 4})
        self.assertEqual({(row.file, row.row) for row in told.collect()}, {(name, row) for name in names for row in (1, 2)})
        _, told = self.run_job("forecast", self.place / "a book [1]" / names[0], "place")
        self.assertEqual({row.file for row in told.collect()}, {"part 1%20+[ö].parquet"})

    def test_what_folders_are_called_is_text(self):
        cells = self.cells(2)
        requests = self.run_job("forecast", self.write("asked.parquet", **cells), "asked", keep=["request"])[1]
        stored = {name: [row[name] for row in requests.orderBy("row").collect()] for name in ("request", "digest")}
        catalogs = []
        for version in ("1.1", "1.10"):
            catalogs.append(self.place / f"{version}.json")
            catalogs[-1].write_text(CATALOG.read_text(encoding="utf-8").replace("acme-2026", version), encoding="utf-8")
        book = self.place / "folders"
        for version in ("1.1", "1.10"):
            self.write(f"folders/catalog={version}/id=007/a.parquet", **stored)
        said, told = self.run_job("audit", book, "folders-1", catalogs=catalogs)
        self.assertEqual(said["unreadable"], 0)
        self.assertEqual({row.id for row in told.collect()}, {"007"})
        self.assertEqual(told.select("catalog_digest").distinct().count(), 2)

    def test_a_column_of_folders_does_not_take_the_place_of_one_in_files(self):
        cells = self.cells(2)
        book = self.write("covered/tax=%7B%7D/a.parquet", **cells).parents[1]
        with self.assertRaisesRegex(SystemExit, "`tax` is in the names of folders and in tax=%7B%7D/a.parquet: which of them"):
            self.run_job("forecast", book, "none")

    def test_other_columns_are_ignored_whatever_they_are(self):
        cells = self.cells(2)
        wrong = {"uuid": pyarrow.ExtensionArray.from_storage(pyarrow.uuid(), pyarrow.array([b"x" * 16] * 2, pyarrow.binary(16))),
                 "nanoseconds": pyarrow.array([1, 2], pyarrow.timestamp("ns")), "time32": pyarrow.array([1, 2], pyarrow.time32("ms")),
                 "time64": pyarrow.array([1, 2], pyarrow.time64("ns")), "half": pyarrow.array([1.0, 2.0]).cast(pyarrow.float16()),
                 "wide": pyarrow.array([Decimal(1), Decimal(2)], pyarrow.decimal256(60, 2)), "foo": ["a", "b"], "Foo": ["c", "d"]}
        self.write("others/a.parquet", **cells, **wrong, mixed=pyarrow.array([1, 2]))
        book = self.write("others/b.parquet", **cells, mixed=["a", "b"]).parent
        self.spark.conf.set("spark.sql.parquet.mergeSchema", "true")
        self.addCleanup(self.spark.conf.unset, "spark.sql.parquet.mergeSchema")
        said, _ = self.run_job("forecast", book, "others-1")
        self.assertEqual((said["priced"], said["book"]), (4, {"files": 2, "rows": 4}))

    def test_a_column_that_is_not_text_stops_the_job(self):
        cells = self.cells(2)
        objects = [json.loads(each) for each in cells["tax"]]
        instants = pyarrow.array([1, 2], pyarrow.timestamp("us", "UTC"))
        for name, column, told in [
                ("renews_at", instants, r"int64 \(TIMESTAMP.*: date_format\(renews_at, "),
                ("renews_at", pyarrow.array([1, 2], pyarrow.date32()), r"int32 \(DATE\).*: date_format\(renews_at, "),
                ("tax", pyarrow.array(objects), r"a group .*: to_json\(tax\)"),
                ("tax", pyarrow.array([[1], [2]]), r"a group .*: to_json\(tax\)"),
                ("subscription", pyarrow.array([[("a", 1)], []], pyarrow.map_(pyarrow.string(), pyarrow.int64())),
                 r"a group .*: to_json\(subscription\)"),
                ("subscription", pyarrow.array([1, 2]), r"int64.*: CAST\(subscription AS STRING\)"),
                ("id", pyarrow.array([1e9, 2.5]), r"double.*: CAST\(CAST\(id AS BIGINT\) AS STRING\)"),
                ("id", instants, r"int64 \(TIMESTAMP.*: CAST\(id AS STRING\)")]:
            book = self.write("kinds-of/a.parquet", **{**cells, name: column})
            with self.assertRaisesRegex(SystemExit, f"`{name}` in a.parquet is {told}"):
                self.run_job("forecast", book.parent, "none")

    def test_texts_and_whole_ids_are_read_however_they_are_stored(self):
        cells = self.cells(2)
        said, told = self.run_job("forecast", self.write("as-text.parquet", **cells), "as-text")
        expected = sorted(row.digest for row in told.collect())
        for number, kind in enumerate((pyarrow.binary(), pyarrow.large_string(), pyarrow.dictionary(pyarrow.int32(), pyarrow.string()),
                                       pyarrow.json_())):
            stored = {name: pyarrow.array(column).cast(kind) if not isinstance(kind, pyarrow.BaseExtensionType)
                      else pyarrow.ExtensionArray.from_storage(kind, pyarrow.array(column)) for name, column in cells.items()}
            _, told = self.run_job("forecast", self.write(f"stored-{number}.parquet", **stored), f"stored-{number}")
            self.assertEqual(sorted(row.digest for row in told.collect()), expected)
        for kind in ("int8", "int32", "int64", "uint8", "uint32", "uint64"):
            most = 2**64 - 1 if kind == "uint64" else 2**32 - 1 if kind == "uint32" else 100
            ids = pyarrow.array([1, most], getattr(pyarrow, kind)())
            _, told = self.run_job("forecast", self.write(f"{kind}.parquet", **{**cells, "id": ids}), kind)
            self.assertEqual(sorted(row.id for row in told.collect()), sorted(["1", str(most)]))
        for name in ("id", "tax"):
            _, told = self.run_job("forecast", self.write(f"no-{name}.parquet", **{**cells, name: pyarrow.nulls(2)}), f"no-{name}")
            self.assertEqual({row.status for row in told.collect()}, {"priced"})
            self.assertEqual({row.id for row in told.collect()} == {None}, name == "id")

    def test_what_is_no_catalog_or_no_book_stops_before_the_work(self):
        wrong = self.place / "wrong.json"
        for text, told in [('{"id":"a"}', "wrong.json is not a catalog .*missing_field at /products"),
                           ('{"products":[]}', "missing_field at /id"), ("[]", "wrong_type"), ("{", "json_malformed"),
                           ("", "json_malformed")]:
            wrong.write_text(text, encoding="utf-8")
            with self.assertRaisesRegex(SystemExit, told):
                self.run_job("forecast", self.good / "subscriptions", "none", catalogs=[wrong])
        wrong.write_bytes(CATALOG.read_bytes())
        with self.assertRaisesRegex(SystemExit, "catalog.json and .*wrong.json are both `acme-2026`"):
            self.run_job("audit", self.write("quotes.parquet", id=["a"], request=["{}"], digest=["b"]), "none",
                         catalogs=[CATALOG, wrong])
        with self.assertRaisesRegex(SystemExit, "no column renews_at, subscription"):
            self.run_job("forecast", self.write("none.parquet", id=["a"], tax=["b"]), "none")
        wrong.write_text("[]", encoding="utf-8")
        (self.place / "empty").mkdir()
        (self.place / "file").touch()
        cells = self.cells(2)
        self.write("kinds/a.parquet", **cells)
        self.write("kinds/b.parquet", **{**cells, "id": pyarrow.array([1, 2])})
        good = self.good / "subscriptions"
        for more, told in [({"module": self.place / "lost"}, "lost cannot be read: No such file"),
                           ({"module": wrong}, "wrong.json is not quote.wasm"),
                           ({"catalogs": [self.place]}, "cannot be read: Is a directory"),
                           ({"book": self.place / "lost"}, "lost is not there"),
                           ({"book": self.place / "empty"}, "empty is not a book in Parquet: it has no files"),
                           ({"book": CATALOG}, "catalog.json is not a book in Parquet: .*catalog.json"),
                           ({"book": self.place / "kinds"}, "`id` is .*(INTEGER|int64|STRING).* in [ab].parquet, and "),
                           ({"to": "file"}, "file is a file: the answers need a folder")]:
            with self.assertRaisesRegex(SystemExit, told):
                self.run_job("forecast", **{"book": good, "to": "none", **more})

    def test_an_impact_is_the_difference_of_two_forecasts(self):
        said, told = self.run_job("impact", self.good / "subscriptions", "impact", catalogs=[NEXT], before=CATALOG)
        self.assertEqual(said, {**said, **self.native["next"]})
        sums = told.groupBy("currency").agg(
            f.sum(f.col("difference").cast("decimal(38,4)")), f.sum(f.col("before_total").cast("decimal(38,4)"))).collect()
        for currency, difference, before in sums:
            if currency is None:
                self.assertIsNone(difference)
                continue
            after, was = (Decimal(self.native[name]["sums"][currency]["total"]) for name in ("next", "good"))
            self.assertEqual((difference, before), (after - was, was))
            self.assertGreater(difference, 0)
            self.assertEqual(said["impact"]["sums"][currency], {name: self.native[kind]["sums"][currency]["total"] for name, kind
                                                                in (("before_total", "good"), ("total", "next"))}
                             | {"difference": f"{difference:.{0 if currency == 'JPY' else 2}f}"})
        self.assertEqual({**said["impact"], "sums": None},
                         {"both": self.native["good"]["priced"], "only_now": 0, "only_before": 0, "sums": None})
        self.assertEqual(told.where("difference is null").count(), self.native["good"]["rejected"])

    def test_an_audit_finds_the_digests_that_do_not_hold(self):
        self.run_job("forecast", self.bad / "subscriptions", "quotes", keep=["request"])
        quotes = self.spark.read.parquet(str(self.place / "quotes/run=1")).select("id", "request", "digest", "status")
        here = f.crc32("id") % 10
        quotes = quotes.withColumn("catalog", f.when(here == 1, "acme-2027").when(here == 2, "lost")
                                   .when(here == 4, None).otherwise("acme-2026"))
        quotes = quotes.withColumn("request", f.when(here == 3, f.regexp_replace("request", '"quantity": ?(\\d+)', '"quantity":1$1'))
                                   .otherwise(f.col("request")))
        quotes = quotes.withColumn("kind", here)
        path = self.place / "log.parquet"
        quotes.write.parquet(str(path))
        said, told = self.run_job("audit", path, "audit", catalogs=[CATALOG, NEXT])
        quotes = quotes.select("id", "kind", f.col("digest").alias("logged"), f.col("status").alias("was"))
        told = told.join(quotes, "id").cache()
        self.assertEqual(told.count(), ROWS)

        def found(where):
            return {row.holds: row["count"] for row in told.where(where).groupBy("holds").count().collect()}

        priced = found("kind = 0 and logged is not null")
        self.assertEqual(set(priced), {True})
        self.assertGreater(priced[True], 200)
        self.assertEqual(set(found("kind = 1 and logged is not null")), {False})
        self.assertEqual(set(found("kind = 3 and logged is not null")), {False})
        # What cannot be read, or names a catalog that is not here, neither holds nor fails to.
        self.assertEqual(set(found("kind = 2")), {None})
        for kind, code in ((2, "unknown_reference"), (4, "missing_field")):
            self.assertEqual({row.code for row in told.where(f"kind = {kind}").select(
                f.get_json_object("problems", "$[0].code").alias("code")).distinct().collect()}, {code})
        self.assertEqual({row.catalog_digest is None for row in told.where("kind in (2, 4)").collect()}, {True})
        self.assertEqual({kind: told.where(f"kind = {kind}").select("catalog_digest").distinct().count() for kind in range(4)},
                         {0: 1, 1: 1, 2: 1, 3: 1})
        # What was not allowed when it was stored has no digest, and is not allowed again.
        rejected = told.where("kind = 0 and was = 'rejected'").select("status", "holds", "stored_digest").distinct().collect()
        self.assertEqual([tuple(row) for row in rejected], [("rejected", None, None)])
        self.assertEqual(set(said["holds"]), {"true", "false", "none"})
        for name, value in (("true", "holds"), ("false", "not holds"), ("none", "holds is null")):
            self.assertEqual(said["holds"][name], told.where(value).count())
        self.assertEqual(told.where("holds is null and problems is null and logged is not null").count(), 0)


if __name__ == "__main__":
    unittest.main()

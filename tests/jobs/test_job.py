"""The Spark job's three uses and its second runs, in one process."""

import argparse
import json
import os
import unittest
from decimal import Decimal

import pyarrow
import pyarrow.parquet
from pyspark.sql import SparkSession
from pyspark.sql import functions as f

import price
from support import CATALOG, MODULE, NEXT, PLAIN, folder, generate, native

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

    def run_job(self, mode, book, to, catalogs=(CATALOG,), before=None, again=False, keep=()):
        given = argparse.Namespace(mode=mode, module=str(MODULE), book=str(book), catalog=list(map(str, catalogs)),
                                   before=before and str(before), to=str(self.place / to), again=again, keep=list(keep))
        number = price.run(self.spark, given)
        return number, price.answered(self.spark, given.to)

    def test_bad_rows_are_told_beside_the_good_ones_and_priced_when_they_are_mended(self):
        number, told = self.run_job("forecast", self.bad / "subscriptions", "again", keep=["answer"])
        self.assertEqual((number, price.summary(told)), (1, self.native["bad"]))
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
        number, told = self.run_job("forecast", self.good / "subscriptions", "again", again=True, keep=["answer"])
        self.assertEqual((number, price.summary(told)), (2, self.native["good"]))
        self.assertEqual(self.spark.read.parquet(str(self.place / "again/run=2")).count(), failed)

    def test_a_run_that_did_not_end_is_made_again(self):
        self.run_job("forecast", self.good / "subscriptions", "broken")
        os.remove(self.place / "broken/run=1/_SUCCESS")
        self.assertIsNone(price.answered(self.spark, str(self.place / "broken")))
        number, told = self.run_job("forecast", self.good / "subscriptions", "broken")
        self.assertEqual((number, price.summary(told)), (1, self.native["good"]))

    def test_answers_are_not_written_over(self):
        self.run_job("forecast", self.good / "subscriptions", "twice")
        with self.assertRaisesRegex(SystemExit, "has answers"):
            self.run_job("forecast", self.good / "subscriptions", "twice")
        with self.assertRaisesRegex(SystemExit, "has no answers"):
            self.run_job("forecast", self.good / "subscriptions", "never", again=True)

    def test_another_run_is_refused_where_it_would_lose_rows(self):
        rows = pyarrow.parquet.read_table(self.good / "subscriptions").slice(0, 6)
        good = rows["subscription"].to_pylist()

        def write(name, ids, cells):
            columns = [ids, rows["renews_at"].to_pylist()[-len(ids):], cells]
            texts = [pyarrow.array(column, pyarrow.string()) for column in columns]
            path = self.place / f"{name}.parquet"
            pyarrow.parquet.write_table(pyarrow.table(texts, names=["id", "renews_at", "subscription"]), path)
            return path

        for ids in (["a", "a", "b", "c", "d", "d"], [None] * 6):
            name = f"several-{ids[0]}"
            self.run_job("forecast", write(name, ids, [*good[:5], "{"]), name)
            with self.assertRaisesRegex(SystemExit, "several of (d|None)"):
                self.run_job("forecast", write(f"{name}-mended", ids[5:], good[5:]), name, again=True)
        ids = list("abcdef")
        self.run_job("forecast", write("one", ids, [*good[:5], "{"]), "one")
        mended = write("mended", ids[5:], good[5:])
        with self.assertRaisesRegex(SystemExit, "another mode or with other --keep"):
            self.run_job("forecast", mended, "one", again=True, keep=["answer"])
        with self.assertRaisesRegex(SystemExit, "another mode"):
            self.run_job("impact", mended, "one", again=True, before=CATALOG)
        twice = write("twice", ["f", "f"], [good[5], good[5]])
        with self.assertRaisesRegex(SystemExit, "twice.parquet has several of f"):
            self.run_job("forecast", twice, "one", again=True)
        number, told = self.run_job("forecast", mended, "one", again=True)
        self.assertEqual((number, told.count(), told.where("status = 'priced'").count()), (2, 6, 6))

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
            quotes = self.place / "quotes.parquet"
            pyarrow.parquet.write_table(pyarrow.table({"id": ["a"], "request": ["{}"], "digest": ["b"]}), quotes)
            self.run_job("audit", quotes, "none", catalogs=[CATALOG, wrong])
        pyarrow.parquet.write_table(pyarrow.table({"id": ["a"], "tax": ["b"]}), self.place / "none.parquet")
        with self.assertRaisesRegex(SystemExit, "no column renews_at, subscription"):
            self.run_job("forecast", self.place / "none.parquet", "none")

    def test_an_impact_is_the_difference_of_two_forecasts(self):
        _, told = self.run_job("impact", self.good / "subscriptions", "impact", catalogs=[NEXT], before=CATALOG)
        self.assertEqual(price.summary(told), self.native["next"])
        sums = told.groupBy("currency").agg(
            f.sum(f.col("difference").cast("decimal(38,4)")), f.sum(f.col("before_total").cast("decimal(38,4)"))).collect()
        for currency, difference, before in sums:
            if currency is None:
                self.assertIsNone(difference)
                continue
            after, was = (Decimal(self.native[name]["sums"][currency]["total"]) for name in ("next", "good"))
            self.assertEqual((difference, before), (after - was, was))
            self.assertGreater(difference, 0)
        self.assertEqual(told.where("difference is null").count(), self.native["good"]["rejected"])

    def test_an_audit_finds_the_digests_that_do_not_hold(self):
        self.run_job("forecast", self.bad / "subscriptions", "quotes", keep=["request"])
        quotes = self.spark.read.parquet(str(self.place / "quotes/run=1")).select("id", "request", "digest")
        here = f.crc32("id") % 10
        quotes = quotes.withColumn("catalog", f.when(here == 1, "acme-2027").when(here == 2, "lost").otherwise("acme-2026"))
        quotes = quotes.withColumn("request", f.when(here == 3, f.regexp_replace("request", '"quantity": ?(\\d+)', '"quantity":1$1'))
                                   .otherwise(f.col("request")))
        quotes = quotes.withColumn("kind", here)
        path = self.place / "log.parquet"
        quotes.write.parquet(str(path))
        _, told = self.run_job("audit", path, "audit", catalogs=[CATALOG, NEXT])
        told = told.join(quotes.select("id", "kind", f.col("digest").alias("logged")), "id").cache()
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
        self.assertEqual({row.code for row in told.where("kind = 2").select(
            f.get_json_object("problems", "$[0].code").alias("code")).distinct().collect()}, {"unknown_reference"})
        self.assertEqual(told.where("holds is null and problems is null").count(), 0)


if __name__ == "__main__":
    unittest.main()

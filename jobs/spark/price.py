"""Prices a book of subscriptions on Apache Spark, with the portable module.

    spark-submit price.py forecast --module quote.wasm --book BOOK --catalog catalog.json --to ANSWERS
    spark-submit price.py impact   --module quote.wasm --book BOOK --catalog next.json --before catalog.json --to ANSWERS
    spark-submit price.py audit    --module quote.wasm --book QUOTES --catalog catalog.json --to ANSWERS

docs/scale.md tells what goes in and what comes out. A row that cannot be read is an answer with its problems. With
`--again` a run prices the rows that earlier runs into the same folder could not price.
"""

import argparse
import json
import sys
import time
from pathlib import Path

from pyspark.sql import SparkSession
from pyspark.sql import functions as f
from wasmtime import WasmtimeError

JOBS = Path(__file__).resolve().parents[1]
SHARED = ["answers.py", "book.py", "host.py", "spark/work.py"]
sys.path[:0] = [str(JOBS), str(JOBS / "spark")]

import host
import totals
import work
from places import Places
from reading import Book
from runs import Runs

# A task is what is lost with an executor, and what is dealt out: so much of a book, if its row groups are not larger. A small file
# counts for as much as opening one costs: with Spark's 4m two of them would be a task.
SETTINGS = {"spark.sql.files.maxPartitionBytes": "8m", "spark.sql.files.openCostInBytes": "256k",
            "spark.sql.execution.arrow.maxRecordsPerBatch": "2000"}
# Whatever was asked for: no row may be left out.
FIXED = {"spark.sql.files.ignoreCorruptFiles": "false", "spark.sql.files.ignoreMissingFiles": "false"}


def session():
    spark = SparkSession.builder.appName("quotient").getOrCreate()
    for name, value in SETTINGS.items():
        # What was asked for by --conf stands.
        if spark.sparkContext.getConf().get(name) is None:
            spark.conf.set(name, value)
    for name, value in FIXED.items():
        spark.conf.set(name, value)
    for file in SHARED:
        spark.sparkContext.addPyFile(str(JOBS / file))
    return spark


def content(file):
    try:
        return Path(file).read_bytes()
    except OSError as wrong:
        raise SystemExit(f"{file} cannot be read: {wrong.strerror}") from wrong


def engine(file):
    """The module, and an instance of it."""
    module = content(file)
    try:
        return module, host.of_thread(module)
    except (WasmtimeError, KeyError) as wrong:
        raise SystemExit(f"{file} is not quote.wasm: {str(wrong).splitlines()[0]}") from wrong


def by_id(instance, files):
    """The texts of catalogs, by their ids."""
    read, names = {}, {}
    for file in files:
        text = content(file)
        try:
            id = instance.read(text)["id"]
        except host.CatalogRefused as refused:
            raise SystemExit(f"{file} is not a catalog that can be used: {refused}") from refused
        if id in read:
            raise SystemExit(f"{names[id]} and {file} are both `{id}`: which of them is meant?")
        read[id], names[id] = text, file
    return read


def work_of(given):
    """What executors do. A catalog that is none stops the job here, and not in every task."""
    module, instance = engine(given.module)
    catalogs = by_id(instance, given.catalog)
    [before] = by_id(instance, [given.before]).values() if given.before else [None]
    return work.Work(given.mode, module, catalogs, before, given.keep), instance


def failed(mode):
    """What is worth another run: whatever is not priced, and digests that do not hold."""
    return ~f.coalesce(f.col("holds"), f.lit(False)) if mode == "audit" else f.col("status") != "priced"


def same_catalogs(given, told, ask, instance):
    """One summary is of one price list. In an audit each row names its own."""
    if given.mode == "audit":
        return
    [now] = ask.catalogs.values()
    ours = {"catalog_digest": now} | ({"before_catalog_digest": ask.before} if ask.before else {})
    theirs = told.select(*ours).distinct().collect()
    for name, text in ours.items():
        digest = instance.read(text)["digest"]
        for row in theirs:
            if row[name] != digest:
                raise SystemExit(f"{given.to} has answers by another catalog, {row[name]}, and this one is {digest}: "
                                 "another folder for it, without --again")


def worth_another(given, told, rows, read):
    """Of so many rows of a book those that failed before, by their ids, and how many they are."""
    ids = told.where(failed(given.mode)).select(f.col("id").alias("again")).distinct()
    again = [found.join(ids, f.col("id").eqNullSafe(f.col("again")), "left_semi") for found in (told, rows)]
    # A row would take the place of others that have its id.
    for place, found in zip((given.to, given.book), again):
        several = [str(row.id) for row in found.groupBy("id").count().where("count > 1").limit(3).collect()]
        if several:
            raise SystemExit(f"--again knows rows by `id`, and {place} has several of {', '.join(several)}")
    known = told.select(f.col("id").alias("known")).distinct()
    unknown = rows.join(known, f.col("id").eqNullSafe(f.col("known")), "left_anti").count()
    taken = again[1].count()
    if taken == 0:
        raise SystemExit(f"{given.book} has no row that failed before: of its {read} rows {unknown} have an `id` that "
                         f"{given.to} does not know")
    return again[1], {"taken": taken, "unknown": unknown}


def apart(spark, given):
    """Answers in a book would be rows of it, and a book in the answers a part of them."""
    book, to = (str(Places(spark, folder).qualified()).rstrip("/") + "/" for folder in (given.book, given.to))
    if book.startswith(to) or to.startswith(book):
        raise SystemExit(f"{given.book} and {given.to} lie in each other: give the answers a folder of their own")


def run(spark, given, ask, instance):
    """Prices and writes; what there is to tell of it."""
    begun = time.monotonic()
    apart(spark, given)
    book, runs = Book(spark, given.book, given.mode, not given.no_tax), Runs(spark, given.to)
    before = runs.numbers()
    if before and not given.again:
        raise SystemExit(f"{given.to} has answers: another folder, or --again for the rows that failed")
    schema = work.schema(given.mode, given.keep)
    rows, again = book.rows, {}
    read = asked = rows.count()
    if given.again:
        if not before:
            raise SystemExit(f"{given.to} has no answers: there is nothing to price again")
        told = runs.read()
        if sorted(told.columns) != sorted(schema):
            raise SystemExit(f"{given.to} has the answers of another mode or with other --keep: {', '.join(told.columns)}")
        same_catalogs(given, told, ask, instance)
        rows, again = worth_another(given, told, rows, read)
        asked = again["taken"]
    number = before[-1] + 1 if before else 1
    columns = ", ".join(f"{name} {kind}" for name, kind in schema.items())
    runs.add(number, rows.mapInArrow(lambda batches: ask(batches), columns), asked)
    seconds = time.monotonic() - begun
    told = runs.read()
    if again:
        again["left"] = told.where(failed(given.mode)).count()
    return {"run": number, "seconds": round(seconds, 1),
            "book": {"files": book.files, "rows": read},
            **({"again": again} if again else {}), **totals.summary(told), **more(given.mode, told)}


def more(mode, told):
    """What is summed up of a mode beside the answers."""
    tells = {"audit": {"holds": totals.holds}, "impact": {"impact": totals.impact}}
    return {name: tell(told) for name, tell in tells.get(mode, {}).items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mode", choices=["forecast", "impact", "audit"])
    parser.add_argument("--module", required=True, help="quote.wasm")
    parser.add_argument("--book", required=True, help="Parquet: a file or a folder")
    parser.add_argument("--catalog", required=True, action="append",
                        help="a catalog; for an audit as many as there were, each row names its own in `catalog`")
    parser.add_argument("--before", help="impact: the catalog to compare with")
    parser.add_argument("--no-tax", action="store_true", help="the book has no column `tax`, and is priced without")
    parser.add_argument("--to", required=True, help="the folder of the answers")
    parser.add_argument("--again", action="store_true", help="price the rows again that failed before")
    parser.add_argument("--keep", action="append", default=[], choices=["request", "answer"],
                        help="columns to write as well")
    given = parser.parse_args()
    if (given.mode == "impact") != bool(given.before):
        parser.error("--before is for impact, and needed there")
    if given.mode != "audit" and len(given.catalog) > 1:
        parser.error("one --catalog, except for an audit")
    if given.mode == "audit" and given.no_tax:
        parser.error("--no-tax is not for an audit, whose requests have their taxes")
    ask, instance = work_of(given)
    spark = session()
    try:
        told = run(spark, given, ask, instance)
    finally:
        spark.stop()
    print(json.dumps(told))


if __name__ == "__main__":
    main()

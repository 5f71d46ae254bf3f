"""Prices a book of subscriptions on Apache Spark, with the portable module.

    spark-submit price.py forecast --module quote.wasm --book BOOK --catalog catalog.json --to ANSWERS
    spark-submit price.py impact   --module quote.wasm --book BOOK --catalog next.json --before catalog.json --to ANSWERS
    spark-submit price.py audit    --module quote.wasm --book QUOTES --catalog catalog.json --to ANSWERS

docs/scale.md tells what goes in and what comes out. A row that cannot be read is an answer with its problems. With
`--again` a run prices the rows that earlier runs into the same folder could not price.
"""

import argparse
import json
import re
import sys
import time
from pathlib import Path

from pyspark.sql import SparkSession
from pyspark.sql import functions as f

JOBS = Path(__file__).resolve().parents[1]
SHARED = ["answers.py", "book.py", "host.py", "spark/work.py"]
sys.path[:0] = [str(JOBS), str(JOBS / "spark")]

import answers
import host
import work

# A task is what is lost with an executor, and what is dealt out: so much of a book, not more.
SETTINGS = {"spark.sql.files.maxPartitionBytes": "8m", "spark.sql.execution.arrow.maxRecordsPerBatch": "2000"}


def session():
    spark = SparkSession.builder.appName("quotient").getOrCreate()
    for name, value in SETTINGS.items():
        # What was asked for by --conf stands.
        if spark.sparkContext.getConf().get(name) is None:
            spark.conf.set(name, value)
    for file in SHARED:
        spark.sparkContext.addPyFile(str(JOBS / file))
    return spark


def runs(spark, folder):
    """The numbers of the runs into a folder that came to their end."""
    path = spark.sparkContext._jvm.org.apache.hadoop.fs.Path(folder)
    files = path.getFileSystem(spark.sparkContext._jsc.hadoopConfiguration())
    if not files.exists(path):
        return []
    names = [status.getPath() for status in files.listStatus(path)]
    found = [re.fullmatch(r"run=(\d+)", name.getName()) for name in names]
    return sorted(int(match[1]) for name, match in zip(names, found)
                  if match and files.exists(spark.sparkContext._jvm.org.apache.hadoop.fs.Path(name, "_SUCCESS")))


def answered(spark, folder):
    """All answers in a folder: those of the last run that has a row, by its id."""
    latest = None
    for run in runs(spark, folder):
        told = spark.read.parquet(f"{folder}/run={run}")
        if latest is not None:
            ids = told.select(f.col("id").alias("again")).distinct()
            latest = latest.join(ids, f.col("id").eqNullSafe(f.col("again")), "left_anti")
        latest = told if latest is None else latest.unionByName(told)
    return latest


def failed(mode):
    """What is worth another run: whatever is not priced, and digests that do not hold."""
    return ~f.coalesce(f.col("holds"), f.lit(False)) if mode == "audit" else f.col("status") != "priced"


def book(spark, folder, mode):
    """The rows to price: cells as bytes, because not every text in a database is one."""
    read = spark.read.parquet(folder)
    cells = [name for name in work.CELLS[mode] if name in read.columns]
    needed = [name for name in work.NEEDED[mode] if "request" not in cells or mode == "audit"]
    missing = [name for name in ("id", *needed) if name not in read.columns]
    if missing:
        raise SystemExit(f"{folder} has no column {', '.join(missing)}")
    # Where a row is, so that it can be found: the line of a problem is its row in the file, from 1.
    place = [f.col("_metadata.file_name").alias("file"), (f.col("_metadata.row_index") + 1).alias("row")]
    return read.select(f.col("id").cast("string").alias("id"), *place,
                       *(f.col(name).cast("string").cast("binary").alias(name) for name in cells))


def worth_another(spark, given, rows, columns):
    """The rows of a book of which earlier runs have none that is fine, by their ids."""
    told = answered(spark, given.to)
    if sorted(told.columns) != sorted(columns):
        raise SystemExit(f"{given.to} has the answers of another mode or with other --keep: {', '.join(told.columns)}")
    ids = told.where(failed(given.mode)).select(f.col("id").alias("again")).distinct()
    again = [found.join(ids, f.col("id").eqNullSafe(f.col("again")), "left_semi") for found in (told, rows)]
    # A row would take the place of others that have its id.
    for place, found in zip((given.to, given.book), again):
        several = [str(row.id) for row in found.groupBy("id").count().where("count > 1").limit(3).collect()]
        if several:
            raise SystemExit(f"--again knows rows by `id`, and {place} has several of {', '.join(several)}")
    return again[1]


def by_id(module, files):
    """The texts of catalogs, by their ids."""
    read, names = {}, {}
    for file in files:
        text = Path(file).read_bytes()
        try:
            id = host.of_thread(module).read(text)["id"]
        except host.CatalogRefused as refused:
            raise SystemExit(f"{file} is not a catalog that can be used: {refused}") from refused
        if id in read:
            raise SystemExit(f"{names[id]} and {file} are both `{id}`: which of them is meant?")
        read[id], names[id] = text, file
    return read


def run(spark, given):
    """Prices and writes; the number of the run."""
    rows = book(spark, given.book, given.mode)
    before = runs(spark, given.to)
    if before and not given.again:
        raise SystemExit(f"{given.to} has answers: another folder, or --again for the rows that failed")
    schema = work.schema(given.mode, given.keep)
    if given.again:
        if not before:
            raise SystemExit(f"{given.to} has no answers: there is nothing to price again")
        rows = worth_another(spark, given, rows, list(schema))
    # A catalog that is none stops the job here, and not in every task.
    module = Path(given.module).read_bytes()
    catalogs = by_id(module, given.catalog)
    [earlier] = by_id(module, [given.before]).values() if given.before else [None]
    ask = work.Work(given.mode, module, catalogs, earlier, given.keep)
    number = before[-1] + 1 if before else 1
    columns = ", ".join(f"{name} {kind}" for name, kind in schema.items())
    priced = rows.mapInArrow(lambda batches: ask(batches), columns)
    priced.write.mode("overwrite").parquet(f"{given.to}/run={number}")
    return number


def summary(told):
    """The summary of answers, as answers.Summary tells it."""
    hashed = f.sha2(f.concat(f.coalesce("id", f.lit("")).cast("binary"), f.lit(b"\t"),
                             f.coalesce("digest", "problems").cast("binary")), 256)
    # A sum of 256 bits in eight columns of 32 each, which stay exact for two billion rows.
    words = [f.sum(f.conv(f.substring(hashed, 8 * word + 1, 8), 16, 10).cast("long")) for word in range(8)]
    exact = [f.sum(f.col(name).cast("decimal(38,4)")).alias(name) for name in answers.SUMS]
    digits = f.max(f.length(f.col("total")) - f.length(f.substring_index("total", ".", 1)))
    rows = told.groupBy("status", "currency").agg(
        f.count("*").alias("rows"), digits.alias("digits"), *exact,
        *(column.alias(f"word{word}") for word, column in enumerate(words))).collect()
    statuses = dict.fromkeys(["priced", "rejected", "unreadable"], 0)
    sums, combined = {}, 0
    for row in rows:
        statuses[row.status] += row.rows
        combined += sum(row[f"word{word}"] << (32 * (7 - word)) for word in range(8))
        if row.status == "priced":
            places = max(row.digits - 1, 0)
            sums[row.currency] = {name: f"{row[name]:.{places}f}" for name in answers.SUMS}
    return answers.told(statuses, dict(sorted(sums.items())), combined)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mode", choices=["forecast", "impact", "audit"])
    parser.add_argument("--module", required=True, help="quote.wasm")
    parser.add_argument("--book", required=True, help="Parquet: a file or a folder")
    parser.add_argument("--catalog", required=True, action="append",
                        help="a catalog; for an audit as many as there were, each row names its own in `catalog`")
    parser.add_argument("--before", help="impact: the catalog to compare with")
    parser.add_argument("--to", required=True, help="the folder of the answers")
    parser.add_argument("--again", action="store_true", help="price the rows again that failed")
    parser.add_argument("--keep", action="append", default=[], choices=["request", "answer"],
                        help="columns to write as well")
    given = parser.parse_args()
    if (given.mode == "impact") != bool(given.before):
        parser.error("--before is for impact, and needed there")
    if given.mode != "audit" and len(given.catalog) > 1:
        parser.error("one --catalog, except for an audit")
    spark = session()
    try:
        begun = time.monotonic()
        number = run(spark, given)
        seconds = time.monotonic() - begun
        told = summary(answered(spark, given.to))
    finally:
        spark.stop()
    print(json.dumps({"run": number, "seconds": round(seconds, 1), **told}))


if __name__ == "__main__":
    main()

"""Rows a second of the native tool on one core and on all, Spark on one and on two executors, and ClickHouse on one and on two threads,
over one book: python bench.py --rows 200000 --times 3

Rounds are interleaved, because machines are noisy. All must give one digest, or nothing is told. The tool and the
module have been built: `cargo build --release --bin quotient` and `cargo xtask build`.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

JOBS = Path(__file__).resolve().parent
ROOT = JOBS.parent
CATALOG = JOBS / "data/catalog.json"

CLICKHOUSE = """
import re, sys, time
from pathlib import Path
import chdb
jobs, threads = Path(sys.argv[1]), sys.argv[2]
connection = chdb.connect(f"database{threads}?config-file={jobs / 'clickhouse/config.xml'}")
for statement in re.split(r";\\s*\\n", (jobs / "clickhouse/function.sql").read_text()):
    if statement.strip():
        connection.query(statement)
begun = time.monotonic()
told = connection.query((jobs / "clickhouse/forecast.sql").read_text() + f", max_threads={threads}", "TSV")
seconds = time.monotonic() - begun
print(seconds, sum(int(row.split("\\t")[-1]) for row in str(told).splitlines()) % 2**256)
"""

HOST = """
import sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import host
from answers import Summary
from summary import batches
wasm, catalog = Path(sys.argv[2]).read_bytes(), Path(sys.argv[3]).read_bytes()
engine, summary, seconds = host.of_thread(wasm), Summary(), 0
with open("requests.ndjson", "rb") as requests, open("ids", "rb") as ids:
    for some, lines in zip(batches(ids), batches(requests)):
        begun = time.monotonic()
        answers = engine.quote(catalog, lines)
        seconds += time.monotonic() - begun
        summary.add(some, answers)
print(seconds, int(summary.told()["digest"], 16))
"""


def native(place, tool, cores):
    begun = time.monotonic()
    with open(place / "requests.ndjson", "rb") as lines, open(place / "answers.ndjson", "wb") as out:
        subprocess.run([tool, "quote", "--quiet", "--catalog", CATALOG], stdin=lines, stdout=out,
                       preexec_fn=lambda: os.sched_setaffinity(0, cores))
    seconds = time.monotonic() - begun
    told = run([JOBS / "summary.py", "--ids", "ids", "answers.ndjson"], place)
    return seconds, int(json.loads(told)["digest"], 16)


def spark(place, executors, module):
    to = tempfile.mkdtemp(dir=place)
    command = [Path(sys.executable).with_name("spark-submit"), "--master", f"local-cluster[{executors},1,1024]",
               "--conf", "spark.ui.enabled=false", "--conf", "spark.driver.host=127.0.0.1", JOBS / "spark/price.py",
               "forecast", "--module", module, "--book", place / "book/subscriptions", "--catalog", CATALOG, "--to", to]
    environment = {**os.environ, "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
    ran = subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True, env=environment)
    told = json.loads(ran.stdout.splitlines()[-1])
    return told["seconds"], int(told["digest"], 16)


def run(command, place):
    ran = subprocess.run([sys.executable, *map(str, command)], check=True, capture_output=True, text=True, cwd=place)
    return ran.stdout


def timed(command, place):
    seconds, digest = run(command, place).split()
    return float(seconds), int(digest)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--tool", type=Path, default=ROOT / "target/release/quotient")
    parser.add_argument("--module", type=Path, default=ROOT / "npm/build/quote.wasm")
    parser.add_argument("--only", nargs="+", default=[""], help="those whose names have one of these in them")
    given = parser.parse_args()
    if given.rows < 1 or given.times < 1:
        parser.error("--rows and --times are 1 or more")
    for file in (given.tool, given.module):
        if not file.is_file():
            parser.error(f"{file} is not there: it is built first")
    with tempfile.TemporaryDirectory(prefix="quotient-bench-") as place:
        place = Path(place)
        run([JOBS / "data/generate.py", "--rows", given.rows, "--to", place / "book", "--parts", "16"], place)
        for name, kind in {"requests.ndjson": "requests", "ids": "ids"}.items():
            with open(place / name, "wb") as joined:
                for part in sorted((place / "book" / kind).iterdir()):
                    joined.write(part.read_bytes())
        for name in ("quote.wasm", "catalog.json", "subscriptions"):
            os.symlink({"quote.wasm": given.module.resolve(), "catalog.json": CATALOG}.get(name, place / "book" / name), place / name)
        # The tool uses the cores that it may.
        cores = os.sched_getaffinity(0)
        ways = {
            "native, one core": lambda: native(place, given.tool, {min(cores)}),
            "native, all cores": lambda: native(place, given.tool, cores),
            "wasmtime in Python, one thread": lambda: timed(["-c", HOST, JOBS, given.module, CATALOG], place),
            "Spark, 1 executor": lambda: spark(place, 1, given.module),
            "Spark, 2 executors": lambda: spark(place, 2, given.module),
            "ClickHouse, 1 thread": lambda: timed(["-c", CLICKHOUSE, JOBS, 1], place),
            "ClickHouse, 2 threads": lambda: timed(["-c", CLICKHOUSE, JOBS, 2], place),
        }
        ways = {name: way for name, way in ways.items() if any(part in name for part in given.only)}
        if not ways:
            parser.error(f"nothing has {' or '.join(given.only)} in its name")
        took, digests = {name: [] for name in ways}, set()
        for time_ in range(given.times):
            for name, way in ways.items():
                if name.startswith("ClickHouse"):
                    subprocess.run(["rm", "-rf", *place.glob("database*")], check=True)
                seconds, digest = way()
                took[name].append(seconds)
                digests.add(digest)
                print(f"{time_ + 1}/{given.times} {name}: {seconds:.1f} s", file=sys.stderr, flush=True)
    if len(digests) != 1:
        raise SystemExit("they do not agree")
    first = statistics.median(next(iter(took.values())))
    print(f"{given.rows} rows, {given.times} times, digest {digests.pop():064x}\n")
    print("| | rows a second, median (least to most) | of the first |\n| --- | ---: | ---: |")
    for name, seconds in took.items():
        rates = sorted(given.rows / each for each in seconds)
        ratio = first / statistics.median(seconds)
        print(f"| {name} | {statistics.median(rates):,.0f} ({rates[0]:,.0f} to {rates[-1]:,.0f}) | {ratio:.2f} |")


if __name__ == "__main__":
    main()

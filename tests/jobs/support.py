"""What the tests of the jobs share."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
JOBS = ROOT / "jobs"
TOOL = os.environ.get("QUOTIENT_TOOL", str(ROOT / "target/release/quotient"))
MODULE = ROOT / "npm/build/quote.wasm"
CATALOG = JOBS / "data/catalog.json"
NEXT = JOBS / "data/catalog-next.json"
ROWS = int(os.environ.get("QUOTIENT_ROWS", "20000"))

# Executors run the Python of the tests, and find each other without the network's names.
os.environ.update(PYSPARK_PYTHON=sys.executable, PYSPARK_DRIVER_PYTHON=sys.executable, SPARK_LOCAL_IP="127.0.0.1",
                  PYTHONDONTWRITEBYTECODE="1")
PLAIN = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false",
         "spark.driver.host": "127.0.0.1", "spark.sql.shuffle.partitions": "4"}


def folder(case):
    """A folder for a class of tests."""
    made = tempfile.TemporaryDirectory(prefix="quotient-jobs-")
    case.addClassCleanup(made.cleanup)
    return Path(made.name)


def generate(to, rows, *options):
    command = [sys.executable, JOBS / "data/generate.py", "--rows", str(rows), "--to", to, *options]
    subprocess.run(list(map(str, command)), check=True)
    return to


def joined(book, kind, to):
    """All parts of a kind as one file."""
    with open(to, "wb") as out:
        for part in sorted((book / kind).iterdir()):
            out.write(part.read_bytes())
    return to


def native(book, catalog, answers):
    """The tool's answers to a book: the summary of them."""
    requests = joined(book, "requests", answers.with_name(answers.name + ".requests"))
    with open(requests, "rb") as lines, open(answers, "wb") as out:
        ran = subprocess.run([TOOL, "quote", "--quiet", "--catalog", catalog], stdin=lines, stdout=out)
    if ran.returncode not in (0, 1):
        raise AssertionError(f"{TOOL} ended with {ran.returncode}")
    ids = joined(book, "ids", answers.with_name(answers.name + ".ids"))
    told = subprocess.run([sys.executable, JOBS / "summary.py", "--ids", ids, answers], check=True, capture_output=True)
    return json.loads(told.stdout)

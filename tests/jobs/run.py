"""Tests of the jobs on Spark and ClickHouse: python tests/jobs/run.py. The module and the command have been built,
Java and jobs/requirements.txt are installed; `cargo xtask test` sees to that. QUOTIENT_ROWS is the size of the book
that all three price, QUOTIENT_TOOL the command."""

import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main():
    sys.path[:0] = [str(HERE), str(HERE.parents[1] / "jobs"), str(HERE.parents[1] / "jobs/spark")]
    suite = unittest.TestLoader().discover(str(HERE), top_level_dir=str(HERE))
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2).run(suite)
    failed = len(result.failures) + len(result.errors)
    passed = result.testsRun - failed - len(result.skipped)
    print(f"{passed} passed, {failed} failed")
    sys.exit(0 if result.wasSuccessful() and passed > 0 else 1)


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    main()

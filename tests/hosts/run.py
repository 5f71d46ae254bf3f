"""Tests of hosts that are not JavaScript: python3 tests/hosts/run.py. The module and the command have been
built, wasmtime is installed; `cargo xtask test` sees to that."""

import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
FOLDERS = [HERE, HERE.parents[1] / "examples/python-server"]


def main():
    suite = unittest.TestSuite()
    sys.path[:0] = map(str, FOLDERS)
    for folder in FOLDERS:
        suite.addTests(unittest.TestLoader().discover(str(folder), top_level_dir=str(folder)))
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2).run(suite)
    failed = len(result.failures) + len(result.errors)
    passed = result.testsRun - failed - len(result.skipped)
    print(f"{passed} passed, {failed} failed")
    sys.exit(0 if result.wasSuccessful() and passed > 0 else 1)


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    main()

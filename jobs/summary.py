"""The summary of answers that are NDJSON: python summary.py --ids ids.txt answers.ndjson

The n-th id is that of the n-th answer. What it tells is what the Spark job tells of the same rows.
"""

import argparse
import itertools
import json

from answers import Summary


def batches(lines, size=5_000):
    lines = (line.removesuffix(b"\n") for line in lines)
    while batch := list(itertools.islice(lines, size)):
        yield batch


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ids", required=True, help="a file with an id a line")
    parser.add_argument("answers", help="a file with an answer a line")
    given = parser.parse_args()
    summary = Summary()
    try:
        with open(given.ids, "rb") as ids, open(given.answers, "rb") as answers:
            for some, told in itertools.zip_longest(batches(ids), batches(answers), fillvalue=()):
                if len(some) != len(told):
                    parser.error(f"{given.ids} and {given.answers} do not have as many lines as each other")
                summary.add(some, told)
    except OSError as wrong:
        parser.error(str(wrong))
    print(json.dumps(summary.told(), indent=2))


if __name__ == "__main__":
    main()

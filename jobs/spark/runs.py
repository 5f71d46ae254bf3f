"""The runs into a folder of answers.

A run writes to a folder of its own, whose name Spark passes over, and takes its place as `run=N` when it is whole. So
two jobs never write to one folder, and what is half written is never read.
"""

import json
import re
import uuid

from py4j.protocol import Py4JJavaError
from pyspark.errors import AnalysisException, PySparkException, PythonException
from pyspark.sql import functions as f

from places import Places, literal, reason

# In a run's folder: how many rows it has.
WHOLE = "_run.json"


class Runs:
    def __init__(self, spark, folder):
        self.spark, self.folder, self.places = spark, folder, Places(spark, folder)
        if self.places.is_file():
            raise SystemExit(f"{folder} is a file: the answers need a folder")

    def numbers(self):
        found = [re.fullmatch(r"run=(\d+)", name) for name in self.places.names()]
        numbers = sorted(int(match[1]) for match in found if match)
        for place, number in enumerate(numbers, 1):
            if number != place:
                raise SystemExit(f"{self.folder}: run={place} is gone, and later runs mend only what failed in it: start in "
                                 "another folder")
        return numbers

    def read(self):
        """All answers: those of the last run that has a row, by its id. None where there are no runs."""
        latest = None
        for number in self.numbers():
            told = self.run(number)
            if latest is not None:
                ids = told.select(f.col("id").alias("again")).distinct()
                latest = latest.join(ids, f.col("id").eqNullSafe(f.col("again")), "left_anti")
            latest = told if latest is None else latest.unionByName(told)
        return latest

    def run(self, number):
        """The answers of a run, which are as many as its rows were."""
        place = f"{self.folder}/run={number}"
        broken = f"{place} is not whole: %s; remove it and all later runs, and run again what they were"
        if not self.places.exists(f"run={number}", WHOLE):
            raise SystemExit(broken % f"it has no {WHOLE}")
        rows = json.loads(self.places.read(f"run={number}", WHOLE))["rows"]
        try:
            told = self.spark.read.parquet(literal(place))
        except AnalysisException as wrong:
            raise SystemExit(broken % "it has no answers") from wrong
        found = told.count()
        if found != rows:
            raise SystemExit(broken % f"it has {found} answers to {rows} rows")
        return told

    def add(self, number, answers, rows):
        """Writes a run, whose answers must be as many as the rows of the book that were asked for."""
        own = f"_run-{uuid.uuid4().hex}"
        try:
            answers.write.parquet(str(self.places.path(own)))
            found = self.spark.read.parquet(literal(self.places.path(own))).count()
            if found != rows:
                raise SystemExit(f"the run has {found} answers to {rows} rows, and is given up: the book has damaged files, or "
                                 "has changed meanwhile")
            self.places.write(json.dumps({"rows": rows}), own, WHOLE)
            self.take_place(own, f"run={number}")
        except PythonException:
            # What is ours to mend has its whole trace.
            raise
        except (PySparkException, Py4JJavaError) as wrong:
            raise SystemExit(f"the run stopped, and is given up: {reason(wrong)}") from wrong
        finally:
            # Nothing is there any more where all went well.
            self.places.system.delete(self.places.path(own), True)

    def take_place(self, own, place):
        system, path = self.places.system, self.places.path
        moved = not self.places.exists(place) and system.rename(path(own), path(place))
        # A folder that came to be just now takes in what is moved to it.
        within = moved and system.delete(path(place, own), True)
        if not moved or within:
            raise SystemExit(f"{self.folder}/{place} came to be while this run was at work: another job writes into the "
                             "folder, and has answers there; these are given up")

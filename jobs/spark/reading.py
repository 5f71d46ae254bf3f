"""A book as Spark reads it: all of its files, with the columns that are priced, and where each row is."""

from urllib.parse import unquote, urlsplit

from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException
from pyspark.sql import functions as f

import host
import work
from places import Places, literal, reason
from runs import WHOLE


class Book:
    """`rows`, with cells as bytes because not every text in a database is one, and the number of `files`."""

    def __init__(self, spark, folder, mode, tax=True):
        self.folder, self.mode, self.tax = folder, mode, tax
        self.places = Places(spark, folder)
        if not self.places.exists():
            raise SystemExit(f"{folder} is not there")
        runs = sorted(name for name in self.places.names() if name.startswith("run=") and self.places.exists(name, WHOLE))
        if len(runs) > 1:
            raise SystemExit(f"{folder} has {' and '.join(runs)}, and rows that were priced again are in several: name one run, or write "
                             "the last answer of each row to a book of its own")
        listed = {raw(status.getPath()): status for status in self.places.files()}
        root = raw(self.places.system.getFileStatus(self.places.root).getPath())
        # A book of one file is in the folder of it.
        self.prefix = root[:root.rindex("/") + 1] if root in listed else root.rstrip("/") + "/"
        try:
            taken = [urlsplit(file).path for file in self.read(spark, {"id": "string"}).inputFiles()]
            self.all_are_read(listed, set(taken))
            if not taken:
                raise SystemExit(f"{folder} is not a book in Parquet: it has no files")
            # Spark would take types from folders' names, and stop at columns that are none of the book's.
            columns = self.columns(schemas_of(self.places, [listed[file] for file in taken]), taken)
            read = self.read(spark, columns)
        except (PySparkException, Py4JJavaError) as wrong:
            raise SystemExit(f"{folder} is not a book in Parquet: {reason(wrong)}") from wrong
        self.files = len(taken)
        # A column of the book may be called _metadata, too.
        place = read.metadataColumn("_metadata")
        self.rows = read.select(
            f.col("id").cast("string").alias("id"), self.file(place["file_path"]).alias("file"),
            # The line of a problem is its row in the file, from 1.
            (place["row_index"] + 1).alias("row"),
            *(cell(name).alias(name) for name in work.CELLS[mode] if name in columns))

    def read(self, spark, columns):
        schema = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        return spark.read.schema(schema).option("mergeSchema", False).parquet(literal(self.folder))

    def file(self, path):
        """A file's path in the book; Spark tells where it is as the path of a URL."""
        within = f.substring(path, f.locate(self.prefix, path) + len(self.prefix), f.length(path))
        return f.url_decode(f.replace(within, f.lit("+"), f.lit("%2B")))

    def name(self, path):
        return unquote(path.removeprefix(self.prefix))

    def all_are_read(self, listed, taken):
        """Spark passes over folders that are no partitions, and over names that begin with _ or a dot: no rows of a
        book may be there."""
        passed = sorted(self.name(path) for path in listed.keys() - taken
                        if path.endswith(".parquet") or path.rpartition("/")[2][0] not in "._")
        if passed:
            raise SystemExit(f"{self.folder} has files that Spark does not read: {some(passed)}; move them out, or give "
                             "their folder as a book of its own")

    def columns(self, schemas, taken):
        """The columns that are priced, which all files have alike, with their types in Spark."""
        known = {"id", *work.CELLS[self.mode]}
        folders = {unquote(part.partition("=")[0]) for file in taken for part in self.name(file).split("/")[:-1] if "=" in part}
        names = {*folders, *(name for fields in schemas.values() for name in fields)}
        for name in sorted(names - known):
            if name.lower() in known:
                raise SystemExit(f"{self.folder} has a column `{name}`: call it `{name.lower()}`, or something else")
        whole = "request" in names and self.mode != "audit"
        needed = [] if whole else work.NEEDED[self.mode]
        missing = [name for name in ("id", *needed) if name not in names and (name != "tax" or self.tax)]
        if missing:
            without = "; --no-tax prices a book that has none" if "tax" in missing else ""
            raise SystemExit(f"{self.folder} has no column {', '.join(missing)}{without}")
        if not self.tax and "tax" in names:
            raise SystemExit(f"{self.folder} has a column tax: what is --no-tax to mean?")
        if not self.tax and whole:
            raise SystemExit(f"{self.folder} has a column request, and requests have their taxes: what is --no-tax to mean?")
        for file, fields in schemas.items():
            for name in sorted(folders & known & fields.keys()):
                raise SystemExit(f"{self.folder}: `{name}` is in the names of folders and in {self.name(file)}: which of them is meant?")
        first, *others = ((file, {name: kind for name, kind in fields.items() if name in known})
                          for file, fields in schemas.items())
        for other in others:
            for name in sorted(known):
                kinds = [(self.name(file), fields.get(name, "not there")) for file, fields in (first, other)]
                if kinds[0][1] != kinds[1][1]:
                    raise SystemExit(f"{self.folder} has files of two kinds: `{name}` is "
                                     + ", and ".join(f"{kind} in {file}" for file, kind in kinds))
        file, fields = first
        used = names & ({"id", "request"} if whole else known)
        return {name: self.kind(file, name, fields[name]) if name in fields else "string" for name in sorted(used)}

    def kind(self, file, name, stored):
        """What a column of texts, or of whole numbers as ids, is to Spark."""
        kind = TEXTS.get(stored) or (WHOLE_NUMBERS.get(stored) if name == "id" else None)
        if kind is None:
            raise SystemExit(f"{self.folder} has files in which a column is not text: `{name}` in {self.name(file)} is {stored}; "
                             f"write it as text: {cast(name, stored)}")
        return kind


# Columns of Parquet, and what Spark calls them. The last of the texts is that of pyarrow where all is null.
TEXTS = dict.fromkeys(["binary", "binary (STRING)", "binary (ENUM)", "binary (JSON)"], "string") | {"int32 (UNKNOWN)": "void"}
WHOLE_NUMBERS = {"int32": "int", "int64": "bigint", "int64 (INTEGER(64,true))": "bigint", "int64 (INTEGER(64,false))": "decimal(20,0)",
                 **{f"int32 (INTEGER({bits},true))": "int" for bits in (8, 16, 32)},
                 **{f"int32 (INTEGER({bits},false))": "int" for bits in (8, 16)}, "int32 (INTEGER(32,false))": "bigint"}


def cast(name, stored):
    """What makes text of a column, in Spark's SQL."""
    if stored == GROUP:
        return f"to_json({name})"
    if name == "renews_at" and (stored == "int96" or "TIMESTAMP" in stored or "DATE" in stored):
        return f"date_format({name}, \"yyyy-MM-dd'T'HH:mm:ss'Z'\"), where spark.sql.session.timeZone is UTC"
    if name == "id" and stored in ("float", "double"):
        return f"CAST(CAST({name} AS BIGINT) AS STRING)"
    return f"CAST({name} AS STRING)"


GROUP = "a group of columns"


def schemas_of(places, statuses):
    """A file of each schema that there is among them: its columns with their types."""
    footers = places.jvm.org.apache.parquet.hadoop.ParquetFileReader.readAllFootersInParallel(
        places.configuration, places.jvm.java.util.ArrayList(statuses), True)
    found = {}
    for footer in footers:
        schema = footer.getParquetMetadata().getFileMetaData().getSchema()
        found.setdefault(str(schema), (raw(footer.getFile()), schema))
    return {file: {field.getName(): stored(field) for field in schema.getFields()} for file, schema in found.values()}


def stored(field):
    """A column's type in Parquet. `optional binary id (STRING)`: whether it may be missing makes no other type of it."""
    if not field.isPrimitive() or str(field).startswith("repeated"):
        return GROUP
    return str(field).partition(" ")[2].replace(f" {field.getName()}", "", 1)


def cell(name):
    """A column's bytes. What is too long for the engine is too long when it is cut, too, and takes less memory on the way."""
    return f.substring(f.col(name).cast("string").cast("binary"), 1, host.LINE_BYTES + 1)


def raw(path):
    return path.toUri().getRawPath()


def some(names):
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")

"""Files and folders in any file system that Spark knows."""

import re

from py4j.protocol import Py4JJavaError


class Places:
    """The file system of a folder."""

    def __init__(self, spark, folder):
        self.jvm, self.configuration = spark.sparkContext._jvm, spark.sparkContext._jsc.hadoopConfiguration()
        self.root = self.jvm.org.apache.hadoop.fs.Path(str(folder))
        self.system = self.root.getFileSystem(self.configuration)

    def path(self, *names):
        """A path in the folder, or the folder."""
        path = self.root
        for name in names:
            path = self.jvm.org.apache.hadoop.fs.Path(path, name)
        return path

    def qualified(self):
        """The folder's path with its file system, from the root on."""
        return self.system.makeQualified(self.root)

    def exists(self, *names):
        return self.system.exists(self.path(*names))

    def is_file(self):
        return self.exists() and self.system.getFileStatus(self.root).isFile()

    def names(self):
        """What is in the folder; nothing where it is not there."""
        return [status.getPath().getName() for status in self.system.listStatus(self.root)] if self.exists() else []

    def files(self):
        """The files in the folder and in all folders below it."""
        found, each = [], self.system.listFiles(self.root, True)
        while each.hasNext():
            found.append(each.next())
        return found

    def read(self, *names):
        stream = self.system.open(self.path(*names))
        try:
            return self.jvm.org.apache.commons.io.IOUtils.toString(stream, "UTF-8")
        finally:
            stream.close()

    def write(self, text, *names):
        stream = self.system.create(self.path(*names), False)
        try:
            stream.write(bytearray(text.encode()))
        finally:
            stream.close()


def literal(path):
    """A path as Spark's readers take it, to whom some characters stand for others."""
    return re.sub(r"([][{}*?\\])", r"\\\1", str(path))


def reason(wrong):
    """What Spark or its files say was wrong, on one line."""
    text = str(wrong.java_exception.getMessage() if isinstance(wrong, Py4JJavaError) else wrong)
    return text.strip().splitlines()[0]

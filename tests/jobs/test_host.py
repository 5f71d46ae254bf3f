"""The module under wasmtime: the tool's answers to the byte, and no row that stops it."""

import os
import subprocess
import sys
import threading
import unittest

import host
from support import CATALOG, JOBS, MODULE, TOOL, folder, generate, joined

WASM = MODULE.read_bytes()

# As Spark does where spark.executor.pyspark.memory says how much.
CONFINED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
import host
wasm, catalog, requests = (open(file, "rb").read() for file in sys.argv[1:])
engine = host.of_thread(wasm)
lines = requests.split(b"\\n")[:-1]
for opened in range(3):
    told = engine.quote(catalog, lines)
    engine.open()
sys.stdout.buffer.write(b"".join(answer + b"\\n" for answer in told))
"""


class HostTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = place = folder(cls)
        book = generate(place / "book", 3_000, "--bad", "0.2", "--parts", "3")
        cls.lines = joined(book, "requests", place / "requests").read_bytes().split(b"\n")[:-1]
        cls.catalog = CATALOG.read_bytes()
        ran = subprocess.run([TOOL, "quote", "--quiet", "--catalog", CATALOG], input=b"\n".join(cls.lines) + b"\n",
                             capture_output=True)
        cls.expected = ran.stdout.split(b"\n")[:-1]

    def test_answers_are_those_of_the_tool_with_the_lines_of_all(self):
        self.assertEqual(len(self.lines), 3_000)
        # The tool counts lines over all batches, and so must the host.
        self.assertGreater(sum(map(len, self.lines)), 3 * host.BATCH_BYTES)
        refused = [line for line in self.expected if line.startswith(b'{"line":')]
        self.assertGreater(len(refused), 300)
        self.same(host.of_thread(WASM).quote(self.catalog, self.lines), self.expected)
        self.assertEqual(host.of_thread(WASM).quote(self.catalog, []), [])

    def test_a_row_that_does_not_fit_is_told_and_stops_no_other(self):
        engine = host.of_thread(WASM, memory=8 << 20)
        lines = [*self.lines[:5], b'{"type":"' + b"x" * (9 << 20) + b'"}', *self.lines[5:10]]
        found = engine.quote(self.catalog, lines)
        self.assertGreater(engine.traps, 0)
        self.assertEqual(found[5], host.at_line(host.TOO_LARGE, 6))
        self.same(found[:5] + [host.at_line(line, n) for n, line in enumerate(found[6:], 6)], self.expected[:10])

    def test_what_no_instance_reads_is_refused_in_the_engines_words_whatever_came_before(self):
        engine = host.of_thread(WASM)
        for length in (host.LINE_BYTES + 1, 200 << 20):
            line = b"x" * length
            self.assertEqual(engine.call("quote", engine.handle(self.catalog), line), host.OVERLONG + b"\n")
        engine.open()
        traps = engine.traps
        huge = [b"x" * (size << 20) for size in (13, 350, 200)]
        self.same(engine.quote(self.catalog, [*huge, self.lines[0], *huge]),
                  [*(host.at_line(host.OVERLONG, line) for line in (1, 2, 3)), host.at_line(self.expected[0], 4),
                   *(host.at_line(host.OVERLONG, line) for line in (5, 6, 7))])
        self.assertEqual(engine.traps, traps)
        # As long as may be, in an instance that has been at work.
        longest = b'"' + b"x" * (host.LINE_BYTES - 2) + b'"'
        small = host.of_thread(WASM, memory=48 << 20)
        alone = small.quote(self.catalog, [longest])
        small.quote(self.catalog, self.lines)
        self.same(small.quote(self.catalog, [self.lines[0], longest])[1:], [host.at_line(alone[0], 2)])

    def test_a_batch_that_does_not_fit_is_answered_in_parts(self):
        engine = host.of_thread(WASM, memory=3 << 20)
        # One call, whose answers alone are more than the memory that there may be.
        place = next(place for place, answer in enumerate(self.expected) if answer.startswith(b'{"amountDue"'))
        answers = engine.batch("quote", self.catalog, [self.lines[place]] * 4_000)
        self.assertGreater(engine.traps, 0)
        self.same(answers, [self.expected[place]] * 4_000)

    def test_a_process_that_may_not_reserve_much_answers_the_same(self):
        ran = subprocess.run([sys.executable, "-c", CONFINED, MODULE, CATALOG, self.place / "requests"], capture_output=True,
                             env={**os.environ, "PYTHONPATH": str(JOBS)})
        self.assertEqual(ran.returncode, 0, ran.stderr.decode())
        self.same(ran.stdout.split(b"\n")[:-1], self.expected)

    def test_what_is_no_catalog_is_refused(self):
        with self.assertRaisesRegex(host.CatalogRefused, "missing_field at /id"):
            host.of_thread(WASM).quote(b"{}", self.lines[:1])

    def test_threads_have_an_instance_each(self):
        found = {}

        def work(name):
            found[name] = host.of_thread(WASM), host.of_thread(WASM).quote(self.catalog, self.lines[:500])

        threads = [threading.Thread(target=work, args=(name,)) for name in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len({id(engine) for engine, _ in found.values()}), 4)
        for _, told in found.values():
            self.same(told, self.expected[:500])

    def same(self, found, expected):
        """Line by line: unittest looks for hours for the difference of long lists."""
        self.assertEqual(len(found), len(expected))
        for ours, theirs in zip(found, expected):
            self.assertEqual(ours, theirs)


if __name__ == "__main__":
    unittest.main()

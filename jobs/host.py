"""The portable module under wasmtime, for many rows: what comes in is answered, whatever it is."""

import hashlib
import json
import struct
import threading

from wasmtime import Config, Engine, Instance, Module, Store, Trap, WasmtimeError

# Some hundred rows a call: fewer cost more calls, more keep more memory.
BATCH_BYTES = 1 << 18
# What the engine reads of one line.
LINE_BYTES = 12 << 20
# Far above what a batch of rows takes, far below what an executor has.
MEMORY_BYTES = 512 << 20

_lock = threading.Lock()
_modules = {}
_threads = threading.local()


def of_thread(wasm, memory=MEMORY_BYTES):
    """This thread's host of a module: a store of wasmtime belongs to one thread, compiled modules to all."""
    hosts = _threads.__dict__.setdefault("hosts", {})
    key = (hashlib.sha256(wasm).digest(), memory)
    if key not in hosts:
        try:
            hosts[key] = Host(*module(key[0], wasm), memory)
        except Unreserved:
            hosts[key] = Host(*module(key[0], wasm, confined=True), memory)
    return hosts[key]


def module(digest, wasm, confined=False):
    """A compiled module. wasmtime reserves 4 GiB of addresses for an instance, which a process may not have whose addresses are
    limited, as by Spark's spark.executor.pyspark.memory. Without, every access is checked, which costs a fifth of the time."""
    with _lock:
        if (digest, confined) not in _modules:
            config = Config()
            if confined:
                config.memory_reservation, config.memory_guard_size = MEMORY_BYTES, 0
            runtime = Engine(config)
            _modules[digest, confined] = runtime, Module(runtime, wasm)
        return _modules[digest, confined]


class Unreserved(WasmtimeError):
    """There is no instance."""


class CatalogRefused(ValueError):
    """The catalog is none: nothing can be priced by it."""


class Host:
    """An instance of the module, replaced by a new one when it traps. For one thread."""

    def __init__(self, runtime, module, memory=MEMORY_BYTES):
        self.runtime, self.module, self.limit = runtime, module, memory
        self.traps = 0
        self.open()

    def open(self):
        # The one before gives its memory back first: there may not be enough for two.
        self.store = self.exports = self.memory = None
        self.store = Store(self.runtime)
        self.store.set_limits(memory_size=self.limit)
        try:
            self.exports = Instance(self.store, self.module, []).exports(self.store)
        except WasmtimeError as wrong:
            raise Unreserved(str(wrong)) from wrong
        self.memory = self.exports["memory"]
        self.catalogs = {}

    def quote(self, catalog, requests):
        """The answers to requests, in order. A request is bytes on one line."""
        return self.answers("quote", catalog, requests)

    def verify(self, catalog, lines):
        """The answers to lines of {"request", "digest"}, in order."""
        return self.answers("verify", catalog, lines)

    def answers(self, name, catalog, lines):
        """Answers by a function that takes a catalog. `line` in them is the place in these lines, from 1."""
        # What no instance reads is not sent to one, whose memory would stay as large.
        told = self.batches(name, catalog, [line for line in lines if len(line) <= LINE_BYTES])
        return [at_line(next(told) if len(line) <= LINE_BYTES else OVERLONG, number)
                for number, line in enumerate(lines, 1)]

    def batches(self, name, catalog, lines):
        start = 0
        for end in ends(lines):
            yield from self.batch(name, catalog, lines[start:end])
            start = end

    def batch(self, name, catalog, lines, fresh=False):
        """Answers to lines that go in together; where they do not fit, half by half, and one by itself in a fresh
        instance: what was answered before is in nobody's way."""
        try:
            answers = self.call(name, self.handle(catalog), b"\n".join(lines) + b"\n").split(b"\n")
        except (MemoryError, Trap, WasmtimeError):
            # Dead, or as large as it may be: either way a fresh one.
            self.traps += 1
            self.open()
            if len(lines) == 1:
                return [TOO_LARGE] if fresh else self.batch(name, catalog, lines, fresh=True)
            middle = len(lines) // 2
            return self.batch(name, catalog, lines[:middle]) + self.batch(name, catalog, lines[middle:])
        if len(answers) != len(lines) + 1:
            raise RuntimeError(f"{len(answers) - 1} answers to {len(lines)} lines: is there a line break in one?")
        return answers[:-1]

    def handle(self, catalog):
        """A catalog's handle in this instance."""
        return self.read(catalog)["catalog"]

    def read(self, catalog):
        """What the module tells of a catalog: `catalog`, `digest` and `id`; its text is read once."""
        if catalog not in self.catalogs:
            told = json.loads(self.call("catalog_new", catalog))
            if "problems" in told:
                raise CatalogRefused("; ".join(f"{problem['code']} at {problem['path'] or '/'}: {problem['message']}"
                                               for problem in told["problems"]))
            self.catalogs[catalog] = told
        return self.catalogs[catalog]

    def call(self, name, *arguments):
        *handles, data = arguments
        given = self.exports["buffer_new"](self.store, len(data))
        if given == 0:
            raise MemoryError
        self.memory.write(self.store, data, self.place(given)[0])
        taken = self.exports[name](self.store, *handles, given)
        at, length = self.place(taken)
        answer = bytes(self.memory.read(self.store, at, at + length))
        for buffer in (given, taken):
            self.exports["buffer_free"](self.store, buffer)
        return answer

    def place(self, buffer):
        at = buffer % 2**32
        return struct.unpack("<II", self.memory.read(self.store, at, at + 8))


TOO_LARGE = (b'{"line":1,"problems":[{"code":"too_large","message":"the module stopped at this row, as it does where its '
             b'memory ends","path":""}]}')

# The engine's words.
OVERLONG = (b'{"line":1,"problems":[{"code":"too_large","message":"the line is longer than the %d bytes that are read of '
            b'one","path":""}]}' % LINE_BYTES)


def ends(lines):
    """Where the batches end."""
    size = 0
    for index, line in enumerate(lines):
        size += len(line) + 1
        if size >= BATCH_BYTES:
            yield index + 1
            size = 0
    if size:
        yield len(lines)


def at_line(answer, number):
    """An answer that tells its line, with another number."""
    if not answer.startswith(b'{"line":'):
        return answer
    return b'{"line":%d%b' % (number, answer[answer.index(b","):])

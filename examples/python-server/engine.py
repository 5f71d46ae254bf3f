"""The engine in Python: the portable module under wasmtime (docs/portable.md)."""

import json
import struct

from wasmtime import Engine as Runtime
from wasmtime import Instance, Module, Store

RUNTIME = Runtime()


def load(path) -> Module:
    """The module, compiled; threads may share it."""
    return Module.from_file(RUNTIME, str(path))


class Problems(ValueError):
    """What is wrong with an input: a list of {"code", "path", "message"}."""

    def __init__(self, problems):
        super().__init__("; ".join(f"{p['code']} at {p['path'] or '/'}: {p['message']}" for p in problems))
        self.problems = problems


class Engine:
    """An instance of the module with one catalog. One thread at a time may use it: stores are not shared.

    After a trap (wasmtime.Trap) it is dead, and a new one takes its place.
    """

    def __init__(self, module: Module, catalog: str):
        self.store = Store(RUNTIME)
        self.exports = Instance(self.store, module, []).exports(self.store)
        self.memory = self.exports["memory"]
        read = json.loads(self.call("catalog_new", catalog))
        if "problems" in read:
            raise Problems(read["problems"])
        self.catalog, self.id, self.digest = read["catalog"], read["id"], read["digest"]

    def quote(self, request: dict) -> dict:
        """The answer to a request; Problems if it is malformed."""
        return self.one("quote", self.catalog, request)

    def verify(self, request: dict, digest: str) -> dict:
        """{"holds", "answer"}: the answer as it is priced now, and whether its digest is this one."""
        return self.one("verify", self.catalog, {"request": request, "digest": digest})

    def one(self, name, *arguments):
        """A function's answer to one line."""
        *handles, line = arguments
        answer = json.loads(self.call(name, *handles, json.dumps(line)))
        # A line that cannot be answered has its number; a rejected request has problems, too, and no number.
        if "line" in answer:
            raise Problems(answer["problems"])
        return answer

    def call(self, name, *arguments):
        """A function's answer to a text, its last argument; the others are handles."""
        *handles, text = arguments
        data = text.encode()
        given = self.exports["buffer_new"](self.store, len(data))
        if given == 0:
            raise MemoryError
        self.memory.write(self.store, data, self.place(given)[0])
        taken = self.exports[name](self.store, *handles, given)
        at, length = self.place(taken)
        answer = self.memory.read(self.store, at, at + length)
        for buffer in (given, taken):
            self.exports["buffer_free"](self.store, buffer)
        return answer.decode()

    def place(self, buffer):
        """Where a buffer's bytes are, and how many; wasmtime gives handles as signed numbers."""
        at = buffer % 2**32
        return struct.unpack("<II", self.memory.read(self.store, at, at + 8))

"""A quote server in Python that believes no price: python3 server.py quote.wasm catalog.json

POST /verify takes what the page shows and the customer wants to pay, as the package's `confirmPayload()` gives it:

    {"digest": "sha256:…", "at", "cycle", "items", "codes"}

The server makes the request itself: of what a browser sends it uses these alone. It prices the request with the same
engine as the page, and answers

    200 {"status": "agreed", "answer"}     page and server agree, to the byte: charge answer["amountDue"]
    409 {"status": "differs", "answer"}    they do not, or the quote is no longer valid: show this answer
    422 {"status": "refused", "answer"}    it is not allowed: answer["problems"] says why
    400 {"status": "malformed", "problems"}
"""

import json
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from wasmtime import Trap, WasmtimeError

from engine import Engine, Problems, load

CHOICE = ("at", "cycle", "items", "codes")
AHEAD = timedelta(minutes=1)  # A page's clock may be that far before this one.
BODY_BYTES = 64 * 1024
THREADS = 8


class QuoteServer(ThreadingHTTPServer):
    """Answers with some threads that stay, each with an engine that has read the catalog."""

    request_queue_size = 128  # Python's own 5 resets connections that come together.

    def __init__(self, address, module, catalog, now=lambda: datetime.now(timezone.utc)):
        super().__init__(address, Handler)
        self.module = load(module)
        self.catalog = Path(catalog).read_text(encoding="utf-8")
        self.now = now
        self.threads = ThreadPoolExecutor(THREADS)
        self.local = threading.local()
        Engine(self.module, self.catalog)  # A catalog that is malformed is told now.

    def process_request(self, request, client_address):
        self.threads.submit(self.process_request_thread, request, client_address)

    def verify(self, payload):
        """Status and body of the answer."""
        if not isinstance(payload, dict) or not isinstance(payload.get("digest"), str):
            return malformed("", "the body must be an object with a digest, and of " + ", ".join(CHOICE))
        choice = {name: payload[name] for name in CHOICE if name in payload}
        # What a customer must not say comes from here: who they are, the currency, what is taxed.
        request = {**choice, "type": "purchase", "actor": {"role": "owner"}, "currency": "USD",
                   "tax": {"rates": [{"id": "vat", "percent": "20"}]}}
        try:
            found = self.engine().verify(request, payload["digest"])
        except Problems as error:
            return 400, {"status": "malformed", "problems": error.problems}
        except (Trap, WasmtimeError):
            # The instance is dead; this thread's next request gets a new one.
            self.local.engine = None
            raise
        answer = found["answer"]
        if answer["status"] == "rejected":
            return 422, {"status": "refused", "answer": answer}
        now = self.now()
        if not found["holds"] or not instant(answer["at"]) - AHEAD <= now < instant(answer["validUntil"]):
            fresh = self.engine().quote({**request, "at": now.strftime("%Y-%m-%dT%H:%M:%SZ")})
            return 409, {"status": "differs", "answer": fresh}
        return 200, {"status": "agreed", "answer": answer}

    def engine(self):
        """This thread's own."""
        if getattr(self.local, "engine", None) is None:
            self.local.engine = Engine(self.module, self.catalog)
        return self.local.engine


class Handler(BaseHTTPRequestHandler):
    timeout = 10

    def do_POST(self):
        if self.path != "/verify":
            return self.reply(404, {"status": "unknown"})
        try:
            length = int(self.headers["Content-Length"])
        except (TypeError, ValueError):
            return self.reply(*malformed("", "Content-Length is missing"))
        if not 0 <= length <= BODY_BYTES:
            self.rfile.read(max(0, min(length, 16 * BODY_BYTES)))  # Else the answer may be lost with the rest.
            return self.reply(*malformed("", f"a body has at most {BODY_BYTES} bytes"))
        try:
            payload = json.loads(self.rfile.read(length))
        except (ValueError, RecursionError):
            return self.reply(*malformed("", "the body must be JSON"))
        try:
            self.reply(*self.server.verify(payload))
        except Exception:
            self.reply(500, {"status": "failed"})
            raise

    def reply(self, status, body):
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)


def malformed(path, message):
    return 400, {"status": "malformed", "problems": [{"code": "wrong_type", "path": path, "message": message}]}


def instant(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python3 server.py quote.wasm catalog.json")
    with QuoteServer(("127.0.0.1", 8081), *sys.argv[1:]) as server:
        print("http://127.0.0.1:8081/verify")
        server.serve_forever()

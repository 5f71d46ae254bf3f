"""A server in Python that believes no price: python3 server.py quote.wasm catalog.json [PAGES]

    GET /api/catalog   without the coupons
    GET /api/account   {"now", "role", "subscription", "tax"}
    POST /api/code     {"code"}: the terms of a code that somebody typed
    POST /api/confirm  {"digest", "at", "items", "cycle", "codes"}, what the package's `confirmPayload()` gives

Of what a browser sends to be charged it uses these five alone: it makes the request itself, prices it with the same
engine as the page, and answers

    200 {"charged", "currency", "subscription"}               page and server agree, to the byte
    409 {"problem": "quote_changed", "answer", "subscription"}  they do not, or the quote is no longer valid: show this
    422 {"problems"}                                          the choice is malformed

PAGES is the folder of a page, ../html say.
"""

import json
import os
import sys
import threading
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from wasmtime import Trap, WasmtimeError

from engine import Engine, Problems, load

CHOICE = ("at", "items", "cycle", "codes")
AHEAD = timedelta(minutes=1)  # A page's clock may be that far before this one.
BODY_BYTES = 64 * 1024
TYPES = {".css": "text/css", ".html": "text/html", ".js": "text/javascript"}


def account_at(now):
    """What a real server keeps in its database: ten licenses, paid for this month."""
    start = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    period = {"start": text(start), "end": text((start + timedelta(days=31)).replace(day=1))}
    return {
        "role": "owner",
        "tax": {"rates": [{"id": "vat", "percent": "20"}]},
        "subscription": {
            "id": "sub_1",
            "status": "active",
            "currency": "USD",
            "cycle": {"unit": "month"},
            "items": [{"product": "studio-node", "quantity": 10}],
            "period": period,
            "charges": [{"product": "studio-node", "net": "2080.00", "tax": "416.00", **period}],
            "balance": "25.00",
        },
    }


def files_of(folder):
    """The files of a page by their addresses; a real server leaves them to a web server."""
    files = (file for file in Path(folder).rglob("*") if file.suffix in TYPES and file.is_file())
    return {"/" + file.relative_to(folder).as_posix(): file for file in files}


class QuoteServer(ThreadingHTTPServer):
    """A thread for every connection, so that one that says nothing keeps nobody waiting."""

    daemon_threads = True
    request_queue_size = 128  # Python's own 5 resets connections that come together.

    def __init__(self, address, module, catalog, pages=None, now=lambda: datetime.now(timezone.utc)):
        self.module = load(module)
        self.catalog = Path(catalog).read_text(encoding="utf-8")
        self.engine = Engine(self.module, self.catalog)
        self.for_browsers = json.loads(self.catalog)
        self.coupons = self.for_browsers.pop("coupons", [])
        self.files = files_of(pages) if pages is not None else {}
        self.now = now
        self.account = account_at(now())
        # Keeps engine and account to one thread at a time; a real server locks the account in its database, and
        # has an engine in every thread that prices.
        self.lock = threading.Lock()
        super().__init__(address, Handler)

    def code(self, body):
        """Status and answer. One code at a time: a list of them would be copied."""
        if not isinstance(body.get("code"), str):
            return 422, {"problem": "code_missing"}
        code = body["code"].strip().upper()
        known = (coupon for coupon in self.coupons if coupon["code"] == code)
        return 200, next(known, {"code": code, "refused": "code_unknown"})

    def confirm(self, body):
        """Status and answer."""
        with self.lock:
            try:
                return self.charge(body)
            except Problems as error:
                return 422, {"problems": error.problems}
            except (Trap, WasmtimeError):
                # The instance is dead: the next request gets a new one.
                self.engine = Engine(self.module, self.catalog)
                raise

    def charge(self, body):
        # What a customer must not say comes from here: who they are, what they have, what is taxed.
        subscription = self.account["subscription"]
        request = {"type": "change", "actor": {"role": self.account["role"]}, "tax": self.account["tax"],
                   "subscription": subscription, **{name: body[name] for name in CHOICE if name in body}}
        found = self.engine.verify(request, body.get("digest"))
        answer, now = found["answer"], self.now()
        # Another instant would make the rest of the period, and so its price, larger or smaller than it is.
        timely = found["holds"] and instant(answer["at"]) - AHEAD <= now < instant(answer["validUntil"])
        # The digest covers the state, too: one that has changed since gives another digest.
        if not timely:
            fresh = self.engine.quote({**request, "at": text(now)})
            return 409, {"problem": "quote_changed", "answer": fresh, "subscription": subscription}
        # Here a real server charges the amount due under an idempotency key, and goes on once it is paid.
        subscription = self.account["subscription"] = answer["subscription"]
        return 200, {"charged": answer["amountDue"], "currency": answer["currency"], "subscription": subscription}


class Handler(BaseHTTPRequestHandler):
    timeout = 10

    def do_GET(self):
        file = self.server.files.get(self.path + "index.html" if self.path.endswith("/") else self.path)
        if self.path == "/api/catalog":
            self.reply(200, self.server.for_browsers)
        elif self.path == "/api/account":
            self.reply(200, {**self.server.account, "now": text(self.server.now())})
        elif file is not None:
            self.send(200, f"{TYPES[file.suffix]}; charset=utf-8", file.read_bytes())
        else:
            self.reply(404, {"problem": "not_found"})

    def do_POST(self):
        route = {"/api/code": self.server.code, "/api/confirm": self.server.confirm}.get(self.path)
        if route is None:
            return self.reply(404, {"problem": "not_found"})
        # A form of another site sends no JSON: it could pay in the name of a customer who is signed in.
        if self.headers.get_content_type() != "application/json":
            return self.reply(415, {"problem": "content_type_not_json"})
        try:
            length = int(self.headers["Content-Length"])
        except (TypeError, ValueError):
            return self.reply(411, {"problem": "length_missing"})
        if not 0 <= length <= BODY_BYTES:
            self.rfile.read(max(0, min(length, 16 * BODY_BYTES)))  # Else the answer may be lost with the rest.
            return self.reply(413, {"problem": "too_large"})
        try:
            body = json.loads(self.rfile.read(length))
        except (ValueError, RecursionError):
            body = None
        if not isinstance(body, dict):
            return self.reply(400, {"problem": "json_malformed"})
        try:
            self.reply(*route(body))
        except Exception:
            self.reply(500, {"problem": "internal"})
            raise

    def reply(self, status, body):
        self.send(status, "application/json", json.dumps(body).encode())

    def send(self, status, content_type, data):
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def instant(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def text(instant):
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def main():
    if not 3 <= len(sys.argv) <= 4:
        sys.exit("usage: python3 server.py quote.wasm catalog.json [PAGES]")
    address = ("127.0.0.1", int(os.environ.get("PORT", "3000")))
    try:
        server = QuoteServer(address, *sys.argv[1:])
    except (OSError, ValueError, WasmtimeError) as error:
        sys.exit(f"cannot start: {error}")
    try:
        with server:
            print("http://%s:%d/" % server.server_address, flush=True)
            server.serve_forever()
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()

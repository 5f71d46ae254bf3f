"""The server against quotes that a page would send: made by the package in Node, not by this host."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import unittest
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from pathlib import Path
from unittest import mock

from wasmtime import Trap, WasmtimeError

from engine import Engine, Problems, load
from server import Handler, QuoteServer

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
MODULE = ROOT / "npm/build/quote.wasm"
TRAPPING = ROOT / "npm/build/quote-trap.wasm"
CATALOG = ROOT / "examples/catalog.json"

NOW = datetime(2026, 11, 21, tzinfo=timezone.utc)
CHOICE = {"at": "2026-11-20T23:59:50Z", "items": [{"product": "studio-node", "quantity": 12}], "codes": ["SAVE10"]}
REQUEST = {"type": "purchase", "at": "2026-11-21T00:00:00Z", "currency": "USD", "cycle": {"unit": "year"},
           "actor": {"role": "owner"}, "items": [{"product": "studio-node", "quantity": 3}]}

PAGE = """
import { readFileSync } from "node:fs";
import { Catalog } from "@quotient/checkout";
const [file, request] = process.argv.slice(1);
console.log(JSON.stringify(new Catalog(readFileSync(file, "utf8")).quote(request)));
"""

Handler.log_message = lambda *_: None


class ServerTest(unittest.TestCase):
    def setUp(self):
        self.now = NOW
        self.server = self.serve()

    def serve(self, **settings):
        server = QuoteServer(("127.0.0.1", 0), MODULE, settings.pop("catalog", CATALOG), now=lambda: self.now, **settings)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return server

    def ask(self, method, path, body=None, content_type="application/json", server=None):
        """Status, content type and bytes."""
        connection = http.client.HTTPConnection(*(server or self.server).server_address, timeout=60)
        self.addCleanup(connection.close)
        connection.request(method, path, body, {"Content-Type": content_type} if body is not None else {})
        response = connection.getresponse()
        return response.status, response.headers["Content-Type"], response.read()

    def post(self, body, path="/api/confirm", **settings):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        status, _, told = self.ask("POST", path, data, **settings)
        return status, json.loads(told)

    def account(self):
        return json.loads(self.ask("GET", "/api/account")[2])

    def shown(self, choice, catalog=CATALOG):
        """The answer that a page shows for a choice."""
        account = self.account()
        request = {"type": "change", "actor": {"role": account["role"]}, "subscription": account["subscription"],
                   "tax": account["tax"], **choice}
        command = ["node", "--input-type=module", "-e", PAGE, str(catalog), json.dumps(request)]
        ran = subprocess.run(command, cwd=ROOT / "npm", capture_output=True, text=True, check=True)
        return json.loads(ran.stdout)

    def test_what_the_page_shows_is_charged_once(self):
        answer = self.shown(CHOICE)
        self.assertEqual(answer["amountDue"], "124.76")
        payload = {**CHOICE, "digest": answer["digest"]}
        status, told = self.post(payload)
        self.assertEqual((status, told["charged"], told["currency"]), (200, "124.76", "USD"))
        self.assertEqual(told["subscription"], answer["subscription"])
        self.assertEqual(self.account()["subscription"], answer["subscription"])
        status, told = self.post(payload)
        self.assertEqual((status, told["subscription"]), (409, answer["subscription"]))

    def test_another_quantity_or_digest_is_not(self):
        digest = self.shown(CHOICE)["digest"]
        before = self.account()
        more = {**CHOICE, "items": [{"product": "studio-node", "quantity": 30}]}
        for choice, claimed in [(more, digest), (CHOICE, digest.upper()), (CHOICE, "")]:
            status, told = self.post({**choice, "digest": claimed})
            self.assertEqual((status, told["problem"]), (409, "quote_changed"))
            # The fresh answer is one that can be agreed to.
            self.assertEqual(told["answer"], self.shown({**choice, "at": "2026-11-21T00:00:00Z"}))
        self.assertEqual(self.account(), before)

    def test_a_quote_of_another_time_is_not(self):
        answer = self.shown(CHOICE)
        for now in ["2026-11-20T23:58:49Z", answer["validUntil"]]:
            self.now = datetime.fromisoformat(now.replace("Z", "+00:00"))
            status, told = self.post({**CHOICE, "digest": answer["digest"]})
            self.assertEqual((status, told["answer"]["at"]), (409, now))

    def test_a_page_whose_clock_is_ahead_by_less_than_a_minute_can_pay(self):
        self.now = datetime(2026, 11, 20, 23, 59, 20, tzinfo=timezone.utc)
        self.assertEqual(self.post({**CHOICE, "digest": self.shown(CHOICE)["digest"]})[0], 200)

    def test_what_is_not_the_customers_to_say_is_not_taken(self):
        answer = self.shown(CHOICE)
        agreed = [{"product": "studio-node", "quantity": 12, "agreed": "0.01"}]
        self.assertEqual(self.post({**CHOICE, "items": agreed, "digest": answer["digest"]})[0], 422)
        said = {"currency": "EUR", "actor": {"role": "member"}, "coupons": [], "tax": {}, "subscription": {},
                "type": "renewal"}
        status, told = self.post({**CHOICE, **said, "digest": answer["digest"]})
        self.assertEqual((status, told["charged"]), (200, answer["amountDue"]))

    def test_what_is_not_allowed_is_refused_with_reasons(self):
        choice = {**CHOICE, "items": [{"product": "studio-node", "quantity": 501}]}
        status, told = self.post({**choice, "digest": ""})
        self.assertEqual((status, told["answer"]["problems"][0]["code"]), (409, "quantity_above_maximum"))

    def test_malformed_bodies_are_told(self):
        for body in [b"", b"{", b"[]", b"1", b"null", b"\xff", b"[" * 60_000]:
            self.assertEqual(self.post(body), (400, {"problem": "json_malformed"}), body)
        for body in [{}, CHOICE, {**CHOICE, "digest": 1}]:
            self.assertEqual(self.post(body)[0], 422, body)
        status, told = self.post({**CHOICE, "at": "now", "items": None, "digest": ""})
        paths = {problem["path"] for problem in told["problems"]}
        self.assertEqual((status, paths), (422, {"/at", "/items"}))
        self.assertEqual(self.post(b" " * (64 * 1024 + 1))[0], 413)
        self.assertEqual(self.post(b"{}", "/other")[0], 404)
        self.assertEqual(self.post(b"{}", content_type="text/plain")[0], 415)

    def test_codes_are_given_one_by_one(self):
        catalog = json.loads(self.ask("GET", "/api/catalog")[2])
        self.assertNotIn("coupons", catalog)
        status, terms = self.post({"code": " save10 "}, "/api/code")
        self.assertEqual((status, terms["off"]), (200, {"percent": "10"}))
        self.assertEqual(self.post({"code": "x"}, "/api/code")[1], {"code": "X", "refused": "code_unknown"})
        self.assertEqual(self.post({}, "/api/code"), (422, {"problem": "code_missing"}))

    def test_the_page_is_served_and_nothing_beside_it(self):
        page = self.serve(pages=HERE.parent / "html")
        for path in ["/", "/index.html"]:
            status, kind, data = self.ask("GET", path, server=page)
            self.assertEqual((status, kind), (200, "text/html; charset=utf-8"))
            self.assertEqual(data, (HERE.parent / "html/index.html").read_bytes())
        self.assertEqual(self.ask("GET", "/checkout.js", server=page)[1], "text/javascript; charset=utf-8")
        for path in ["/../react/index.html", "/other.js", "/.."]:
            self.assertEqual(self.ask("GET", path, server=page)[0], 404)
        self.assertEqual(self.ask("GET", "/")[0], 404)

    def test_who_says_nothing_keeps_nobody_waiting(self):
        self.addCleanup(setattr, Handler, "timeout", Handler.timeout)
        Handler.timeout = 600
        for _ in range(40):
            self.addCleanup(socket.create_connection(self.server.server_address).close)
        self.assertEqual(self.ask("GET", "/api/account")[0], 200)

    def test_after_a_trap_the_next_one_is_answered(self):
        self.server.handle_error = lambda *_: None
        self.server.engine.verify = mock.Mock(side_effect=WasmtimeError("unreachable"))
        payload = {**CHOICE, "digest": self.shown(CHOICE)["digest"]}
        self.assertEqual(self.post(payload), (500, {"problem": "internal"}))
        self.assertEqual(self.post(payload)[0], 200)

    def test_of_many_at_once_one_is_charged(self):
        digest = self.shown(CHOICE)["digest"]
        with ThreadPoolExecutor(16) as pool:
            asked = [pool.submit(self.post, {**CHOICE, "digest": digest}) for _ in range(100)]
        statuses = sorted(each.result()[0] for each in asked)
        self.assertEqual(statuses, [200] + [409] * 99)


class ProgramTest(unittest.TestCase):
    def start(self, *arguments):
        command = [sys.executable, "-B", str(HERE / "server.py"), *map(str, arguments)]
        # What runs in the background ignores the signal, and so would what it starts.
        return subprocess.Popen(command, env={**os.environ, "PORT": "0"}, text=True, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))

    def test_what_cannot_be_read_is_said_in_a_line(self):
        for arguments in [("missing.wasm", CATALOG), (MODULE, "missing.json"), (MODULE, ROOT / "examples/request.json")]:
            told = self.start(*arguments).communicate()[1]
            self.assertRegex(told, r"\Acannot start: .+\n\Z")

    def test_it_ends_quietly(self):
        program = self.start(MODULE, CATALOG)
        self.assertRegex(program.stdout.readline(), r"http://127\.0\.0\.1:\d+/")
        program.send_signal(signal.SIGINT)
        self.assertEqual((program.communicate()[1], program.returncode), ("", 0))


class EngineTest(unittest.TestCase):
    def test_problems_of_a_catalog_are_raised(self):
        with self.assertRaises(Problems) as caught:
            Engine(load(MODULE), '{"id": "a", "products": 1}')
        self.assertEqual(caught.exception.problems[0]["path"], "/products")

    def test_after_a_trap_a_new_engine_answers(self):
        module = load(TRAPPING)
        catalog = CATALOG.read_text(encoding="utf-8")
        engine = Engine(module, catalog)
        before = engine.quote(REQUEST)
        with self.assertRaises((Trap, WasmtimeError)):
            engine.exports["trap"](engine.store)
        with self.assertRaises((Trap, WasmtimeError)):
            engine.quote(REQUEST)
        self.assertEqual(Engine(module, catalog).quote(REQUEST), before)


if __name__ == "__main__":
    unittest.main()

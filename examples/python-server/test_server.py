"""The server against quotes that a page would send: made by the package in Node, not by this host."""

import json
import subprocess
import threading
import unittest
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from pathlib import Path

from wasmtime import Trap, WasmtimeError

from engine import Engine, Problems, load
from server import Handler, QuoteServer

ROOT = Path(__file__).resolve().parents[2]
MODULE = ROOT / "npm/build/quote.wasm"
TRAPPING = ROOT / "npm/build/quote-trap.wasm"
CATALOG = ROOT / "examples/catalog.json"

NOW = datetime(2026, 11, 21, 9, 40, tzinfo=timezone.utc)
CHOICE = {
    "at": "2026-11-21T09:30:00Z",
    "cycle": {"unit": "year"},
    "items": [{"product": "studio-node", "quantity": 3}],
    "codes": [],
}
# What the page knows of its customer, as the server does.
REQUEST = {"type": "purchase", "actor": {"role": "owner"}, "currency": "USD",
           "tax": {"rates": [{"id": "vat", "percent": "20"}]}}

PAGE = """
import { readFileSync } from "node:fs";
import { Catalog } from "@quotient/checkout";
const [file, request] = process.argv.slice(1);
console.log(JSON.stringify(new Catalog(readFileSync(file, "utf8")).quote(request)));
"""


def shown(choice):
    """The answer that a page shows for a choice."""
    request = json.dumps({**REQUEST, **choice})
    command = ["node", "--input-type=module", "-e", PAGE, str(CATALOG), request]
    ran = subprocess.run(command, cwd=ROOT / "npm", capture_output=True, text=True, check=True)
    return json.loads(ran.stdout)


Handler.log_message = lambda *_: None


class ServerTest(unittest.TestCase):
    def setUp(self):
        self.now = NOW
        self.server = QuoteServer(("127.0.0.1", 0), MODULE, CATALOG, now=lambda: self.now)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def tearDown(self):
        self.server.shutdown()
        self.server.server_close()

    def post(self, body, path="/verify"):
        url = "http://127.0.0.1:%d%s" % (self.server.server_address[1], path)
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        try:
            with urllib.request.urlopen(urllib.request.Request(url, data=data), timeout=60) as response:
                return response.status, json.load(response)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)

    def test_what_the_page_shows_is_agreed(self):
        answer = shown(CHOICE)
        self.assertEqual(answer["status"], "priced")
        status, body = self.post({**CHOICE, "digest": answer["digest"]})
        self.assertEqual((status, body["status"]), (200, "agreed"))
        self.assertEqual(body["answer"], answer)

    def test_another_quantity_or_digest_is_not(self):
        digest = shown(CHOICE)["digest"]
        more = {**CHOICE, "items": [{"product": "studio-node", "quantity": 30}]}
        for choice, claimed in [(more, digest), (CHOICE, digest.upper()), (CHOICE, "")]:
            status, body = self.post({**choice, "digest": claimed})
            self.assertEqual((status, body["status"]), (409, "differs"))
            # The fresh answer is one that can be agreed to.
            self.assertEqual(body["answer"], shown({**choice, "at": "2026-11-21T09:40:00Z"}))

    def test_a_quote_of_another_time_is_not(self):
        answer = shown(CHOICE)
        for now in ["2026-11-21T09:28:59Z", answer["validUntil"]]:
            self.now = datetime.fromisoformat(now.replace("Z", "+00:00"))
            status, body = self.post({**CHOICE, "digest": answer["digest"]})
            self.assertEqual((status, body["answer"]["at"]), (409, now))

    def test_a_page_whose_clock_is_ahead_by_less_than_a_minute_can_pay(self):
        self.now = datetime(2026, 11, 21, 9, 29, 30, tzinfo=timezone.utc)
        status, body = self.post({**CHOICE, "digest": shown(CHOICE)["digest"]})
        self.assertEqual((status, body["status"]), (200, "agreed"))

    def test_what_is_not_the_customers_to_say_is_not_taken(self):
        answer = shown(CHOICE)
        for said in [{"currency": "EUR"}, {"actor": {"role": "admin"}}, {"coupons": []}, {"tax": {}},
                     {"subscription": {}}, {"type": "renewal"}]:
            status, body = self.post({**CHOICE, **said, "digest": answer["digest"]})
            self.assertEqual((status, body["answer"]), (200, answer))
        agreed = [{"product": "studio-node", "quantity": 3, "agreed": "0.01"}]
        status, body = self.post({**CHOICE, "items": agreed, "digest": answer["digest"]})
        self.assertEqual((status, body["status"]), (400, "malformed"))

    def test_what_is_not_allowed_is_refused_with_reasons(self):
        choice = {**CHOICE, "cycle": {"unit": "month"}, "items": [{"product": "studio-node", "quantity": 501}]}
        status, body = self.post({**choice, "digest": ""})
        self.assertEqual((status, body["status"]), (422, "refused"))
        self.assertEqual(body["answer"]["problems"][0]["code"], "quantity_above_maximum")

    def test_malformed_bodies_are_told(self):
        for body in [b"", b"{", b"[]", b"1", b"\xff", b"[" * 60_000, {}, CHOICE,
                     {**CHOICE, "digest": 1}]:
            status, told = self.post(body)
            self.assertEqual((status, told["status"]), (400, "malformed"), body)
        status, told = self.post({**CHOICE, "at": "now", "items": None, "digest": ""})
        paths = {problem["path"] for problem in told["problems"]}
        self.assertEqual((status, paths), (400, {"/at", "/items"}))
        self.assertEqual(self.post(b" " * (64 * 1024 + 1))[0], 400)
        self.assertEqual(self.post(b"{}", "/other")[0], 404)

    def test_many_at_once_each_get_their_own(self):
        answers = {n: shown({**CHOICE, "items": [{"product": "studio-node", "quantity": n}]}) for n in range(1, 5)}

        def ask(n):
            quantity = n % 4 + 1
            choice = {**CHOICE, "items": [{"product": "studio-node", "quantity": quantity}]}
            return self.post({**choice, "digest": answers[quantity]["digest"]}), quantity

        with ThreadPoolExecutor(16) as pool:
            for (status, body), quantity in pool.map(ask, range(200)):
                self.assertEqual((status, body["answer"]), (200, answers[quantity]))


class EngineTest(unittest.TestCase):
    def test_problems_of_a_catalog_are_raised(self):
        with self.assertRaises(Problems) as caught:
            Engine(load(MODULE), '{"id": "a", "products": 1}')
        self.assertEqual(caught.exception.problems[0]["path"], "/products")

    def test_after_a_trap_a_new_engine_answers(self):
        module = load(TRAPPING)
        catalog, request = CATALOG.read_text(encoding="utf-8"), {**REQUEST, **CHOICE}
        engine = Engine(module, catalog)
        before = engine.quote(request)
        with self.assertRaises((Trap, WasmtimeError)):
            engine.exports["trap"](engine.store)
        with self.assertRaises((Trap, WasmtimeError)):
            engine.quote(request)
        self.assertEqual(Engine(module, catalog).quote(request), before)


if __name__ == "__main__":
    unittest.main()

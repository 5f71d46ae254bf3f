"""Tests of the server against its own description, by requests that Schemathesis makes up:
python3 tests/openapi/run.py. The server has been built, Schemathesis is installed; `cargo xtask test` sees to that.

Whatever is sent, the server answers with a status, a content type and a shape that it describes, and never with 5xx.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import unittest
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("QUOTIENT_SERVER", ROOT / "target/debug/quotient-server")
SCHEMATHESIS = Path(sys.executable).with_name("st")
# Requests made up for every operation and phase.
EXAMPLES = os.environ.get("QUOTIENT_EXAMPLES", "25")
# What a choice may hold depends on its type and on the catalog, which a schema does not say; and an invalid cookie beside
# a valid token is none: tests/api/openapi.rs asks every operation without either.
EXCLUDED = "positive_data_acceptance,ignored_auth"


class Server:
    """The real program with the demo's data, on a port of its own."""

    def __init__(self, folder):
        self.database = str(Path(folder) / "server.db")
        self.log = open(Path(folder) / "log", "w")
        arguments = ["--demo", "--listen", "127.0.0.1:0", "--database", self.database]
        self.process = subprocess.Popen(
            [PROGRAM, "serve", *arguments], stdout=subprocess.PIPE, stderr=self.log, text=True
        )
        self.url = re.search(r"http://\S+", self.process.stdout.readline()).group()

    def token(self, user):
        made = subprocess.run(
            [PROGRAM, "token", "add", "--user", user, "--database", self.database],
            check=True,
            capture_output=True,
            text=True,
        )
        return made.stdout.strip()

    def call(self, method, path, body=None, headers=None):
        """The reply's headers and its JSON."""
        request = urllib.request.Request(
            self.url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"content-type": "application/json", **(headers or {})},
        )
        with urllib.request.urlopen(request) as reply:
            return reply.headers, json.load(reply)

    def stop(self):
        self.process.terminate()
        ended = self.process.wait(timeout=120)
        self.process.stdout.close()
        self.log.close()
        return ended


class Described(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="quotient-openapi-")
        self.addCleanup(self.folder.cleanup)
        self.server = Server(self.folder.name)
        self.addCleanup(self.stop)

    def stop(self):
        if self.server.process.returncode is None:
            self.assertEqual(self.server.stop(), 0, "it ran to the end")

    def conforms(self, headers, *options, known=None):
        """Runs Schemathesis with these headers; `known` are ids that there are."""
        settings = Path(self.folder.name) / "schemathesis.toml"
        lines = [f'"{name}" = {json.dumps(values)}' for name, values in (known or {}).items()]
        settings.write_text("\n".join(["[parameters]", *lines, ""]))
        command = [SCHEMATHESIS, "--config-file", settings, "run", self.server.url + "/api/openapi.json"]
        command += ["--max-examples", EXAMPLES, "--seed", "1", "--no-color", "--warnings", "off"]
        command += ["--generation-database", "none", "--exclude-checks", EXCLUDED, "--request-timeout", "60"]
        command += [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
        run = subprocess.run([*command, *options], capture_output=True, text=True, cwd=self.folder.name)
        said = run.stdout + run.stderr
        self.assertEqual(run.returncode, 0, said[-20_000:])
        tested = re.search(r"Test cases:\s+(\d+) generated", said)
        self.assertGreater(int(tested.group(1)), 300, said[-5_000:])
        ready = urllib.request.urlopen(self.server.url + "/readyz").status
        self.assertEqual(ready, 200, "it still works")

    def test_with_a_bearer_token(self):
        headers = {"Authorization": f"Bearer {self.server.token('u_olivia')}"}
        account = self.server.call("GET", "/api/account", headers=headers)[1]
        subscription = account["subscriptions"][0]["state"]["id"]
        choice = {
            "type": "change",
            "subscription": subscription,
            "at": account["now"],
            "items": [{"product": "studio-node", "quantity": 12}],
        }
        answer = self.server.call("POST", "/api/quote", choice, headers)[1]
        keyed = {**headers, "idempotency-key": "saved"}
        saved = self.server.call("POST", "/api/quotes", {**choice, "digest": answer["digest"]}, keyed)[1]
        known = {"token": saved["link"].rsplit("/", 1)[1], "digest": answer["catalog"]}
        self.conforms(headers, known=known)

    def test_with_a_session(self):
        reply, session = self.server.call("POST", "/api/session", {"user": "u_olivia"})
        headers = {"Cookie": reply["set-cookie"].split(";")[0], "x-csrf-token": session["csrf"]}
        # These end the session, or the time that it lasts.
        ends = ["/api/session", "/api/sessions", "/api/organizations", "/api/demo/clock"]
        self.conforms(headers, *(part for path in ends for part in ("--exclude-path", path)))

    def test_as_staff(self):
        headers = {"Authorization": f"Bearer {self.server.token('u_sam')}"}
        self.conforms(headers, "--include-tag", "staff", "--include-tag", "account")


def main():
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(Described)
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2).run(suite)
    failed = len(result.failures) + len(result.errors)
    passed = result.testsRun - failed - len(result.skipped)
    print(f"{passed} passed, {failed} failed")
    sys.exit(0 if result.wasSuccessful() and passed > 0 else 1)


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    main()

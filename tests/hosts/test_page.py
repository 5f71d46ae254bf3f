"""The hosts on docs/portable.md, as they stand there."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOOL = os.environ.get("QUOTIENT_TOOL", str(ROOT / "target/debug/quotient"))
FILES = ["npm/build/quote.wasm", "examples/catalog.json", "examples/request.json"]


class PageTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        for file in FILES:
            shutil.copy(ROOT / file, self.folder.name)
        command = [TOOL, "quote", "--catalog", "catalog.json", "request.json"]
        self.expected = subprocess.run(command, cwd=self.folder.name, capture_output=True, check=True).stdout

    def tearDown(self):
        self.folder.cleanup()

    def block(self, language):
        page = (ROOT / "docs/portable.md").read_text(encoding="utf-8")
        [block] = re.findall(rf"```{language}\n(.*?)```", page, re.DOTALL)
        return block

    def check(self, *command):
        ran = subprocess.run(command, cwd=self.folder.name, capture_output=True)
        self.assertEqual((ran.stdout, ran.returncode), (self.expected, 0), ran.stderr)
        self.assertIn(b'"digest":"sha256:', ran.stdout)

    def test_python(self):
        self.check(sys.executable, "-I", "-c", self.block("python"))

    def test_node(self):
        self.check("node", "--input-type=module", "-e", self.block("js"))

    def test_a_catalog_that_is_none_stops_both(self):
        (Path(self.folder.name) / "catalog.json").write_text("{}", encoding="utf-8")
        for command in ([sys.executable, "-I", "-c", self.block("python")],
                        ["node", "--input-type=module", "-e", self.block("js")]):
            ran = subprocess.run(command, cwd=self.folder.name, capture_output=True, text=True)
            self.assertEqual((ran.stdout, ran.returncode), ("", 1))
            self.assertIn("missing_field", ran.stderr)

    def test_the_functions_are_those_of_the_module(self):
        page = (ROOT / "docs/portable.md").read_text(encoding="utf-8")
        told = set(re.findall(r"^\| `(\w+)\(", page, re.MULTILINE)) | {"memory"} | set(re.findall(r"`(__\w+)`", page))
        names = "console.log(WebAssembly.Module.exports(new WebAssembly.Module(fs.readFileSync('quote.wasm'))).map(e => e.name).join())"
        ran = subprocess.run(["node", "-e", names], cwd=self.folder.name, capture_output=True, check=True)
        self.assertEqual(told, set(ran.stdout.decode().strip().split(",")))


if __name__ == "__main__":
    unittest.main()

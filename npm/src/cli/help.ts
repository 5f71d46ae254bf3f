// What `--help` says: the words of the tool in Rust, which is the same tool.

/** Of the tool, and of each command. */
export const HELP = {
  tool: `\
Exact quotes for subscriptions, by the file

Usage: quotient [OPTIONS] <COMMAND>

Commands:
  quote    Price requests
  options  Tell what a person may buy and change now, and why not
  verify   Price again and say whether digests hold
  compare  Tell what differs between answers
  lint     Warn of what is legal in a catalog and surely wrong
  check    Run conformance cases against this host
  explain  Tell in English how the amounts of answers came about
  help     Print this message or the help of the given subcommand(s)

Options:
  -q, --quiet    Say nothing on standard error but what ends the work
  -h, --help     Print help
  -V, --version  Print version

How it works:
  Lines of JSON in (NDJSON), a line of JSON out for every line, in the same order, on standard
  output; all else goes to standard error. Files may be of any length: memory does not grow with them.
  A file that is one JSON document over several lines is taken as one line.

  A line that cannot be answered gets {"line": 17, "problems": [{"code", "path", "message"}]} in
  its place, and the next one is read. \`path\` is a JSON pointer into the line, or into the line's
  field that "in" names. An empty line is such a line, too: answers stay beside their questions.
  A request that is well formed and not allowed is answered: {"status": "rejected", ...}.

Exit codes:
  0  every line is fine
  1  some lines could not be answered; or differ, do not hold, fail or are doubtful
  2  wrong usage, an input that cannot be read, or an output that cannot be written

  On a terminal a bar shows the progress, where standard output is not on it, too. When the reader of
  the output has enough (\`| head\`), the work ends quietly.

Examples:
  quotient quote --catalog catalog.json < requests.ndjson > answers.ndjson
  quotient check tests/cases/named.ndjson
  quotient COMMAND --help
`,
  quote: `\
Price requests

Usage: quotient quote [OPTIONS] [FILE]

Arguments:
  [FILE]  The lines; \`-\` or nothing: standard input

Options:
  -c, --catalog <FILE>  The catalog for all lines; without it every line brings its own
  -q, --quiet           Say nothing on standard error but what ends the work
  -h, --help            Print help

Input:
  with --catalog      a request a line
  without             {"catalog": {...}, "request": {...}} a line; other fields are ignored, so that
                      conformance cases are input, too. Catalogs that come again are read once.

Output:
  the answer a line, as canonical JSON: {"status": "priced", ...} or {"status": "rejected", ...}

Examples:
  quotient quote --catalog catalog.json request.json
  quotient quote --catalog catalog.json < requests.ndjson > answers.ndjson
  quotient quote < cases.ndjson | jq -r .amountDue
`,
  options: `\
Tell what a person may buy and change now, and why not

Usage: quotient options [OPTIONS] [FILE]

Arguments:
  [FILE]  The lines; \`-\` or nothing: standard input

Options:
  -c, --catalog <FILE>  The catalog for all lines; without it every line brings its own
  -q, --quiet           Say nothing on standard error but what ends the work
  -h, --help            Print help

Input:
  with --catalog      a question a line: {"at", "actor", "subscription", "existing"}, or "currency"
                      instead of "subscription" for someone who has none
  without             {"catalog": {...}, "options": {...}} a line, the question as above; it may
                      also be called "request". Other fields are ignored.

Output:
  per product the quantities that may be asked for, and the cycles with what they save, or the
  problems why not, a line each

Examples:
  echo '{"at": "2026-11-21T00:00:00Z", "currency": "USD"}' | quotient options --catalog catalog.json
`,
  verify: `\
Price again and say whether digests hold

Usage: quotient verify [OPTIONS] [FILE]

Arguments:
  [FILE]  The lines; \`-\` or nothing: standard input

Options:
  -c, --catalog <FILE>  The catalog for all lines; without it every line brings its own
  -q, --quiet           Say nothing on standard error but what ends the work
  -h, --help            Print help

Input:
  with --catalog      {"request": {...}, "digest": "sha256:..."} a line; other fields are ignored
  without             the same with the "catalog" in it

Output:
  {"holds": true or false, "answer": {...}} a line, the answer as it is priced now. The exit code is 1
  if a digest does not hold. A rejected request has no digest, so none holds.

Examples:
  quotient verify --catalog catalog.json stored.ndjson | jq -c 'select(.holds | not)'
`,
  compare: `\
Tell what differs between answers

Usage: quotient compare [OPTIONS] [A] [B]

Arguments:
  [A]  The answers before, or lines of \`{"a", "b"}\`; \`-\` or nothing: standard input
  [B]  The answers after, line by line those of A

Options:
  -q, --quiet  Say nothing on standard error but what ends the work
  -h, --help   Print help

Input:
  two files           the first line of A with the first of B, and so on
  one, or none        {"a": {...}, "b": {...}} a line; other fields are ignored

Output:
  [{"path", "a", "b"}] a line: every place where the two differ, as a JSON pointer, with what stands
  there; [] where nothing does. The exit code is 1 if anything differs.

Examples:
  quotient quote --catalog old.json requests.ndjson > old.ndjson
  quotient quote --catalog new.json requests.ndjson | quotient compare old.ndjson -
`,
  lint: `\
Warn of what is legal in a catalog and surely wrong

Usage: quotient lint [OPTIONS] [FILE]

Arguments:
  [FILE]  The catalog; \`-\` or nothing: standard input

Options:
  -q, --quiet  Say nothing on standard error but what ends the work
  -h, --help   Print help

Input:
  one catalog, on any number of lines

Output:
  a warning a line, {"code", "path", "message"}, nothing for a catalog without doubts. The exit
  code is 1 if there is a warning, and 2 for what is no catalog; its problems are told on standard error.

Examples:
  quotient lint catalog.json
`,
  check: `\
Run conformance cases against this host

Usage: quotient check [OPTIONS] [FILE]...

Arguments:
  [FILE]...  Files of cases; \`-\` or nothing: standard input

Options:
  -q, --quiet  Say nothing on standard error but what ends the work
  -h, --help   Print help

Input:
  conformance cases: {"name", "catalog", "request", "expect"} a line. Empty lines are skipped.

  An answer conforms when every field of "expect" is in it with the same value: objects may have
  more fields, arrays have the same length and order. "problemCodes" is the sorted set of the
  codes in the answer's problems.

Output:
  the first failed cases with their first differences, then one line: "68 passed, 0 failed". The exit
  code is 1 if a case failed, and 2 if there was none.

Examples:
  quotient check tests/cases/named.ndjson tests/cases/generated.ndjson
`,
  explain: `\
Tell in English how the amounts of answers came about

Usage: quotient explain [OPTIONS] [FILE]

Arguments:
  [FILE]  The answers; \`-\` or nothing: standard input

Options:
  -q, --quiet  Say nothing on standard error but what ends the work
  -h, --help   Print help

Input:
  an answer a line, as \`quotient quote\` writes them

Output:
  [{"kind", "product", "sentences": ["..."]}] a line, for every line of the answer how its amount came
  about; [] for a rejected one

Examples:
  quotient quote --catalog catalog.json request.json | quotient explain | jq -r '.[].sentences[]'
`,
} as const;

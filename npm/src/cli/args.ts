// What may be asked on the command line.

import { parseArgs } from "node:util";

import { HELP } from "./help.js";

/** Wrong usage. */
export class Usage extends Error {
  override readonly name = "Usage";
  /** For standard error. */
  readonly told: string;

  constructor(
    message: string,
    told = `error: ${message}\n\nFor more information, try '--help'.\n`,
  ) {
    super(message);
    this.told = told;
  }
}

export type Command = Exclude<keyof typeof HELP, "tool">;

/** What is asked for. */
export type Asked =
  | { readonly tells: "help"; readonly of: keyof typeof HELP }
  | { readonly tells: "version" }
  | {
      readonly command: Command;
      readonly quiet: boolean;
      /** `--catalog`. */
      readonly catalog: string | undefined;
      /** The files that are named. */
      readonly files: readonly string[];
    };

/** How many files a command takes. */
const FILES: Record<Command, number> = {
  quote: 1,
  options: 1,
  verify: 1,
  compare: 2,
  lint: 1,
  check: Number.POSITIVE_INFINITY,
  explain: 1,
};

const WITH_CATALOG: readonly Command[] = ["quote", "options", "verify", "lint"];

/**
 * Reads the arguments, without the program's own name.
 *
 * @throws {Usage} for whatever may not be asked
 */
export function read(args: readonly string[]): Asked {
  const tokens = tokensOf(args);
  const positionals = tokens.filter((token) => token.kind === "positional");
  const [first, ...rest] = positionals;
  const named = first?.value;
  /** What stands before the command is for the tool. */
  const before = tokens.find(
    (token) =>
      token.kind === "option" &&
      (token.name === "help" || token.name === "version") &&
      (first === undefined || token.index < first.index),
  );
  if (before?.kind === "option") {
    return before.name === "help" ? { tells: "help", of: "tool" } : { tells: "version" };
  }
  if (named === "help") {
    return help(rest.map(({ value }) => value));
  }
  if (args.length === 0) {
    throw new Usage("a command is missing", HELP.tool);
  }
  if (named === undefined || !isCommand(named)) {
    throw new Usage(
      named === undefined ? "a command is missing" : `there is no command \`${named}\``,
    );
  }
  return command(
    named,
    tokens,
    rest.map(({ value }) => value),
  );
}

function command(name: Command, tokens: readonly Token[], files: readonly string[]): Asked {
  const used = new Set<string>();
  let catalog: string | undefined;
  for (const token of tokens) {
    if (token.kind !== "option") {
      continue;
    }
    const isTaken = token.name === "catalog" ? WITH_CATALOG.includes(name) : true;
    if (token.name === "help") {
      return { tells: "help", of: name };
    }
    if (!Object.hasOwn(OPTIONS, token.name) || token.name === "version" || !isTaken) {
      throw new Usage(`\`${token.rawName}\` is no option of \`quotient ${name}\``);
    }
    if (used.has(token.name)) {
      throw new Usage(`\`${token.rawName}\` may be given once`);
    }
    used.add(token.name);
    if (token.name === "catalog") {
      // Short ones may be written `-c=FILE`, too.
      const isShort = token.inlineValue === true && !token.rawName.startsWith("--");
      catalog = isShort ? token.value?.replace(/^=/, "") : token.value;
      if (catalog === undefined || (token.inlineValue !== true && /^-./.test(catalog))) {
        throw new Usage(`\`${token.rawName}\` needs a file`);
      }
    } else if (token.value !== undefined) {
      throw new Usage(`\`${token.rawName}\` takes nothing`);
    }
  }
  if (
    files.length > FILES[name] ||
    (name === "lint" && catalog !== undefined && files.length > 0)
  ) {
    throw new Usage(`more files than \`quotient ${name}\` takes: ${files.join(" ")}`);
  }
  return { command: name, quiet: used.has("quiet"), catalog, files };
}

function help(of: readonly string[]): Asked {
  const [name] = of;
  if (name === undefined || name === "help") {
    return { tells: "help", of: "tool" };
  }
  if (of.length > 1 || !isCommand(name)) {
    throw new Usage(`there is no command \`${of.join(" ")}\``);
  }
  return { tells: "help", of: name };
}

function isCommand(name: string): name is Command {
  return Object.hasOwn(FILES, name);
}

const OPTIONS = {
  catalog: { type: "string", short: "c" },
  quiet: { type: "boolean", short: "q" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean", short: "V" },
} as const;

type Token = ReturnType<typeof tokensOf>[number];

function tokensOf(args: readonly string[]) {
  // Not strict: what is allowed depends on the command.
  const options = { args: [...args], options: OPTIONS, strict: false, allowPositionals: true };
  return parseArgs({ ...options, tokens: true } as const).tokens;
}

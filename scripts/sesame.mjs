// `npm run sesame -- <noun> <verb>`: acts on the database itself, and on a running service over the operators' API. `--help`
// lists them.
import { parseArgs } from "node:util";
import { main } from "./run.mjs";
import { COMMANDS, USAGE, nameOf, usageOf, usageOfNoun } from "./sesame/commands.mjs";
import { openApi } from "./sesame/api.mjs";
import { print } from "./sesame/print.mjs";
import { openDatabase } from "./sesame/database.mjs";

const OPTIONS = {
  help: { type: "boolean", short: "h" },
  json: { type: "boolean" },
  remote: { type: "boolean" },
  env: { type: "string" },
  role: { type: "string" },
  proven: { type: "boolean" },
  scopes: { type: "string" },
  days: { type: "string" },
  save: { type: "boolean" },
  status: { type: "string" },
  limit: { type: "string" },
  until: { type: "string" },
  silent: { type: "boolean" },
  reason: { type: "string" },
  note: { type: "string" },
  type: { type: "string" },
  account: { type: "string" },
  after: { type: "string" },
  once: { type: "boolean" },
  "redirect-uri": { type: "string", multiple: true },
  scope: { type: "string" },
  auth: { type: "string" },
  "first-party": { type: "boolean" },
  "without-pkce": { type: "boolean" },
  members: { type: "string" },
  grace: { type: "string" },
  "open-to-registered": { type: "boolean" },
  name: { type: "string" },
  username: { type: "string" },
  "external-id": { type: "string" },
};

/** Prints how it is used, and exits with 2. */
function misuse(problem, usage = USAGE) {
  console.error(`✗ ${problem}\n\n${usage}`);
  process.exit(2);
}

function readArguments() {
  try {
    return parseArgs({ options: OPTIONS, allowPositionals: true });
  } catch (error) {
    return misuse(error.message);
  }
}

function wrongNumber({ operands }, given) {
  const least = operands.filter((operand) => !operand.startsWith("[")).length;
  return given.length < least || given.length > operands.length ? "Wrong number of operands." : null;
}

/** Sentence about an option that the command does not take; null if there is none. */
function strayOption({ isOverApi, options }, values) {
  const taken = ["json", ...(isOverApi ? [] : ["remote", "env"])];
  const takes = (name) => options.some((option) => option.match(/--[\w-]+/)?.[0] === `--${name}`);
  const stray = Object.keys(values).find((name) => !taken.includes(name) && !takes(name));
  return stray === undefined ? null : `This command has no --${stray}.`;
}

await main(async () => {
  const { values, positionals } = readArguments();
  const name = nameOf(positionals);
  const command = COMMANDS[name];
  if (values.help || positionals.length === 0) {
    console.log(command ? usageOf(name) : (usageOfNoun(positionals[0]) ?? USAGE));
    return;
  }
  if (!command) misuse(`There is no command "${positionals.slice(0, 2).join(" ")}".`, usageOfNoun(positionals[0]) ?? USAGE);
  const operands = positionals.slice(name.split(" ").length);
  const unfit = wrongNumber(command, operands) ?? strayOption(command, values) ?? command.refuses?.(values);
  if (unfit) misuse(unfit, usageOf(name));
  const target = command.isOverApi ? openApi() : await openDatabase({ isRemote: values.remote === true, environment: values.env ?? null });
  const { result, rows, warning, isShown = false } = await command.run(target, operands, values);
  if (!isShown) print(rows ?? [result], { asJson: values.json === true, whole: result ?? rows });
  if (warning) console.error(`! ${warning}`);
});

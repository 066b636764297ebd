// `npm run sesame -- <noun> <verb>`: what is done without an operator yet, on the database itself. `--help` lists it.
import { parseArgs } from "node:util";
import { main } from "./run.mjs";
import { COMMANDS, USAGE, usageOf } from "./sesame/commands.mjs";
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

await main(async () => {
  const { values, positionals } = readArguments();
  const [noun, verb, ...operands] = positionals;
  const command = COMMANDS[`${noun} ${verb}`];
  if (values.help || noun === undefined) {
    console.log(command ? usageOf(`${noun} ${verb}`) : USAGE);
    return;
  }
  if (!command) misuse(`There is no command "${positionals.slice(0, 2).join(" ")}".`);
  const unfit = command.refuses?.(operands, values) ?? (operands.length === command.operands.length ? null : "Wrong number of operands.");
  if (unfit) misuse(unfit, usageOf(`${noun} ${verb}`));
  const database = await openDatabase({ isRemote: values.remote === true, environment: values.env ?? null });
  const { result, rows, warning } = await command.run(database, operands, values);
  if (warning) console.error(`! ${warning}`);
  print(rows ?? [result], { asJson: values.json === true, whole: rows === undefined ? result : rows });
});

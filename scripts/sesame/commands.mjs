// Commands by noun and verb: their operands, options, help and work.
import { LOCAL } from "./api.mjs";
import { addOperator, listOperators, removeOperator, resetFactor } from "./operators.mjs";
import { CLIENT_COMMANDS } from "./clients.mjs";
import { EVENT_COMMANDS } from "./events.mjs";
import { createKey } from "./keys.mjs";
import { RESOURCE_COMMANDS } from "./resources.mjs";
import { SIGNING_KEY_COMMANDS } from "./signing_keys.mjs";
import { USER_COMMANDS } from "./users.mjs";

const ROLES = ["reader", "support", "operator"];

/** Scopes of service keys, as domain::service_key has them. */
export const SCOPES = [
  "users:read", "users:write", "events:read", "clients:write", "webhooks:write", "import", "export", "on-behalf",
];

const unknownScope = (list) => list.split(",").find((scope) => !SCOPES.includes(scope));

/** Commands that call the operators' API of a running service. */
const overApi = (commands) => Object.fromEntries(Object.entries(commands).map(([name, command]) => [name, { ...command, isOverApi: true }]));

export const COMMANDS = {
  "operator add": {
    operands: ["<email>"],
    options: ["[--role reader|support|operator]", "[--proven]"],
    help: "gives an account a role (operator unless said otherwise); --proven vouches that the address is the person's",
    refuses: ({ role }) => (role === undefined || ROLES.includes(role) ? null : `--role is one of ${ROLES.join(", ")}.`),
    run: (database, [email], { role = "operator", proven = false }) => addOperator(database, email, { role, isProven: proven }),
  },
  "operator list": {
    operands: [],
    options: [],
    help: "lists the accounts with a role",
    run: (database) => listOperators(database),
  },
  "operator remove": {
    operands: ["<email>"],
    options: [],
    help: "takes an account's role away; the last operator stays",
    run: (database, [email]) => removeOperator(database, email),
  },
  "operator reset-factor": {
    operands: ["<email>"],
    options: [],
    help: "removes the second factor and backup codes of an account, and ends its sessions",
    run: (database, [email]) => resetFactor(database, email),
  },
  "key create": {
    operands: ["<name>"],
    options: ["--scopes <a,b>", "[--days <n>]", "[--save]"],
    help: `makes a service key, shown this once; scopes: ${SCOPES.join(", ")}; --days ends it, --save keeps one of the local database in .dev.vars`,
    refuses({ scopes, days, save, remote, env }) {
      if (scopes === undefined) return "--scopes is missing.";
      if (unknownScope(scopes) !== undefined) return `There is no scope "${unknownScope(scopes)}".`;
      if (save && (remote || env !== undefined)) return "--save keeps a key of the local database alone: hold this one in SESAME_KEY.";
      if (days !== undefined && !/^[1-9]\d{0,3}$/.test(days)) return "--days is a number of days.";
      return null;
    },
    run: (database, [name], { scopes, days = null, save = false }) =>
      createKey(database, { name, scopes: [...new Set(scopes.split(","))].sort(), days, isSaved: save }),
  },
  ...overApi({ ...USER_COMMANDS, ...CLIENT_COMMANDS, ...RESOURCE_COMMANDS, ...SIGNING_KEY_COMMANDS, ...EVENT_COMMANDS }),
};

const lineOf = (name, { operands, options }) => ["npm run sesame --", name, ...operands, ...options].join(" ");

/** Name of the command that the words begin with; undefined if there is none. */
export const nameOf = ([noun, verb]) => [noun, `${noun} ${verb}`].find((name) => Object.hasOwn(COMMANDS, name));

/** Help of one command. */
export const usageOf = (name) => `${lineOf(name, COMMANDS[name])}\n  ${COMMANDS[name].help}`;

/** Help of a noun's commands; undefined if there are none. */
export function usageOfNoun(noun) {
  const names = Object.keys(COMMANDS).filter((name) => name.split(" ")[0] === noun);
  return names.length === 0 ? undefined : names.map(usageOf).join("\n\n");
}

export const USAGE = `${Object.keys(COMMANDS).map(usageOf).join("\n\n")}

Everywhere: --json prints JSON. "operator" and "key" act on a database: --remote on the deployed one, --env <name> on that
of an environment of wrangler.toml. The others call a service: SESAME_URL (${LOCAL}) with SESAME_KEY (at a service on your
own machine, the one in .dev.vars).
Exit codes: 0 done, 1 refused or not found, 2 misused or without a key, 3 the service does not answer or is not well.`;

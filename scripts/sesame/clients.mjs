// Commands on clients, the applications that sign people in with this service, over the operators' API.
import { readFileSync } from "node:fs";
import { Refusal } from "../run.mjs";
import { EXIT } from "./api.mjs";
import { listOf, misfitOfLimit } from "./lists.mjs";
import { REMARKS, facts } from "./users.mjs";

const METHODS = ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"];
const SHOWN_ONCE = "The client_secret is shown this once.";

/** Members in a file, by the names of RFC 7591. */
function membersIn(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new Refusal(`${path} is no JSON file: ${error.message}`, EXIT.misused);
  }
}

/** Members that the options name. */
function membersOf({ "redirect-uri": uris, scope, auth, "first-party": firstParty, "without-pkce": withoutPkce }) {
  return {
    redirect_uris: uris,
    scope,
    token_endpoint_auth_method: auth,
    first_party: firstParty,
    require_pkce: withoutPkce ? false : undefined,
  };
}

/** Members without those that are undefined. */
const named = (members) => Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));

const withSecret = (client) => ({ result: client, rows: facts(client), warning: client.client_secret === undefined ? null : SHOWN_ONCE });

/** One line of a table. */
const summary = (client) => ({
  name: client.client_name,
  authentication: client.token_endpoint_auth_method,
  "redirect URIs": client.redirect_uris,
  made: new Date(client.client_id_issued_at * 1000).toISOString(),
  client_id: client.client_id,
});

export const CLIENT_COMMANDS = {
  "client create": {
    operands: ["<name>"],
    options: ["[--redirect-uri <uri>]...", "[--scope <a b>]", `[--auth ${METHODS.join("|")}]`, "[--first-party]", "[--without-pkce]", "[--members <file.json>]", ...REMARKS],
    help: "registers an application and shows its secret, this once; --members reads what the other options do not name, by the names of RFC 7591",
    refuses({ auth, members, "redirect-uri": uris }) {
      if (auth !== undefined && !METHODS.includes(auth)) return `--auth is one of ${METHODS.join(", ")}.`;
      return uris === undefined && members === undefined ? "--redirect-uri is missing." : null;
    },
    async run(api, [name], { members: file, reason, note, ...options }) {
      const inFile = file === undefined ? {} : membersIn(file);
      const body = named({ ...inFile, client_name: name, ...named(membersOf(options)), reason, note });
      return withSecret(await api.call("POST", "/clients", { body }));
    },
  },
  "client list": {
    operands: [],
    options: ["[--limit <n>]"],
    help: "lists the applications, the newest first",
    refuses: misfitOfLimit,
    run: (api, _, { limit }) => listOf(api, "clients", { limit }, summary),
  },
  "client rotate": {
    operands: ["<client_id>"],
    options: ["[--grace <seconds>]", ...REMARKS],
    help: "replaces an application's secret; the one before stays good for --grace seconds, or ends at once",
    refuses: ({ grace }) => (grace === undefined || /^\d{1,7}$/.test(grace) ? null : "--grace is a number of seconds."),
    async run(api, [id], { grace = "0", reason, note }) {
      const body = { grace: Number(grace), reason, note };
      return withSecret(await api.call("POST", `/clients/${encodeURIComponent(id)}/secret`, { body }));
    },
  },
};

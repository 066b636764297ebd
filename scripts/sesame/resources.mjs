// Commands on resources, the APIs that take access tokens of this service, over the operators' API.
import { listOf, misfitOfLimit } from "./lists.mjs";
import { REMARKS, facts } from "./users.mjs";

/** One line of a table. */
const summary = ({ identifier, name, scopes, open_to_registered: open, id }) => ({ identifier, name, scopes, "open to registered": open, id });

export const RESOURCE_COMMANDS = {
  "resource create": {
    operands: ["<identifier>", "<name>"],
    options: ["[--scopes <a,b>]", "[--open-to-registered]", ...REMARKS],
    help: "registers an API by its URI, the aud of its tokens; with --open-to-registered, clients that register themselves may ask for its scopes",
    async run(api, [identifier, name], { scopes, "open-to-registered": open, reason, note }) {
      const body = { identifier, name, scopes: scopes?.split(","), open_to_registered: open, reason, note };
      const { resource } = await api.call("POST", "/resources", { body });
      return { result: { resource }, rows: facts(resource) };
    },
  },
  "resource list": {
    operands: [],
    options: ["[--limit <n>]"],
    help: "lists the APIs, the newest first",
    refuses: misfitOfLimit,
    run: (api, _, { limit }) => listOf(api, "resources", { limit }, summary),
  },
};

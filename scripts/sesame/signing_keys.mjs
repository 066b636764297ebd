// Commands on signing keys, over the operators' API.
import { REMARKS } from "./users.mjs";

/** One line of a table. */
const summary = (key) => ({ algorithm: key.algorithm, state: key.state, signs: key.signsAt, until: key.retiresAt, id: key.id });

const listed = (answer, warning = null) => ({ result: answer, rows: answer.keys.map(summary), warning });

/** Command that acts on a key and shows the list after it. */
const acting = (verb, help, warning) => ({
  operands: ["<id>"],
  options: REMARKS,
  help,
  run: async (api, [id], { reason, note }) =>
    listed(await api.call("POST", `/signing-keys/${encodeURIComponent(id)}/${verb}`, { body: { reason, note } }), warning),
});

export const SIGNING_KEY_COMMANDS = {
  "signing-key list": {
    operands: [],
    options: [],
    help: "lists the keys that tokens are signed with, and their states",
    run: async (api) => listed(await api.call("GET", "/signing-keys")),
  },
  "signing-key rotate": acting("rotate", "publishes a successor of the key that signs now; it signs in 10 minutes"),
  "signing-key revoke": acting(
    "revoke",
    "ends a key that leaked: another signs at once, and no token of this one counts",
    "Until they read the new keys, for up to 5 minutes, applications may refuse new tokens.",
  ),
};

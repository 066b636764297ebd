// Commands on people, over the operators' API.
import { Refusal } from "../run.mjs";
import { listOf, misfitOfLimit } from "./lists.mjs";

const WHO = "<email, username or id>";
export const REMARKS = ["[--reason <text>]", "[--note <text>]"];
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Query that names one account. */
function lookUp(who) {
  if (who.includes("@")) return { email: who };
  return UUID.test(who) ? { id: who } : { username: who };
}

async function find(api, who) {
  const { entries } = await api.list("/users", "users", { query: lookUp(who), limit: 1 });
  if (entries.length === 0) throw new Refusal(`Nobody has the ${Object.keys(lookUp(who))[0]} ${who}.`);
  return entries[0];
}

/** One line of a table. */
const summary = ({ id, email, username, state, role, lastSignInAt }) => ({ email, username, state, role, "last sign-in": lastSignInAt, id });

/** One line of a table of sessions. */
const sessionSummary = ({ platform, place, createdAt, lastUsedAt, id }) => ({ device: platform, place, opened: createdAt, "last used": lastUsedAt, id });

/** Lines of a table with one member each. */
export function facts(thing) {
  const value = (member) => {
    if (Array.isArray(member)) return member.map((one) => one.name ?? one.provider ?? one).join(", ") || null;
    return member !== null && typeof member === "object" ? JSON.stringify(member) : member;
  };
  return Object.entries(thing).map(([fact, member]) => ({ fact, value: value(member) }));
}

/** Act on one account: its route below the account's, answered with the account. */
function act(method, path, { members = () => ({}), ...command }) {
  return {
    operands: [WHO],
    ...command,
    options: [...(command.options ?? []), ...REMARKS],
    async run(api, [who], { reason, note, ...values }) {
      const { id } = await find(api, who);
      const { user } = await api.call(method, `/users/${encodeURIComponent(id)}${path}`, { body: { reason, note, ...members(values) } });
      return { result: { user }, rows: [summary(user)] };
    },
  };
}

const misfitOfStatus = ({ status }) => (status === undefined || ["active", "disabled"].includes(status) ? null : "--status is active or disabled.");

export const USER_COMMANDS = {
  "user find": {
    operands: ["[<beginning of an email or username>]"],
    options: ["[--status active|disabled]", "[--limit <n>]"],
    help: "lists people, the newest first",
    refuses: (values) => misfitOfLimit(values) ?? misfitOfStatus(values),
    run: (api, [prefix], { status, limit }) => listOf(api, "users", { prefix, status, limit }, summary),
  },
  "user show": {
    operands: [WHO],
    options: [],
    help: "shows everything about a person",
    async run(api, [who]) {
      const user = await find(api, who);
      return { result: { user }, rows: facts(user) };
    },
  },
  "user sessions": {
    operands: [WHO],
    options: ["[--limit <n>]"],
    help: "lists where a person is signed in, the newest first",
    refuses: misfitOfLimit,
    async run(api, [who], { limit }) {
      const { id } = await find(api, who);
      return listOf(api, "sessions", { limit, path: `/users/${encodeURIComponent(id)}/sessions` }, sessionSummary);
    },
  },
  "user disable": act("POST", "/disable", {
    options: ["[--until <time of RFC 3339>]", "[--silent]"],
    help: "keeps a person out and ends their sessions; --silent sends no mail and needs a note",
    members: ({ until, silent }) => ({ until, silent }),
  }),
  "user enable": act("POST", "/enable", { help: "lets a disabled person in again" }),
  "user reset-factor": act("DELETE", "/second-factor", {
    help: "removes a person's second factor and backup codes, and ends their sessions",
  }),
  "user delete": {
    operands: [WHO],
    options: REMARKS,
    help: "deletes an account with everything that belongs to it, for good",
    async run(api, [who], { reason, note }) {
      const user = await find(api, who);
      const result = await api.call("DELETE", `/users/${encodeURIComponent(user.id)}`, { body: { reason, note } });
      return { result, rows: [{ ...summary(user), state: "deleted" }] };
    },
  },
  invite: {
    operands: ["<email>"],
    options: ["[--name <name>]", "[--username <name>]", "[--external-id <your own id>]", ...REMARKS],
    help: "mails somebody an invitation to sign up; the account will have what is named here",
    async run(api, [email], { name, username, "external-id": externalId, reason, note }) {
      const { invitation } = await api.call("POST", "/invitations", { body: { email, name, username, externalId, reason, note } });
      return { result: { invitation }, rows: facts(invitation) };
    },
  },
};

// Commands on people, over the operators' API.
import { Refusal } from "../run.mjs";

const DEFAULT_LIMIT = 20;
const WHO = "<email, username or id>";
const REMARKS = ["[--reason <text>]", "[--note <text>]"];
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

/** Lines of a table with one member each. */
function facts(user) {
  const value = (member) => {
    if (Array.isArray(member)) return member.map((one) => one.name ?? one.provider).join(", ") || null;
    return member !== null && typeof member === "object" ? JSON.stringify(member) : member;
  };
  return Object.entries(user).map(([fact, member]) => ({ fact, value: value(member) }));
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

const isCount = (text) => /^[1-9]\d{0,5}$/.test(text);

function misfits({ limit, status }) {
  if (limit !== undefined && !isCount(limit)) return "--limit is a number from 1 on.";
  return status === undefined || ["active", "disabled"].includes(status) ? null : "--status is active or disabled.";
}

export const USER_COMMANDS = {
  "user find": {
    operands: ["[<beginning of an email or username>]"],
    options: ["[--status active|disabled]", "[--limit <n>]"],
    help: `lists people, the newest first; ${DEFAULT_LIMIT} of them unless --limit says otherwise`,
    refuses: misfits,
    async run(api, [prefix], { status, limit = DEFAULT_LIMIT }) {
      const { entries, isWhole } = await api.list("/users", "users", { query: { prefix, status }, limit: Number(limit) });
      return { result: { users: entries }, rows: entries.map(summary), warning: isWhole ? null : "There are more: --limit shows them." };
    },
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
  "user disable": act("POST", "/disable", {
    options: ["[--until <time of RFC 3339>]", "[--silent]"],
    help: "keeps a person out and ends their sessions; --silent sends no mail and needs a note",
    members: ({ until, silent }) => ({ until, silent }),
  }),
  "user enable": act("POST", "/enable", { help: "lets a disabled person in again" }),
};

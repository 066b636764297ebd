// Roles of accounts, given and taken on the database itself. Each act is one transaction, claimed by its event, as the
// operators' API does it: see migrations/0019_operators.sql.
import { randomBytes } from "node:crypto";
import { domainToASCII } from "node:url";
import { Refusal } from "../run.mjs";
import { text } from "./database.mjs";

/** Key that the service compares addresses by: the local part in lower case, the domain as an A-label. */
function keyOf(email) {
  const at = email.trim().lastIndexOf("@");
  const [local, domain] = [email.trim().slice(0, at), domainToASCII(email.trim().slice(at + 1))];
  // Lower case would make an ASCII letter of some others, and so another's address of this one.
  if (at < 1 || domain === "" || /[^\x21-\x7e]/.test(local)) throw new Refusal(`"${email}" is no email address.`);
  return text(`${local.toLowerCase()}@${domain}`);
}

/** Statement that claims an act on an account, and the condition that names the account if it was claimed. */
export function claim(kind, { detail = null, from }) {
  const id = text(randomBytes(16).toString("hex"));
  return {
    event: `INSERT INTO events (id, kind, at, about, actor, detail) SELECT ${id}, ${text(kind)}, unixepoch(), accounts.id, 'wrangler', ${text(detail)} FROM accounts WHERE ${from}`,
    account: `(SELECT about FROM events WHERE id = ${id})`,
    isMade: `EXISTS (SELECT 1 FROM events WHERE id = ${id})`,
    id,
  };
}

/** Condition that an account is the only operator; of those whose role counts, if its own does. */
const IS_LAST = `role = 'operator' AND NOT EXISTS (SELECT 1 FROM accounts AS other WHERE other.role = 'operator' AND other.id <> accounts.id
  AND (accounts.email_verified_at IS NULL OR (other.email_verified_at IS NOT NULL
    AND (other.disabled_at IS NULL OR other.disabled_until <= unixepoch()))))`;

/** Statement that voids the recovery links of an account. */
const voidRecoveryLinks = (account) => `DELETE FROM one_time_tokens WHERE kind IN ('recovery', 'requested-recovery') AND account_id = ${account}`;

/** Statements that end what a change of the role ends: src/store/revocation.rs. */
const endRecovery = (account) => [voidRecoveryLinks(account), `DELETE FROM recovery_requests WHERE account_id = ${account}`];

const isLastOperator = (email) => new Refusal(`${email} is the last operator: give somebody else the role first.`);
const signUpFirst = (email) => new Refusal(`No account has the address ${email}: sign up first.`);

export async function addOperator(database, email, { role, isProven }) {
  const key = keyOf(email);
  const act = claim("role-changed", { detail: role, from: `email_key = ${key} AND NOT (${text(role)} <> 'operator' AND ${IS_LAST})` });
  const rows = await database.run([
    act.event,
    `UPDATE accounts SET role_since = CASE WHEN role IS ${text(role)} THEN role_since ELSE unixepoch() END, role = ${text(role)} WHERE id = ${act.account}`,
    ...endRecovery(act.account),
    ...(isProven ? [`UPDATE accounts SET email_verified_at = unixepoch() WHERE email_verified_at IS NULL AND id = ${act.account}`] : []),
    `SELECT email, role, email_verified_at FROM accounts WHERE email_key = ${key}`,
  ]);
  if (rows.length === 0) throw signUpFirst(email);
  const [{ email: address, role: given, email_verified_at: provenAt }] = rows;
  if (given !== role) throw isLastOperator(address);
  const warning = provenAt === null ? "The address is not proven: the role counts once the person opens a mailed link, or with --proven." : null;
  return { result: { email: address, role: given }, warning };
}

export async function listOperators(database) {
  const rows = await database.run([
    `SELECT email, role, role_since, email_verified_at IS NOT NULL AS proven,
       EXISTS (SELECT 1 FROM totp WHERE totp.account_id = accounts.id AND enabled_at IS NOT NULL)
         OR EXISTS (SELECT 1 FROM passkeys WHERE passkeys.account_id = accounts.id) AS factor
     FROM accounts WHERE role IS NOT NULL ORDER BY role, email_key`,
  ]);
  return {
    rows: rows.map(({ email, role, role_since: since, proven, factor }) => ({
      email, role, since: new Date(since * 1000).toISOString(), proven: proven === 1, secondFactor: factor === 1,
    })),
  };
}

export async function removeOperator(database, email) {
  const key = keyOf(email);
  const act = claim("role-changed", { from: `email_key = ${key} AND role IS NOT NULL AND NOT (${IS_LAST})` });
  const rows = await database.run([
    act.event,
    `UPDATE accounts SET role = NULL, role_since = NULL WHERE id = ${act.account}`,
    ...endRecovery(act.account),
    `SELECT email, role FROM accounts WHERE email_key = ${key}`,
  ]);
  if (rows.length === 0) throw signUpFirst(email);
  if (rows[0].role !== null) throw isLastOperator(rows[0].email);
  return { result: rows[0] };
}

export async function resetFactor(database, email) {
  const key = keyOf(email);
  const act = claim("factor-reset", { from: `email_key = ${key} AND EXISTS (SELECT 1 FROM totp WHERE totp.account_id = accounts.id)` });
  // Ends the same rows as Cause::FactorReset of src/store/revocation.rs.
  const ended = ["totp", "backup_codes", "sessions", "authorizations", "second_factor_challenges", "webauthn_challenges"];
  const rows = await database.run([
    act.event,
    ...ended.map((table) => `DELETE FROM ${table} WHERE account_id = ${act.account}`),
    `DELETE FROM oauth_states WHERE link_account_id = ${act.account}`,
    voidRecoveryLinks(act.account),
    `SELECT email, role, ${act.isMade} AS done FROM accounts WHERE email_key = ${key}`,
  ]);
  if (rows.length === 0) throw signUpFirst(email);
  if (rows[0].done !== 1) throw new Refusal(`${rows[0].email} has no second factor.`);
  return { result: { email: rows[0].email, role: rows[0].role } };
}

// Operators and service keys of a worker under test.
import { createHash, randomBytes } from "node:crypto";

/** Signs a visitor up as an operator, in a session that two factors opened; returns the person. */
export async function becomeOperator(visitor) {
  const person = await visitor.signUp();
  await giveRole(visitor.worker, person.email, "operator");
  return person;
}

/** Gives an account a role that counts at once. */
export async function giveRole({ d1 }, email, role) {
  const now = Math.floor(Date.now() / 1000);
  const key = email.toLowerCase();
  await d1.prepare("UPDATE accounts SET role = ?1, role_since = ?2, email_verified_at = ?2 WHERE email_key = ?3").bind(role, now, key).run();
  await d1.prepare("UPDATE sessions SET aal = 2 WHERE account_id = (SELECT id FROM accounts WHERE email_key = ?1)").bind(key).run();
}

/** Id of an account. */
export async function idOf({ d1 }, email) {
  return d1.prepare("SELECT id FROM accounts WHERE email_key = ?1").bind(email.toLowerCase()).first("id");
}

/** Adds a service key with these scopes; returns it. */
export async function addServiceKey({ d1 }, scopes) {
  const id = randomBytes(8).toString("hex");
  const key = `sesame_sk_${id}_${randomBytes(32).toString("base64url")}`;
  const hash = createHash("sha256").update(key).digest("base64url");
  await d1.prepare("INSERT INTO service_keys (id, name, secret_hash, scopes, created_at) VALUES (?, 'Test', ?, ?, 1)").bind(id, hash, scopes).run();
  return key;
}

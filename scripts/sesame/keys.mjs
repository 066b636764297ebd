// Service keys, made on the database itself.
import { createHash, randomBytes, randomInt } from "node:crypto";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Refusal, root } from "../run.mjs";
import { integer, text } from "./database.mjs";

/** Most service keys, as the operators' API has it. */
const MOST = 100;
const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** Key of the format that crypto::service_key reads. */
function draw() {
  const id = Array.from({ length: 16 }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
  const key = `sesame_sk_${id}_${randomBytes(32).toString("base64url")}`;
  return { id, key, hash: createHash("sha256").update(key).digest("base64url") };
}

export async function createKey(database, { name, scopes, days, isSaved }) {
  if (name.trim() === "" || name.length > 200) throw new Refusal("A name has 1 to 200 characters.");
  const { id, key, hash } = draw();
  const end = days === null ? "NULL" : `unixepoch() + ${integer(days)} * 86400`;
  const event = text(randomBytes(16).toString("hex"));
  const made = await database.run([
    `INSERT INTO events (id, kind, at, actor, detail) SELECT ${event}, 'key-made', unixepoch(), 'wrangler', ${text(name)} WHERE (SELECT count(*) FROM service_keys) < ${MOST}`,
    `INSERT INTO service_keys (id, name, secret_hash, scopes, created_at, ends_at) SELECT ${text(id)}, ${text(name)}, ${text(hash)}, ${text(scopes.join(" "))}, unixepoch(), ${end} FROM events WHERE id = ${event}`,
    `SELECT id FROM service_keys WHERE id = ${text(id)}`,
  ]);
  if (made.length === 0) throw new Refusal(`There are ${MOST} service keys, and no room for more: delete one first.`);
  if (isSaved) save(key);
  return { result: { id, name, scopes, key } };
}

/** Keeps a key in .dev.vars, in place of the one before. */
function save(key) {
  const path = join(root, ".dev.vars");
  const lines = existsSync(path) ? readFileSync(path, "utf8").split("\n").filter((line) => line !== "" && !line.startsWith("SESAME_KEY=")) : [];
  writeFileSync(path, [...lines, `SESAME_KEY="${key}"`, ""].join("\n"), { mode: 0o600 });
  chmodSync(path, 0o600); // the mode above is of a new file alone
}

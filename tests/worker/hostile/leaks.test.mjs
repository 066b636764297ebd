// Secrets in storage and in the log: no password, no token, no setting.
import assert from "node:assert/strict";
import { hkdfSync } from "node:crypto";
import { after, test } from "node:test";
import { argon2id } from "hash-wasm";
import { clientsOf, dialectNames } from "../clients/all.mjs";
import { bearerHeader, cookieHeader, send } from "../clients/http.mjs";
import { rows, storedText } from "../support/database.mjs";
import { newPassword, newPerson } from "../support/people.mjs";
import { startWorker } from "../support/worker.mjs";

const worker = await startWorker({ settings: { PASSWORD_PROFILE: undefined } });
after(() => worker.dispose());
const clients = clientsOf(worker);
const { session, cookie } = clients;

/** Uses every feature; returns the secrets involved: passwords, tokens, settings. */
async function useEverything() {
  const secrets = [worker.settings.AUTH_SECRET, worker.settings.DATA_SECRET.split(":")[1]];
  for (const dialect of dialectNames) {
    const person = newPerson();
    const made = await clients[dialect].signUp(person);
    const entered = await clients[dialect].signIn(person);
    const wrong = `canary guess ${person.name}`;
    await clients[dialect].signIn({ ...person, password: wrong });
    await clients[dialect].signUp({ ...person, password: wrong });
    const seen = await session.session(made.token);
    const newer = newPassword();
    await session.changePassword(made.token, person.password, newer);
    secrets.push(person.password, wrong, newer, made.token, entered.token, seen.token);
    if (entered.refreshToken) {
      const { refreshToken } = await cookie.signIn({ ...person, password: newer });
      const renewed = await cookie.refresh(refreshToken);
      secrets.push(made.refreshToken, entered.refreshToken, refreshToken, renewed.refreshToken, renewed.token);
    }
  }
  return [...secrets, ...(await misuse())];
}

/** Sends secrets in the wrong places: paths, queries, malformed bodies and headers. */
async function misuse() {
  const canary = `canary-${newPerson().name.split(" ")[1]}`;
  await send(worker, "GET", `/api/auth/session?token=${canary}`);
  await send(worker, "POST", "/api/auth/sign-in", { body: `{"email":"a@example.com","password":"${canary}"` });
  await send(worker, "POST", "/api/auth/sign-in", { body: { email: canary, password: [canary] } });
  await send(worker, "POST", "/auth/login", { body: canary, type: "text/plain" });
  await send(worker, "GET", "/api/auth/session", { headers: bearerHeader(canary) });
  await send(worker, "POST", "/api/v1/auth/custom-refresh/", { headers: cookieHeader({ refresh_token: canary }) });
  return [canary];
}

/** Encodings of a secret. */
const spellings = (secret) => [secret, encodeURIComponent(secret), Buffer.from(secret).toString("hex"), Buffer.from(secret).toString("base64url"), Buffer.from(secret, "hex").toString("base64")]
  .filter((text) => text.length > 7);
const signature = (secret) => (secret.split(".").length === 3 ? [secret.split(".")[2]] : []);

const secrets = await useEverything();

test("D1 and KV: hold no password, token or secret", async () => {
  const stored = await storedText(worker);
  assert.ok(stored.includes("@example.com"), "the search sees the accounts");
  for (const secret of secrets) {
    for (const text of [...spellings(secret), ...signature(secret)]) assert.ok(!stored.includes(text), `stored: ${text}`);
  }
});

test("log: holds no password, token or secret", async () => {
  const failed = await send(worker, "POST", "/api/auth/sign-in", { body: { email: newPerson().email, password: secrets[2] }, headers: { "x-test-fail-call": "1" } });
  assert.equal(failed.status, 503);
  const log = worker.logs();
  assert.ok(log.length > 0, "a failure of D1 is logged");
  for (const secret of secrets) {
    for (const text of [...spellings(secret), ...signature(secret)]) assert.ok(!log.includes(text), `logged: ${text}`);
  }
});

const phcOf = async (email) => {
  const { id } = (await rows(worker.d1, "accounts")).find((row) => row.email === email);
  return (await rows(worker.d1, "passwords")).find((row) => row.account_id === id);
};
const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

const unpadded = (bytes) => Buffer.from(bytes).toString("base64").replace(/=+$/, "");

/** Argon2id tag of a password, computed by npm's hash-wasm. */
async function tagOf(password, { m, t, p, salt, tag }, secret) {
  const hashLength = Buffer.from(tag, "base64").length;
  const parameters = { memorySize: Number(m), iterations: Number(t), parallelism: Number(p), hashLength, outputType: "binary" };
  return unpadded(await argon2id({ password, salt: Buffer.from(salt, "base64"), ...parameters, ...(secret ? { secret } : {}) }));
}

test("password hash: is by default Argon2id, 19456 KiB, 2 passes, with a random salt and a pepper", async () => {
  const people = [newPerson(), newPerson()].map((person) => ({ ...person, password: "one and the same" }));
  const pepper = Buffer.from(hkdfSync("sha256", worker.settings.DATA_SECRET.split(":")[1], "", "sesame password pepper", 32));
  const salts = [];
  for (const person of people) {
    await session.signUp(person);
    const { hash, pepper_version: version } = await phcOf(person.email);
    assert.match(hash, PHC);
    const [, m, t, p, salt, tag] = hash.match(PHC);
    assert.deepEqual([m, t, p, version], ["19456", "2", "1", 1]);
    assert.ok(Buffer.from(salt, "base64").length >= 16);
    assert.ok(Buffer.from(tag, "base64").length >= 32);
    assert.equal(await tagOf(person.password, { m, t, p, salt, tag }, pepper), tag, "another implementation agrees");
    assert.notEqual(await tagOf(person.password, { m, t, p, salt, tag }), tag, "a dump alone must not test a password");
    salts.push(salt);
  }
  assert.notEqual(salts[0], salts[1]);
});

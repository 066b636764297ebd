// Rotation of secrets and change of the password profile, without locking anybody out by mistake.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { clientsOf, dialectNames } from "../clients/all.mjs";
import { bearerHeader, send } from "../clients/http.mjs";
import { codeOf } from "../support/authenticator_app.mjs";
import { eventually, rows } from "../support/database.mjs";
import { newAddress, newPerson } from "../support/people.mjs";
import { assertError } from "../support/shapes.mjs";
import { decodeToken } from "../support/tokens.mjs";
import { newSecret, startWorker } from "../support/worker.mjs";

const worker = await startWorker();
after(() => worker.dispose());
const clients = clientsOf(worker);
const { session, cookie } = clients;
const set = (settings) => worker.restart({ settings });

async function passwordRow(email) {
  const { id } = (await rows(worker.d1, "accounts")).find((row) => row.email === email);
  return (await rows(worker.d1, "passwords")).find((row) => row.account_id === id);
}
const wrongly = (person) => ({ ...person, ip: newAddress(), password: "a wrong password" });

test("AUTH_SECRET: rotation signs nobody out while the former one is kept", async () => {
  const [first, second] = [newSecret(), newSecret()];
  await set({ AUTH_SECRET: first });
  const person = newPerson();
  const old = [await session.signUp(person), await clients.bearer.signIn(person), await cookie.signIn(person)];

  await set({ AUTH_SECRET: second, AUTH_SECRET_PREVIOUS: first });
  for (const { token } of old) assert.equal((await session.session(token)).status, 200);
  const fresh = await session.signIn(person);
  assert.notEqual(decodeToken(fresh.token).header.kid, decodeToken(old[0].token).header.kid);
  const renewed = await cookie.refresh(old[2].refreshToken);
  assert.equal(renewed.status, 204, renewed.text);
  assert.equal(decodeToken(renewed.token).header.kid, decodeToken(fresh.token).header.kid, "new tokens are signed by the new secret");

  await set({ AUTH_SECRET: second, AUTH_SECRET_PREVIOUS: undefined });
  for (const { token } of old) assertError(await session.session(token), "session", 401, "INVALID_TOKEN");
  for (const { token } of [fresh, renewed]) assert.equal((await session.session(token)).status, 200);
  assert.equal((await session.signIn(person)).status, 200, "passwords do not depend on AUTH_SECRET");
});

test("AUTH_SECRET: refreshes before and after a rotation, within the grace, give one session", async () => {
  const [first, second] = [newSecret(), newSecret()];
  await set({ AUTH_SECRET: first, AUTH_SECRET_PREVIOUS: undefined });
  const { refreshToken } = await cookie.signUp(newPerson());
  const before = await cookie.refresh(refreshToken);
  await set({ AUTH_SECRET: second, AUTH_SECRET_PREVIOUS: first });
  const after = await cookie.refresh(refreshToken);
  assert.equal(after.status, 204, after.text);
  assert.equal(after.refreshToken, before.refreshToken);
  assert.equal((await session.session(after.token)).status, 200);
});

test("DATA_SECRET: rotation signs out no browser that refreshes before the old key goes", async () => {
  const [first, second] = [newSecret(), newSecret()];
  await set({ DATA_SECRET: `1:${first}` });
  const [comes, stays] = [await cookie.signUp(newPerson()), await cookie.signUp(newPerson())];
  const versionOf = ({ refreshToken }) => refreshToken.split(".")[1];

  await set({ DATA_SECRET: `2:${second},1:${first}` });
  const renewed = await cookie.refresh(comes.refreshToken);
  assert.deepEqual([renewed.status, versionOf(comes), versionOf(renewed)], [204, "1", "2"]);
  assert.equal((await cookie.refresh(comes.refreshToken)).refreshToken, renewed.refreshToken, "racing tabs agree");

  await set({ DATA_SECRET: `2:${second}` });
  assert.equal((await cookie.refresh(renewed.refreshToken)).status, 204);
  assertError(await cookie.refresh(stays.refreshToken), "cookie", 401, "INVALID_TOKEN");
});

test("DATA_SECRET: each password is rehashed at its next sign-in; then the old key can go", async () => {
  const [first, second] = [newSecret(), newSecret()];
  await set({ DATA_SECRET: `1:${first}` });
  const [comes, stays] = [newPerson(), newPerson()];
  for (const person of [comes, stays]) await session.signUp(person);
  assert.equal((await passwordRow(comes.email)).pepper_version, 1);

  await set({ DATA_SECRET: `2:${second},1:${first}` });
  const before = await passwordRow(comes.email);
  assert.equal((await session.signIn(wrongly(comes))).status, 401);
  assert.deepEqual(await passwordRow(comes.email), before, "a wrong password re-makes nothing");
  assert.equal((await session.signIn(comes)).status, 200);
  const remade = await eventually(async () => {
    const row = await passwordRow(comes.email);
    assert.equal(row.pepper_version, 2);
    return row;
  });
  assert.equal((await session.signIn(comes)).status, 200);
  assert.deepEqual(await passwordRow(comes.email), remade, "and only once");

  await set({ DATA_SECRET: `2:${second}` });
  for (const dialect of dialectNames) {
    assert.ok((await clients[dialect].signIn({ ...comes, ip: newAddress() })).token, dialect);
    assert.equal((await clients[dialect].signIn({ ...stays, ip: newAddress() })).status, 401, `${dialect} fails closed without the key`);
  }
});

test("DATA_SECRET: another secret under the same version refuses every password", async () => {
  await set({ DATA_SECRET: `1:${newSecret()}` });
  const person = newPerson();
  await session.signUp(person);
  await set({ DATA_SECRET: `1:${newSecret()}` });
  assertError(await session.signIn(person), "session", 401, "INVALID_CREDENTIALS");
});

test("PASSWORD_PROFILE: a change rehashes a password once, at a right sign-in", async () => {
  await set({ PASSWORD_PROFILE: "m7168" });
  const person = newPerson();
  await session.signUp(person);
  const before = await passwordRow(person.email);
  assert.match(before.hash, /^\$argon2id\$v=19\$m=7168,t=5,p=1\$/);
  await set({ PASSWORD_PROFILE: "m12288" });
  assert.equal((await session.signIn(wrongly(person))).status, 401);
  assert.deepEqual(await passwordRow(person.email), before);
  assert.equal((await session.signIn(person)).status, 200);
  const remade = await eventually(async () => {
    const row = await passwordRow(person.email);
    assert.match(row.hash, /^\$argon2id\$v=19\$m=12288,t=3,p=1\$/);
    return row;
  });
  assert.equal((await session.signIn(person)).status, 200);
  assert.deepEqual(await passwordRow(person.email), remade);
});

test("rehash: a failure does not fail the sign-in", async () => {
  await set({ PASSWORD_PROFILE: "m7168" });
  const person = newPerson();
  await session.signUp(person);
  await set({ PASSWORD_PROFILE: "m9216" });
  await worker.d1.prepare("CREATE TRIGGER boom BEFORE UPDATE ON passwords BEGIN SELECT RAISE(ABORT, 'boom'); END").run();
  try {
    assert.equal((await session.signIn(person)).status, 200);
  } finally {
    await worker.d1.prepare("DROP TRIGGER boom").run();
  }
  assert.equal((await session.signIn(person)).status, 200);
});

test("damaged password hash: refuses every password", async () => {
  const person = newPerson();
  await session.signUp(person);
  const { account_id: id } = await passwordRow(person.email);
  for (const hash of ["", "x", "$argon2id$", "$argon2id$v=19$m=4294967295,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA"]) {
    await worker.d1.prepare("UPDATE passwords SET hash = ? WHERE account_id = ?").bind(hash, id).run();
    const answer = await session.signIn({ ...person, ip: newAddress() });
    assert.equal(answer.token, undefined);
    assert.ok([401, 500].includes(answer.status), answer.text);
    assert.equal((await session.signUp(newPerson())).status, 201, "the next request works");
  }
});

const twoFactor = (token, path, body) => send(worker, "POST", `/api/auth/two-factor/${path}`, { body, headers: bearerHeader(token) });

test("second factor: an offer sealed under a removed key is replaced by a new one", async () => {
  const [first, second] = [newSecret(), newSecret()];
  await set({ DATA_SECRET: `1:${first}` });
  const { token } = await session.signUp(newPerson());
  const offered = await twoFactor(token, "enable", {});
  assert.equal(offered.status, 200, offered.text);

  await set({ DATA_SECRET: `2:${second},1:${first}` });
  assert.equal((await twoFactor(token, "enable", {})).body.secret, offered.body.secret, "while its key is there, it stays");
  await eventually(async () => assert.ok((await rows(worker.d1, "totp_offers")).every(({ secret }) => secret.startsWith("2."))));

  await set({ DATA_SECRET: `3:${newSecret()}` });
  const again = await twoFactor(token, "enable", {});
  assert.equal(again.status, 200, again.text);
  assert.notEqual(again.body.secret, offered.body.secret);
  assert.equal((await twoFactor(token, "enable", {})).body.secret, again.body.secret, "and that one stays");
  const step = Math.floor(Date.now() / 30_000);
  assert.equal((await twoFactor(token, "verify", { code: codeOf(offered.body.secret, step) })).status, 401);
  const verified = await twoFactor(token, "verify", { code: codeOf(again.body.secret, step) });
  assert.equal(verified.status, 200, verified.text);
});

test("second factor: is sealed under the new key at its next code; then the old key can go", async () => {
  const [first, second] = [newSecret(), newSecret()];
  await set({ DATA_SECRET: `1:${first}` });
  const person = newPerson();
  const { token } = await session.signUp(person);
  const { secret } = (await twoFactor(token, "enable", {})).body;
  const step = () => Math.floor(Date.now() / 30_000);
  const last = step();
  assert.equal((await twoFactor(token, "verify", { code: codeOf(secret, last) })).status, 200);

  await set({ DATA_SECRET: `2:${second},1:${first}` });
  const signIn = (code) => send(worker, "POST", "/api/auth/sign-in", { body: { email: person.email, password: person.password, totpCode: code } });
  assert.equal((await signIn(codeOf(secret, last + 1))).status, 200, "both secrets of the account are used");
  await eventually(async () => assert.ok((await rows(worker.d1, "totp")).some(({ secret: sealed, enabled_at: on }) => on && sealed.startsWith("2."))));
  await eventually(async () => assert.equal((await passwordRow(person.email)).pepper_version, 2));

  await set({ DATA_SECRET: `2:${second}` });
  await worker.restart({ clockOffset: 60 });
  const late = await signIn(codeOf(secret, step() + 2));
  assert.equal(late.status, 200, late.text);
  await worker.restart({ clockOffset: 0 });
});

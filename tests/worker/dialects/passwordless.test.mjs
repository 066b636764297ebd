// Dialect C and the pairing of dialect A, byte for byte.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { bearerHeader, send } from "../clients/http.mjs";
import { newPerson } from "../support/people.mjs";
import { shownCode, startedLogin } from "../support/redemptions.mjs";
import { assertError, assertExactError, assertLimited } from "../support/shapes.mjs";
import { decodeToken } from "../support/tokens.mjs";
import { openWorld } from "../support/world.mjs";

const world = await openWorld();
after(() => world.dispose());
const { worker, bearer, passwordless, pages, mail, isAlive } = world;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const NOT_AUTHORIZED = { error: "The auth id is invalid, expired, or not yet authorized" };
const LOGIN_FAILED = { message: "Login failed; Invalid user ID or password." };
const NO_DEVICE = { message: "No device found" };
const inMinutes = (minutes, seconds) => assert.ok(Math.abs(seconds - Date.now() / 1000 - minutes * 60) < 30, String(seconds));

for (const email of [undefined, newPerson().email]) {
  test(`registration ${email ? "with" : "without"} an address answers 200 with a session token of 7 days`, async () => {
    const person = { ...newPerson(), email };
    const made = await passwordless.register(person);
    assert.equal(made.status, 200, made.text);
    assert.deepEqual(Object.keys(made.body), ["session_token"]);
    assert.deepEqual(made.cookies, {});
    const { claims } = decodeToken(made.token);
    assert.equal(claims.exp - claims.iat, 7 * 86_400);
    assert.ok(await isAlive(made.token));
  });
}

const good = () => ({ username: newPerson().username, session_platform: "cURL" });
const UNFIT = {
  "no username": { session_platform: "cURL" },
  "an empty username": { ...good(), username: "" },
  "an address as username": { ...good(), username: "a@example.com" },
  "a username with a space": { ...good(), username: "a b" },
  "a username of 65": { ...good(), username: "x".repeat(65) },
  "no platform": { username: newPerson().username },
  "an empty platform": { ...good(), session_platform: "" },
  "a number as username": { ...good(), username: 5 },
  "a list as address": { ...good(), email: ["a@example.com"] },
  "two addresses": { ...good(), email: "a@example.com,b@example.com" },
  "no address in the address": { ...good(), email: "nobody" },
};
for (const [what, body] of Object.entries(UNFIT)) {
  test(`registration: with ${what} is 400 with a message`, async () =>
    assertError(await send(worker, "POST", "/auth/registration", { body }), "passwordless", 400));
}

test("registration: a taken username is 400 in any letter case", async () => {
  const { username } = newPerson();
  await passwordless.register({ username });
  assertError(await passwordless.register({ username: username.toUpperCase() }), "passwordless", 400);
});

test("login: answers 200 with an expiration date and an auth id, for unknown accounts too", async () => {
  const account = await world.registered();
  const other = await world.registered();
  const answers = [await passwordless.logIn(account)];
  for (const pair of [newPerson(), { ...account, email: newPerson().email }, { ...account, username: newPerson().username }, { ...account, email: other.email }]) {
    answers.push(await passwordless.logIn(pair));
  }
  for (const { status, body, headers } of answers) {
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(body).sort(), ["auth_id", "expiration_date"]);
    assert.match(body.auth_id, UUID);
    assert.ok(Number.isInteger(body.expiration_date));
    inMinutes(15, body.expiration_date);
    assert.deepEqual([...headers.keys()], [...answers[0].headers.keys()]);
  }
  for (const { authId } of answers) assertExactError(await passwordless.poll(authId), "passwordless", 400, NOT_AUTHORIZED);
  await mail.next(account.email, "approve-login");
  for (const one of [account, other]) await mail.nothingFor(one.email);
});

test("poll: a pending, unknown, refused, collected or malformed auth id gets the same 400", async () => {
  const [pending, refused, collected] = [await startedLogin(world), await startedLogin(world), await startedLogin(world)];
  await pages.submit("/approve-login", { token: refused.token, decision: "refuse" });
  await pages.submit("/approve-login", { token: collected.token, decision: "confirm" });
  const got = await passwordless.poll(collected.authId);
  assert.deepEqual([got.status, Object.keys(got.body)], [200, ["session_token"]]);
  const ids = [pending.authId, refused.authId, collected.authId, "45314ce9-74c8-48dd-9094-0bcf980f335b", "x", "%00", "'--", "x".repeat(4000), pending.token];
  const texts = new Set();
  for (const id of ids) {
    const answer = await passwordless.poll(id);
    assertExactError(answer, "passwordless", 400, NOT_AUTHORIZED);
    texts.add(answer.text);
  }
  assert.equal(texts.size, 1);
});

test("poll: more than 10 in 5 seconds are 429 while pending; an approved login is still handed out", async () => {
  const { authId, token } = await startedLogin(world);
  const polls = [];
  for (let i = 0; i < 13; i += 1) polls.push(await passwordless.poll(authId));
  assert.deepEqual(polls.map(({ status }) => status), [...Array(10).fill(400), 429, 429, 429]);
  assertLimited(polls[12], "passwordless", 5);
  await pages.submit("/approve-login", { token, decision: "confirm" });
  assert.equal((await passwordless.poll(authId)).status, 200);
});

test("poll: HEAD does not collect the session", async () => {
  const { authId, token } = await startedLogin(world);
  await pages.submit("/approve-login", { token, decision: "confirm" });
  const head = await passwordless.poll(authId, { method: "HEAD" });
  assert.deepEqual([head.status, head.text], [400, ""]);
  assert.equal((await passwordless.poll(authId)).status, 200);
});

test("secrets: the mailed one cannot poll and the polling one cannot approve", async () => {
  const { authId, token } = await startedLogin(world);
  for (const wrong of [authId, authId.replaceAll("-", "")]) {
    assert.equal((await pages.submit("/approve-login", { token: wrong, decision: "confirm" })).status, 400);
  }
  await pages.submit("/approve-login", { token, decision: "confirm" });
  assertExactError(await passwordless.poll(token), "passwordless", 400, NOT_AUTHORIZED);
});

test("login: JSON without a password goes to dialect C, anything else to dialect A", async () => {
  const { email, username } = newPerson();
  const logIn = (options) => send(worker, "POST", "/auth/login", options);
  assertError(await logIn({ body: { email, session_platform: "x" } }), "passwordless", 400);
  assertError(await logIn({ body: {} }), "passwordless", 400);
  assertExactError(await logIn({ body: { username, email, session_platform: "x", password: "" } }), "bearer", 401, LOGIN_FAILED);
  assertExactError(await logIn({ form: true, body: { username, email, session_platform: "x" } }), "bearer", 401, LOGIN_FAILED);
});

test("pairing: a device gets a code, an auth id, an expiry and a polling interval", async () => {
  const shown = await bearer.pairingCode("Living room");
  assert.equal(shown.status, 200, shown.text);
  assert.deepEqual(Object.keys(shown.body).sort(), ["auth_id", "code", "expiration_date", "interval"]);
  assert.match(shown.body.code, /^[0-9A-Z]{6}$/);
  assert.match(shown.body.auth_id, UUID);
  assert.equal(shown.body.interval, 5);
  inMinutes(10, shown.body.expiration_date);
  assertExactError(await passwordless.poll(shown.body.auth_id), "passwordless", 400, NOT_AUTHORIZED);
});

test("pairing: approval answers 200 with the device's name and a token for the caller's session", async () => {
  const { approver, authId, code } = await shownCode(world, {}, "Living room");
  const paired = await bearer.pair(approver.token, ` ${code.slice(0, 3).toLowerCase()}-${code.slice(3)} `);
  assert.equal(paired.status, 200, paired.text);
  assert.deepEqual(Object.keys(paired.body).sort(), ["bearer", "name"]);
  assert.equal(paired.body.name, "Living room");
  assert.equal(decodeToken(paired.token).claims.sid, decodeToken(approver.token).claims.sid);
  const device = await passwordless.poll(authId);
  assert.notEqual(decodeToken(device.token).claims.sid, decodeToken(approver.token).claims.sid);
  assert.equal(decodeToken(device.token).claims.sub, decodeToken(approver.token).claims.sub);
});

test("pairing: an unknown code is 404; a missing code, a missing or invalid token and an unnamed device are 401", async () => {
  const { token } = await world.signedUp();
  for (const code of ["AAAAAA", "x", "AAAAAAA", "ÄÄÄÄÄÄ", "' OR 1", "A".repeat(5000)]) assertExactError(await bearer.pair(token, code), "bearer", 404, NO_DEVICE);
  for (const body of [{}, { code: "" }, { code: null }]) {
    assertExactError(await send(worker, "POST", "/auth/pair", { body, headers: bearerHeader(token) }), "bearer", 401, LOGIN_FAILED);
  }
  for (const one of [undefined, "x", `${token}x`]) assertExactError(await bearer.pair(one, "AAAAAA"), "bearer", 401, LOGIN_FAILED);
  for (const name of [undefined, "", " "]) assertExactError(await bearer.pairingCode(name), "bearer", 401, LOGIN_FAILED);
});

for (const length of ["4", "10"]) {
  test(`pairing: codes have ${length} characters if PAIRING_CODE_LENGTH says so`, async () => {
    const small = await openWorld({ settings: { PAIRING_CODE_LENGTH: length } });
    try {
      const { approver, code } = await shownCode(small);
      assert.match(code, new RegExp(`^[0-9A-Z]{${length}}$`));
      assert.equal((await small.bearer.pair(approver.token, code)).status, 200);
    } finally {
      await small.dispose();
    }
  });
}

// Limits on mails to an address and on guesses of a code, for strangers and members alike.
import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { cookieHeader } from "../clients/http.mjs";
import { tally, together } from "../support/contest.mjs";
import { newAddress, newPerson } from "../support/people.mjs";
import { startedLogin } from "../support/redemptions.mjs";
import { assertError, assertLimited } from "../support/shapes.mjs";
import { openWorld } from "../support/world.mjs";

const world = await openWorld();
after(() => world.dispose());
const { worker, session, cookie, bearer, passwordless, mail, pages } = world;
beforeEach(() => worker.restart({ clockOffset: 0 }));

/** Requests that mail somebody: dialect and request. */
const asking = {
  "a magic link": ["session", ({ email }) => session.sendMagicLink(email)],
  "a forgotten password": ["session", ({ email }) => session.forgotPassword(email)],
  "a login": ["passwordless", (person) => passwordless.logIn({ ...person, ip: newAddress() })],
};
const people = {
  "a member": () => world.registered(),
  "a stranger": async () => newPerson(),
};
for (const [what, [dialect, ask]] of Object.entries(asking)) {
  for (const [who, make] of Object.entries(people)) {
    test(`${what} for ${who}: the sixth mail in 15 minutes is 429 from any client; the next window is open`, async () => {
      const person = await make();
      for (let mails = 0; mails < 5; mails += 1) assert.equal((await ask(person)).status, 200, `mail ${mails + 1}`);
      assertLimited(await ask(person), dialect);
      assertLimited(await ask({ ...person, email: person.email.toUpperCase() }), dialect);
      assert.equal((await ask(await make())).status, 200, "somebody else");
      await worker.restart({ clockOffset: 15 * 60 + 1 });
      assert.equal((await ask(person)).status, 200);
    });
  }
}

test("mail budget: each purpose has its own, which holds against fifty requests at once", async () => {
  const { email, username, token } = await world.registered();
  const ways = [() => session.sendMagicLink(email), () => session.forgotPassword(email), () => passwordless.logIn({ email, username }), () => session.sendVerification(token)];
  for (const ask of ways) assert.deepEqual(tally(await together(50, ask)), { 200: 5, 429: 45 });
  await new Promise((resolve) => setTimeout(resolve, 500));
  assert.equal((await mail.all(email)).length, 21);
});

test("mail budget: limits mails of registrations and address changes", async () => {
  const owner = await world.signedUp();
  for (let i = 0; i < 8; i += 1) {
    const made = await passwordless.register({ ...newPerson(), email: owner.email });
    assert.equal(made.status, 200, "and the answer does not tell");
    assert.equal((await session.changeEmail(made.token, owner.email)).status, i < 5 ? 200 : 429);
  }
  await new Promise((resolve) => setTimeout(resolve, 500));
  assert.ok((await mail.all(owner.email)).length <= 10, "five by registrations, its own among them, and five by changes");
});

test("mail budget: a client gets fifty mails in a window, over all recipients", async () => {
  const ip = newAddress();
  const answers = await together(60, () => session.sendMagicLink(newPerson().email, undefined, { ip }));
  assert.deepEqual(tally(answers), { 200: 50, 429: 10 });
  assertLimited(await session.forgotPassword(newPerson().email, undefined, { ip }), "session");
  assertLimited(await passwordless.logIn({ ...newPerson(), ip }), "passwordless");
  assert.equal((await session.signUp({ ...newPerson(), ip })).status, 201, "and signs up, without a mail");
  assert.equal((await session.sendMagicLink(newPerson().email)).status, 200, "from elsewhere");
});

const wrongCode = (code) => String((Number(code) + 1) % 1_000_000).padStart(6, "0");

test("mailed code: 5 wrong guesses void it, also after another mail; the link still works", async () => {
  const { email, token, verification } = await world.signedUp();
  const wrong = wrongCode(verification.code);
  for (let i = 0; i < 5; i += 1) assertError(await cookie.verifyCode(token, wrong), "cookie", 400, "INVALID_CODE");
  const right = await cookie.verifyCode(token, verification.code);
  assert.ok([400, 429].includes(right.status), right.text);
  await session.sendVerification(token);
  const again = await mail.next(email, "verify-email");
  assertLimited(await cookie.verifyCode(token, again.code), "cookie");
  assert.equal((await session.verifyEmail(again.token)).status, 200);
});

test("mailed code: a new mail does not reset four wrong guesses", async () => {
  const { email, token, verification } = await world.signedUp();
  for (let i = 0; i < 4; i += 1) await cookie.verifyCode(token, wrongCode(verification.code));
  await session.sendVerification(token);
  const again = await mail.next(email, "verify-email");
  assertError(await cookie.verifyCode(token, wrongCode(again.code)), "cookie", 400, "INVALID_CODE");
  assert.notEqual((await cookie.verifyCode(token, again.code)).status, 200);
});

test("mailed code: of fifty wrong guesses at once five are checked", async () => {
  const { token, verification } = await world.signedUp();
  const answers = await together(50, (i) => cookie.verifyCode(token, wrongCode(String(Number(verification.code) + i))));
  assert.deepEqual(tally(answers), { 400: 5, 429: 45 });
});

const malformed = ["", "12345", "1234567", "abcdef", "１２３４５６", "12 345", "-12345", "123456\0"];
test("mailed code: malformed input is not a guess", async () => {
  const { token, verification } = await world.signedUp();
  for (const code of malformed) assertError(await cookie.verifyCode(token, code), "cookie", 400, "INVALID_CODE");
  assert.equal((await cookie.verifyCode(token, verification.code)).status, 200);
});

/** Codes that no device shows: the alphabet of pairing codes has no zero. */
const guess = (i) => `0000${String(i).padStart(2, "0")}`;

for (const ofAccount of [true, false]) {
  test(`pairing: 10 wrong codes of one ${ofAccount ? "account, whatever its clients" : "client, whatever its accounts"}, lead to 429, for a right one too`, async () => {
    const [one, ip] = [await world.signedUp(), newAddress()];
    const pair = async (code) => bearer.pair((ofAccount ? one : await world.signedUp()).token, code, { ip: ofAccount ? newAddress() : ip });
    const { body } = await bearer.pairingCode("x");
    for (let i = 0; i < 10; i += 1) assert.equal((await pair(guess(i))).status, 404);
    assertLimited(await pair(body.code), "bearer");
    assert.equal((await passwordless.poll(body.auth_id)).status, 400);
    const cookieOf = cookieHeader({ access_token: one.token });
    const page = await pages.submit("/pair", { code: body.code }, { headers: cookieOf, ip: ofAccount ? undefined : ip });
    assertLimited(page, "page");
    const other = await world.signedUp();
    assert.equal((await bearer.pair(other.token, body.code)).status, 200, "somebody else, from elsewhere");
  });
}

test("pairing: right codes and malformed input do not count", async () => {
  const [{ token }, ip] = [await world.signedUp(), newAddress()];
  for (let i = 0; i < 12; i += 1) {
    const { body } = await bearer.pairingCode("x");
    assert.equal((await bearer.pair(token, body.code, { ip })).status, 200, `device ${i}`);
    assert.equal((await bearer.pair(token, "no code!", { ip })).status, 404);
  }
});

test("pairing: looking at a device before approving it does not count", async () => {
  const { token } = await world.signedUp();
  const options = { headers: cookieHeader({ access_token: token }), ip: newAddress() };
  for (let i = 0; i < 12; i += 1) {
    const { body } = await bearer.pairingCode("x");
    assert.equal((await pages.submit("/pair", { code: body.code }, options)).status, 200, `device ${i}`);
    assert.equal((await pages.submit("/pair", { code: body.code, decision: "approve" }, options)).status, 200, `device ${i}`);
  }
});

test("pairing: of fifty wrong codes at once ten are checked", async () => {
  const { token } = await world.signedUp();
  assert.deepEqual(tally(await together(50, (i) => bearer.pair(token, guess(i)))), { 404: 10, 429: 40 });
});

test("pairing: limits the codes a client shows in a window", async () => {
  const ip = newAddress();
  const answers = await together(60, () => bearer.pairingCode("x", { ip }));
  assert.deepEqual(tally(answers), { 200: 50, 429: 10 });
  assertLimited(await bearer.pairingCode("x", { ip }), "bearer");
  assert.equal((await bearer.pairingCode("x")).status, 200);
});

test("poll: more than 10 in an interval are 429; the next interval is open", async () => {
  const { authId } = await startedLogin(world);
  const answers = await together(30, () => passwordless.poll(authId));
  assert.deepEqual(tally(answers), { 400: 10, 429: 20 });
  await worker.restart({ clockOffset: 6 });
  assert.equal((await passwordless.poll(authId)).status, 400);
});

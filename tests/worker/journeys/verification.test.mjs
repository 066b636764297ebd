// Proof of an address by the page, the JSON route and the code; and the answer that the account is not the reader's.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { newPerson } from "../support/people.mjs";
import { assertError } from "../support/shapes.mjs";
import { openWorld } from "../support/world.mjs";

const world = await openWorld();
after(() => world.dispose());
const { session, cookie, bearer, passwordless, mail, pages, isAlive } = world;

const userOf = async (token) => (await session.session(token)).body.user;

const makers = {
  session: { signUp: (person) => session.signUp(person, { headers: { "User-Agent": "Toaster/3000" } }), platform: "Toaster" },
  cookie: { signUp: cookie.signUp },
  bearer: { signUp: bearer.signUp },
  passwordless: { signUp: (person) => passwordless.register(person, { platform: "Toaster 3000" }), platform: "Toaster 3000" },
};

/** Ways to answer "mine": each returns the response. */
const mine = {
  "the page": ({ verification }) => pages.choose(verification.link, "mine"),
  "the JSON route": ({ verification }) => session.verifyEmail(verification.token),
  "the code": ({ token, verification }) => cookie.verifyCode(token, verification.code),
};

for (const [dialect, { signUp, platform }] of Object.entries(makers)) {
  for (const [way, prove] of Object.entries(mine)) {
    test(`verification: an account of ${dialect} is verified by ${way}, keeps its data and opens no session`, async () => {
      const person = newPerson();
      const { token } = await signUp(person);
      const verification = await mail.next(person.email, "verify-email");
      assert.equal((await userOf(token)).emailVerified, false);
      const answer = await prove({ token, verification });
      assert.equal(answer.status, 200, answer.text);
      assert.deepEqual(answer.cookies, {});
      if (way !== "the page") assert.deepEqual([answer.body.success, answer.body.user.emailVerified], [true, true]);
      assert.equal((await userOf(token)).emailVerified, true);
      assert.equal((await session.sessions(token)).body.sessions.length, 1);
      if (dialect !== "passwordless") assert.ok((await session.signIn(person)).token);
    });
  }

  test(`verification page: an account of ${dialect} is named, with “mine” and “not mine” to choose`, async () => {
    const person = newPerson();
    await signUp(person);
    const { link } = await mail.next(person.email, "verify-email");
    const page = await pages.open(link);
    assert.equal(page.status, 200);
    for (const fact of [person.email, platform, "Austin", "UTC"].filter(Boolean)) assert.ok(page.text.includes(fact), fact);
    assert.deepEqual(page.forms.map(({ method, mark, fields }) => [method, mark, fields.decision]), [["post", "confirm", "mine"], ["post", "refuse", "not_mine"]]);
  });
}

test("verification: “not mine” detaches and frees the address; the account stays", async () => {
  const account = await world.registered();
  const answer = await pages.choose(account.verification.link, "not_mine");
  assert.equal(answer.status, 200, answer.text);
  const user = await userOf(account.token);
  assert.deepEqual([user.email, user.emailVerified], [null, false]);
  assertError(await session.verifyEmail(account.verification.token), "session", 400, "INVALID_TOKEN");
  await session.sendMagicLink(account.email);
  await mail.nothingFor(account.email);
  const owner = { ...newPerson(), email: account.email };
  assert.equal((await session.signUp(owner)).status, 201, "the owner of the mailbox signs up");
});

test("verification: “not mine” ends sessions opened through the address", async () => {
  const account = await world.registered();
  const { authId } = await passwordless.logIn(account);
  const login = await mail.next(account.email, "approve-login");
  assert.equal((await pages.choose(account.verification.link, "not_mine")).status, 200);
  assert.equal((await pages.submit("/approve-login", { token: login.token, decision: "confirm" })).status, 400);
  assert.equal((await passwordless.poll(authId)).status, 400);
});

test("verification: a wrong or spent token is 400 INVALID_TOKEN, on the page a message", async () => {
  const { verification } = await world.signedUp();
  await session.verifyEmail(verification.token);
  for (const token of [verification.token, "", "x", `${verification.token}x`, verification.token.slice(0, -1), "verify-email_", "a".repeat(3000)]) {
    assertError(await session.verifyEmail(token), "session", 400, "INVALID_TOKEN");
    const page = await pages.submit("/verify-email", { token, decision: "mine" });
    assert.equal(page.status, 400);
    assert.match(page.headers.get("content-type"), /^text\/html/);
  }
});

test("verification: a new mail voids the former link and code", async () => {
  const { email, token, verification: old } = await world.signedUp();
  assert.deepEqual((await session.sendVerification(token)).body, { success: true });
  const newer = await mail.next(email, "verify-email");
  assertError(await session.verifyEmail(old.token), "session", 400, "INVALID_TOKEN");
  if (old.code !== newer.code) assertError(await cookie.verifyCode(token, old.code), "cookie", 400, "INVALID_CODE");
  assert.equal((await cookie.verifyCode(token, newer.code)).status, 200);
});

test("verification: a proven address gets no mail", async () => {
  const account = await world.verified(await world.signedUp());
  assert.deepEqual((await session.sendVerification(account.token)).body, { success: true });
  await mail.nothingFor(account.email);
});

test("verification: a code works for its own account only", async () => {
  const [one, other] = [await world.signedUp(), await world.signedUp()];
  if (one.verification.code !== other.verification.code) {
    assertError(await cookie.verifyCode(other.token, one.verification.code), "cookie", 400, "INVALID_CODE");
  }
  assertError(await cookie.verifyCode(undefined, one.verification.code), "cookie", 401, "INVALID_TOKEN");
  assert.equal((await userOf(one.token)).emailVerified, false);
});

test("verification: opens no session for the waiting registrant", async () => {
  const account = await world.registered();
  const before = (await session.sessions(account.token)).body.sessions.map(({ id }) => id);
  const answer = await pages.choose(account.verification.link, "mine");
  assert.deepEqual(answer.cookies, {});
  assert.deepEqual((await session.sessions(account.token)).body.sessions.map(({ id }) => id), before);
  assert.ok(await isAlive(account.token));
});

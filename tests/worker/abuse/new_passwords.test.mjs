// Common passwords are refused wherever a person chooses one.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { checkedIn, encode, filter, known } from "../../../scripts/common_passwords.mjs";
import { newPassword, newPerson } from "../support/people.mjs";
import { assertError } from "../support/shapes.mjs";
import { NO_LIMITS, openWorld } from "../support/world.mjs";

const world = await openWorld({ settings: { ...NO_LIMITS, APP_NAME: "Acme Accounts" } });
after(() => world.dispose());
const { bearer, session, cookie, mail, pages } = world;

const COMMON = ["password", "12345678", "Password123", "PASSWORD123", "qwertyuiop", "iloveyou1", "Trustno1", "1q2w3e4r"];
/** Passwords that contain nothing but a name of the person who signs up. */
const telling = ({ email, name }) => [email, email.toUpperCase(), email.split("@")[0], name, name.toUpperCase(), "acme accounts", "http://localhost:8787", "localhost:8787"];
/** Passwords of the published examples. */
const PUBLISHED = ["SecurePassword123", "supersafepassword", "secure_password", "correct horse battery"];

const forms = { session: session.signUp, cookie: cookie.signUp };

for (const [dialect, signUp] of Object.entries(forms)) {
  test(`${dialect}: a sign-up with a common or a personal password is refused`, async () => {
    const person = newPerson();
    for (const password of [...COMMON, ...telling(person)]) {
      const answer = await signUp({ ...person, password });
      assertError(answer, dialect, 400, "PASSWORD_TOO_COMMON");
      assert.equal(answer.calls, 0, `${password}: no trip to the database`);
    }
    assert.ok((await signUp(person)).token, "the address is free");
  });

  test(`${dialect}: the published examples sign up`, async () => {
    for (const password of PUBLISHED) assert.ok((await signUp({ ...newPerson(), password })).token, password);
  });
}

test("bearer: a client-hashed string is not checked", async () => {
  for (const password of ["password", "12345678", "x"]) assert.ok((await bearer.signUp({ ...newPerson(), password })).token, password);
});

test("password change: a common password is refused and changes nothing", async () => {
  const person = await world.signedUp();
  assert.equal((await session.updateUser(person.token, { username: person.username })).status, 200);
  for (const password of [...COMMON, ...telling(person), person.username, person.username.toUpperCase()]) {
    assertError(await session.changePassword(person.token, person.password, password), "session", 400, "PASSWORD_TOO_COMMON");
  }
  assert.ok((await session.signIn(person)).token);
  assert.equal((await session.changePassword(person.token, person.password, "not at all common")).status, 200);
});

test("password reset: a common password is refused by API and page, and the link stays valid", async () => {
  const person = await world.signedUp();
  await session.forgotPassword(person.email);
  const { token, link } = await mail.next(person.email, "reset-password");
  for (const password of [...COMMON, ...telling(person)]) {
    assertError(await session.resetPassword(token, password), "session", 400, "PASSWORD_TOO_COMMON");
  }
  const again = await pages.choose(link, "confirm", { typed: { newPassword: "Password123" } });
  assert.equal(again.status, 400);
  assert.match(again.text, /This password is too common/);
  assert.equal((await session.resetPassword(token, "not at all common")).status, 200);
  assert.ok((await session.signIn({ ...person, password: "not at all common" })).token);
});

test("sign-in: an existing common password still works", async () => {
  const person = { ...newPerson(), password: "password123" };
  await bearer.signUp(person);
  assert.ok((await session.signIn(person)).token);
});

test("filter: is built from the list beside it and nothing else", () => {
  assert.ok(encode(checkedIn()).equals(filter()));
});

test("filter: has no false positive among the passwords of these tests", () => {
  const taken = known(checkedIn());
  assert.ok(COMMON.every(taken));
  // One in 16,384 is refused by mistake: enough are drawn here to meet some, and none of those may be used.
  const drawn = Array.from({ length: 100_000 }, (_, n) => [`correct horse ${n}`, newPassword(String(n))]);
  assert.ok(drawn.some(([first]) => taken(first)));
  for (const [, given] of drawn) assert.ok(!taken(given), given);
});

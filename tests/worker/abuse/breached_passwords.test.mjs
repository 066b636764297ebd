// Breached passwords: new passwords are looked up, if configured, by five digits of a hash. A failed lookup blocks
// nobody.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { newPassword, newPerson } from "../support/people.mjs";
import { assertError } from "../support/shapes.mjs";
import { NO_LIMITS, openWorld } from "../support/world.mjs";
import { sha1, startBreachedDouble } from "./breached_double.mjs";

const double = await startBreachedDouble();
const world = await openWorld({ settings: { ...NO_LIMITS, BREACHED_PASSWORDS_URL: double.url } });
after(async () => {
  await world.dispose();
  await double.close();
});
const { worker, bearer, session, cookie, mail, pages } = world;

function breached(count) {
  const password = newPassword();
  double.know(password, count);
  return password;
}

for (const [dialect, client] of Object.entries({ session, cookie })) {
  test(`${dialect}: a breached password does not sign up, another does`, async () => {
    const person = newPerson();
    const answer = await client.signUp({ ...person, password: breached() });
    assertError(answer, dialect, 400, "PASSWORD_BREACHED");
    assert.equal(answer.calls, 0);
    assert.ok((await client.signUp(person)).token);
  });
}

test("search: sends five digits of the hash, once, and asks for padding", async () => {
  const password = "p\u00e4ssw\u00f6rter sind viele";
  const before = double.requests.length;
  assert.ok((await session.signUp({ ...newPerson(), password: password.normalize("NFD") })).token);
  const asked = double.requests.slice(before);
  assert.equal(asked.length, 1);
  assert.deepEqual([asked[0].method, asked[0].path, asked[0].padded], ["GET", `/range/${sha1(password).slice(0, 5)}`, true]);
  assert.match(asked[0].agent, /^Sesame\//);
});

test("search: ignores entries with a count of zero", async () => {
  assert.ok((await session.signUp({ ...newPerson(), password: breached(0) })).token);
});

test("search: reads a range of eight thousand entries to its end", async () => {
  double.others = 8000;
  assertError(await session.signUp({ ...newPerson(), password: breached() }), "session", 400, "PASSWORD_BREACHED");
  double.others = 800;
});

test("search: is skipped for client-hashed strings, for refused passwords and at sign-in", async () => {
  const before = double.requests.length;
  const person = { ...newPerson(), password: breached() };
  assert.ok((await bearer.signUp(person)).token);
  assert.ok((await session.signIn(person)).token, "who has it already signs in");
  for (const password of ["short", "password123", person.email]) await session.signUp({ ...newPerson(), email: person.email, password });
  assert.equal(double.requests.length, before);
});

test("search: covers change and reset; a refusal keeps the link, an invalid link asks nothing", async () => {
  const person = await world.signedUp();
  assertError(await session.changePassword(person.token, person.password, breached()), "session", 400, "PASSWORD_BREACHED");
  await session.forgotPassword(person.email);
  const { token, link } = await mail.next(person.email, "reset-password");
  assertError(await session.resetPassword(token, breached()), "session", 400, "PASSWORD_BREACHED");
  assert.match((await pages.choose(link, "confirm", { typed: { newPassword: breached() } })).text, /known from a data breach/);
  const before = double.requests.length;
  assert.equal((await session.resetPassword(`${token}x`, breached())).status, 400);
  assert.equal(double.requests.length, before);
  assert.equal((await session.resetPassword(token, newPassword())).status, 200);
});

const text = (status, body) => (response) => response.writeHead(status, { "Content-Type": "text/plain" }).end(body);
for (const [how, behaviour] of Object.entries({
  "answers 503": "fail", "hangs up": "hangUp", "serves a page": "page", "redirects": "redirect", "is overloaded": "overload",
  "serves a mebibyte": text(200, `${"A".repeat(35)}:1\r\n`.repeat(28_000)), "serves no text": text(200, Buffer.from([0xff, 0xfe, 0x00])),
})) {
  test(`search: if it ${how}, the password is accepted and the log says so`, async () => {
    const before = worker.logs().length;
    const person = { ...newPerson(), password: breached() };
    await double.behaving(behaviour, async () => assert.ok((await session.signUp(person)).token));
    const log = worker.logs().slice(before);
    assert.match(log, /breach_check_failed/);
    assert.ok(!log.includes(person.password) && !log.includes(sha1(person.password).slice(0, 5)));
  });
}

for (const behaviour of ["silent", "drip"]) {
  test(`search: if ${behaviour}, times out after one second`, async () => {
    await double.behaving(behaviour, async () => {
      const start = Date.now();
      assert.ok((await session.signUp({ ...newPerson(), password: breached() })).token);
      const took = Date.now() - start;
      assert.ok(took >= 900 && took < 3_500, `${took} ms`);
    });
  });
}

test("search: is off without the setting", async () => {
  await worker.restart({ settings: { BREACHED_PASSWORDS_URL: undefined } });
  const before = double.requests.length;
  assert.ok((await session.signUp({ ...newPerson(), password: breached() })).token);
  assert.equal(double.requests.length, before);
});

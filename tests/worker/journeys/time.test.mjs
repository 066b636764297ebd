// Sessions over time: renewal, expiry, and the day during which the previous refresh token still works.
import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { clientsOf } from "../clients/all.mjs";
import { newPerson } from "../support/people.mjs";
import { assertError } from "../support/shapes.mjs";
import { decodeToken } from "../support/tokens.mjs";
import { startWorker } from "../support/worker.mjs";

const worker = await startWorker();
after(() => worker.dispose());
const { session, cookie, bearer } = clientsOf(worker);

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const at = (seconds) => worker.restart({ clockOffset: seconds });
const expiry = (token) => decodeToken(token).claims.exp;
const issued = (token) => decodeToken(token).claims.iat;

beforeEach(() => at(0));

for (const [name, signUp] of [["bearer", bearer.signUp], ["session", session.signUp]]) {
  test(`a token of ${name} lives 7 days, is renewed once a day old, and its session ends at 30 days`, async () => {
    const first = await signUp(newPerson());
    assert.equal(expiry(first.token) - issued(first.token), 7 * DAY);
    const end = issued(first.token) + 30 * DAY;

    await at(23 * HOUR);
    assert.equal((await session.session(first.token)).token, first.token, "not yet a day old");

    let { token } = first;
    for (let day = 2; day < 30; day += 6) {
      await at(day * DAY);
      const seen = await session.session(token);
      assert.equal(seen.status, 200, `day ${day}: ${seen.text}`);
      assert.notEqual(seen.token, token, `day ${day}: renewed`);
      assert.ok(expiry(seen.token) <= end, `day ${day}: never past the absolute end`);
      assert.ok(expiry(seen.token) > expiry(token) || expiry(seen.token) >= end - 5);
      assert.equal(Date.parse(seen.body.session.expiresAt) / 1000, expiry(seen.token));
      token = seen.token;
    }
    await at(30 * DAY + 5);
    assertError(await session.session(token), "session", 401, "INVALID_TOKEN");
  });
}

test("session token: expires after 7 days without renewal", async () => {
  const { token } = await session.signUp(newPerson());
  await at(7 * DAY - 60);
  assert.equal((await session.session(token)).status, 200);
  await at(7 * DAY + 120);
  assertError(await session.session(token), "session", 401, "INVALID_TOKEN");
});

test("access cookie: expires after 15 minutes; the refresh token outlives it", async () => {
  const { token, refreshToken } = await cookie.signUp(newPerson());
  assert.equal(expiry(token) - issued(token), 15 * MINUTE);
  await at(14 * MINUTE);
  assert.equal((await session.session(token)).status, 200);
  await at(17 * MINUTE);
  assertError(await session.session(token), "session", 401, "INVALID_TOKEN");
  const renewed = await cookie.refresh(refreshToken);
  assert.equal(renewed.status, 204, renewed.text);
  assert.equal((await session.session(renewed.token)).status, 200);
});

test("refresh: continues a session to its 30th day and no further", async () => {
  const first = await cookie.signUp(newPerson());
  let { refreshToken } = first;
  const end = issued(first.token) + 30 * DAY;
  for (const day of [10, 20, 29]) {
    await at(day * DAY);
    const renewed = await cookie.refresh(refreshToken);
    assert.equal(renewed.status, 204, `day ${day}: ${renewed.text}`);
    const left = end - day * DAY - issued(first.token);
    const maxAge = Number(renewed.cookies.refresh_token.attributes["max-age"]);
    assert.ok(maxAge <= left + 5, `day ${day}: the cookie lives ${maxAge} s of ${left}`);
    assert.ok(expiry(renewed.token) <= end);
    refreshToken = renewed.refreshToken;
  }
  await at(30 * DAY + 5);
  assertError(await cookie.refresh(refreshToken), "cookie", 401, "INVALID_TOKEN");
});

test("refresh: within 24 hours a token whose successor is unused gives the same successor", async () => {
  const { refreshToken } = await cookie.signUp(newPerson());
  const first = await cookie.refresh(refreshToken);
  await at(DAY - 60);
  const second = await cookie.refresh(refreshToken);
  assert.equal(second.status, 204, second.text);
  assert.equal(second.refreshToken, first.refreshToken);
  assert.equal((await session.session(second.token)).status, 200);
});

test("refresh: a spent token presented after 24 hours ends the whole session", async () => {
  const { refreshToken } = await cookie.signUp(newPerson());
  const first = await cookie.refresh(refreshToken);
  await at(DAY + 60);
  assertError(await cookie.refresh(refreshToken), "cookie", 401, "INVALID_TOKEN");
  assert.equal((await session.session(first.token)).status, 401);
  assert.equal((await cookie.refresh(first.refreshToken)).status, 401);
});

test("refresh: a spent token whose successor was used ends the whole session", async () => {
  const person = newPerson();
  const { refreshToken } = await cookie.signUp(person);
  const elsewhere = await session.signIn(person);
  const first = await cookie.refresh(refreshToken);
  const second = await cookie.refresh(first.refreshToken);
  assert.equal(second.status, 204);
  assertError(await cookie.refresh(refreshToken), "cookie", 401, "INVALID_TOKEN");
  for (const { token } of [first, second]) assert.equal((await session.session(token)).status, 401);
  for (const one of [first, second]) assert.equal((await cookie.refresh(one.refreshToken)).status, 401);
  assert.equal((await session.session(elsewhere.token)).status, 200, "another session of the person stays");
});

test("deletion: needs the password once the session is ten minutes old", async () => {
  const person = newPerson();
  const { token } = await session.signUp(person);
  await at(11 * MINUTE);
  assertError(await session.deleteUser(token, {}), "session", 403, "REAUTHENTICATION_REQUIRED");
  const wrong = await session.deleteUser(token, { password: "not the password" });
  assert.ok([401, 403].includes(wrong.status), wrong.text);
  assert.equal((await session.session(token)).status, 200);
  assert.equal((await session.deleteUser(token, { password: person.password })).status, 200);
});

test("deletion: needs no password in a fresh session", async () => {
  const { token } = await session.signUp(newPerson());
  const deleted = await session.deleteUser(token);
  assert.equal(deleted.status, 200, deleted.text);
});

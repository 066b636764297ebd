// Magic links by the JSON route and by the page. Opening the page spends nothing.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { pathOf } from "../clients/pages.mjs";
import { send } from "../clients/http.mjs";
import { assertError } from "../support/shapes.mjs";
import { openWorld } from "../support/world.mjs";
import { TRUSTED_ORIGIN } from "../support/worker.mjs";

const world = await openWorld();
after(() => world.dispose());
const { session, cookie, mail, pages, isAlive } = world;

/** Proven account to which a link was mailed. */
async function mailed(redirectUrl) {
  const account = await world.verified(await world.signedUp());
  const asked = await session.sendMagicLink(account.email, redirectUrl);
  const { requestId, ...said } = asked.body;
  assert.deepEqual([asked.status, said], [200, { success: true, message: "Magic link sent to email" }]);
  assert.match(requestId, /^[\w.-]+$/);
  return { ...account, magic: await mail.next(account.email, "magic-link") };
}

test("magic link: the JSON route gives user and session once; other sessions and the password stay", async () => {
  const account = await mailed();
  const opened = await session.magicLink(account.magic.token);
  assert.equal(opened.status, 200, opened.text);
  assert.equal(opened.body.user.email, account.email);
  assert.ok(await isAlive(opened.token));
  assert.ok(await isAlive(account.token));
  assert.ok((await session.signIn(account)).token);
  assertError(await session.magicLink(account.magic.token), "session", 401, "INVALID_TOKEN");
});

test("magic link: the page sets both cookies and redirects", async () => {
  const target = `${TRUSTED_ORIGIN}/welcome?from=mail#top`;
  const account = await mailed(target);
  const page = await pages.open(account.magic.link);
  assert.match(page.headers.get("content-security-policy"), /form-action 'self' https: http:\/\/localhost:\*;/);
  const answer = await pages.choose(account.magic.link, "confirm");
  assert.equal(answer.status, 303, answer.text);
  assert.equal(answer.headers.get("location"), target);
  const { access_token: access, refresh_token: refresh } = answer.cookies;
  for (const one of [access, refresh]) {
    assert.deepEqual([one.attributes.httponly, one.attributes.samesite, one.attributes.path], [true, "Lax", "/"]);
  }
  assert.ok(await isAlive(access.value));
  assert.equal((await cookie.refresh(refresh.value)).status, 204);
  const again = await pages.submit("/magic-link", { token: account.magic.token, decision: "confirm" });
  assert.deepEqual([again.status, again.cookies], [400, {}]);
});

test("magic link: without a redirectUrl the page redirects to the account", async () => {
  const { magic } = await mailed();
  const answer = await pages.choose(magic.link, "confirm");
  assert.deepEqual([answer.status, answer.headers.get("location")], [303, "/account"]);
  assert.ok(answer.cookies.access_token.value);
});

test("magic link: the page replaces another account's cookies", async () => {
  const [one, other] = [await mailed(), await cookie.signUp((await world.signedUp()))];
  assert.equal(other.status, 409);
  const answer = await pages.submit("/magic-link", { token: one.magic.token, decision: "confirm" }, { headers: { Cookie: "access_token=x; refresh_token=y" } });
  assert.equal((await session.session(answer.cookies.access_token.value)).body.user.email, one.email);
});

test("magic link: a form from another site is refused", async () => {
  const { magic } = await mailed();
  for (const headers of [{ Origin: "https://evil.example" }, { Origin: "null" }, { Origin: "null", "Sec-Fetch-Site": "cross-site" }]) {
    const answer = await pages.submit("/magic-link", { token: magic.token, decision: "confirm" }, { headers });
    assert.deepEqual([answer.status, answer.cookies], [403, {}]);
  }
  assert.equal((await session.magicLink(magic.token)).status, 200, "and it is not spent");
});

test("magic link: a form without a decision, or with another page's, does nothing", async () => {
  const { magic } = await mailed();
  for (const fields of [{}, { decision: "" }, { decision: "Mine" }, { decision: "approve" }, { decision: "CONFIRM" }]) {
    assert.equal((await pages.submit("/magic-link", { token: magic.token, ...fields })).status, 400);
  }
  const query = await send(world.worker, "POST", `${pathOf(magic.link)}&decision=confirm`, { form: true, body: {} });
  assert.equal(query.status, 400, "nothing is read from the address");
  assert.equal((await session.magicLink(magic.token)).status, 200);
});

test("links: a magic link is valid for 15 minutes, a reset for an hour, a verification for a day", async () => {
  const account = await world.signedUp();
  const late = await world.signedUp();
  const asked = await mailed();
  await session.forgotPassword(asked.email);
  const reset = await mail.next(asked.email, "reset-password");
  const other = await mailed();
  await session.forgotPassword(other.email);
  const otherReset = await mail.next(other.email, "reset-password");
  const { worker } = world;
  await worker.restart({ clockOffset: 14 * 60 });
  assert.equal((await session.magicLink(other.magic.token)).status, 200);
  await worker.restart({ clockOffset: 16 * 60 });
  assertError(await session.magicLink(asked.magic.token), "session", 401, "INVALID_TOKEN");
  assert.equal((await pages.submit("/magic-link", { token: asked.magic.token, decision: "confirm" })).status, 400);
  assertError(await cookie.verifyCode(account.token, account.verification.code), "cookie", 400, "INVALID_CODE");
  await worker.restart({ clockOffset: 59 * 60 });
  assert.equal((await session.resetPassword(otherReset.token, "a new password altogether")).status, 200);
  await worker.restart({ clockOffset: 61 * 60 });
  assertError(await session.resetPassword(reset.token, "a new password altogether"), "session", 400, "INVALID_TOKEN");
  await worker.restart({ clockOffset: 23 * 3600 });
  assert.equal((await session.verifyEmail(account.verification.token)).status, 200);
  await worker.restart({ clockOffset: 25 * 3600 });
  assertError(await session.verifyEmail(late.verification.token), "session", 400, "INVALID_TOKEN");
  await worker.restart({ clockOffset: 0 });
});

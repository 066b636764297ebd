// Account of a person from a provider: linked by address, linked explicitly, or refused.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { federation } from "../clients/federation.mjs";
import { send } from "../clients/http.mjs";
import { githubSettings, newUser, startGithubDouble } from "../support/github_double.mjs";
import { openidSettings, startOpenidDouble } from "../support/openid_double.mjs";
import { newPerson } from "../support/people.mjs";
import { assertError } from "../support/shapes.mjs";
import { TRUSTED_ORIGIN } from "../support/worker.mjs";
import { NO_LIMITS, openWorld } from "../support/world.mjs";

const github = await startGithubDouble();
const openid = await startOpenidDouble();
const world = await openWorld({ settings: { ...NO_LIMITS, ...githubSettings(github), ...openidSettings(openid) } });
after(async () => {
  await world.dispose();
  await github.close();
  await openid.close();
});
const { session, mail, worker } = world;
const client = federation(worker);
let subjects = 0;
const unproven = (email) => ({ claims: { sub: `subject-${(subjects += 1)}`, email, email_verified: false } });
/** Links an identity to the account of these cookies. */
const link = (double, name, person, token, options = {}) =>
  client.visit(name, double, person, { ...options, parameters: { link: "true", ...options.parameters }, cookies: { access_token: token } });

test("address verified on both sides: links the identity, keeps everything and notifies the owner", async () => {
  const account = await world.verified(await world.signedUp());
  const opened = await client.visit("github", github, newUser(account.email.toUpperCase()));
  assert.equal(opened.status, 200, opened.text);
  assert.equal(opened.body.user.email, account.email);
  assert.ok(await world.isAlive(account.token));
  assert.ok((await session.signIn(account)).token);
  assert.match((await mail.next(account.email, null)).subject, /way to sign in was added/);
});

test("classic-federated merge: removes what a stranger set before the owner signed in", async () => {
  const stranger = await world.signedUp();
  const planted = await link(github, "github", newUser(newPerson().email), stranger.token);
  assert.equal(planted.status, 200, planted.text);
  const owner = await client.visit("github", github, newUser(stranger.email));
  assert.deepEqual([owner.status, owner.body.user.emailVerified], [200, true]);
  assert.equal(await world.isAlive(stranger.token), false);
  assertError(await session.signIn(stranger), "session", 401, "INVALID_CREDENTIALS");
  assertError(await session.verifyEmail(stranger.verification.token), "session", 400, "INVALID_TOKEN");
  const { body } = await client.identities(owner.token);
  assert.deepEqual(body.identities.map(({ email }) => email), [stranger.email], "the planted identity is gone too");
});

test("unverified address: opens neither a verified account nor an unverified one", async () => {
  for (const account of [await world.verified(await world.signedUp()), await world.signedUp()]) {
    for (const email_verified of [false, "true", 1, undefined]) {
      const person = unproven(account.email);
      const answer = await client.visit("double", openid, { claims: { ...person.claims, email_verified } });
      const { id, email, emailVerified } = answer.body.user;
      assert.deepEqual([answer.status, email, emailVerified], [200, account.email, false], "as where the address is free");
      assert.notEqual(id, account.id);
    }
    const there = await client.visit("double", openid, unproven(account.email), { parameters: { redirectUrl: `${TRUSTED_ORIGIN}/in` } });
    assert.equal(there.location, `${TRUSTED_ORIGIN}/in`);
    assert.match((await mail.next(account.email, null)).subject, /already have an account/);
    assert.ok(await world.isAlive(account.token));
    assert.deepEqual((await client.identities(account.token)).body, { identities: [] });
  }
});

test("non-verifying provider: the owner of the address takes over a planted account", async () => {
  const { email } = newPerson();
  const planter = unproven(email);
  const planted = await client.visit("double", openid, planter);
  assert.deepEqual([planted.status, planted.body.user.email, planted.body.user.emailVerified], [200, email, false]);
  assert.equal((await mail.next(email, "verify-email")).to, email);
  const owner = await client.visit("github", github, newUser(email));
  assert.equal(owner.status, 200, owner.text);
  assert.equal(await world.isAlive(planted.token), false);
  const again = await client.visit("double", openid, planter);
  assert.notEqual(again.body.user.id, owner.body.user.id);
  assert.equal((await client.identities(owner.token)).body.identities.length, 1);
});

test("GitHub: an address that is not primary and verified does not count", async () => {
  const account = await world.verified(await world.signedUp());
  const { user } = newUser(account.email);
  for (const emails of [newUser(account.email, { verified: false }).emails, [{ email: account.email, primary: false, verified: true }], []]) {
    const answer = await client.visit("github", github, { user, emails });
    assert.deepEqual([answer.status, answer.body.user.email], [200, null]);
    assert.deepEqual((await client.identities(account.token)).body, { identities: [] });
  }
});

test("explicit link: is listed, signs in, notifies the owner and belongs to one account", async () => {
  const [ada, bob] = [await world.signedUp(), await world.signedUp()];
  const person = newUser(newPerson().email);
  const linked = await link(github, "github", person, ada.token);
  assert.deepEqual([linked.status, linked.body.user.email, linked.cookies.access_token], [200, ada.email, undefined]);
  assert.match((await mail.next(ada.email, null)).subject, /way to sign in was added/);
  assert.ok(await world.isAlive(ada.token));
  assert.equal((await link(github, "github", person, ada.token)).status, 200, "again is no error");
  assert.equal((await client.visit("github", github, person)).body.user.email, ada.email);
  assertError(await link(github, "github", person, bob.token), "session", 409, "IDENTITY_ALREADY_LINKED");
  const [{ id }] = (await client.identities(ada.token)).body.identities;
  assertError(await client.unlink(bob.token, id), "session", 404, "NOT_FOUND");
});

const parameters = { link: "true" };

test("explicit link: needs a session and our own origin", async () => {
  const ada = await world.signedUp();
  assertError(await client.start("github", { parameters }), "session", 401, "INVALID_TOKEN");
  const foreign = await client.start("github", { parameters, cookies: { access_token: ada.token }, headers: { "Sec-Fetch-Site": "cross-site" } });
  assertError(foreign, "session", 403, "FOREIGN_ORIGIN");
});

test("explicit link: needs the same, live session at the return", async () => {
  const [ada, bob] = [await world.signedUp(), await world.signedUp()];
  const person = newUser(newPerson().email);
  const started = await client.start("github", { parameters, cookies: { access_token: ada.token } });
  const back = github.authorize(started.location, person);
  assertError(await client.finish("github", back, { browser: started.browser, cookies: { access_token: bob.token } }), "session", 400, "INVALID_TOKEN");
  const other = await client.start("github", { parameters, cookies: { access_token: ada.token } });
  await session.signOut(ada.token);
  assertError(await client.finish("github", github.authorize(other.location, person), { browser: other.browser }), "session", 400, "INVALID_TOKEN");
  assert.deepEqual((await client.identities(bob.token)).body, { identities: [] });
});

test("explicit link: needs a fresh session", async () => {
  const bob = await world.signedUp();
  const late = await client.start("github", { parameters, cookies: { access_token: bob.token } });
  assert.equal(late.status, 302);
  await worker.restart({ clockOffset: 11 * 60 });
  assertError(await client.start("github", { parameters, cookies: { access_token: bob.token } }), "session", 403, "REAUTHENTICATION_REQUIRED");
  await worker.restart({ clockOffset: 0 });
});

test("unlinking: ends the other sessions, notifies the owner and keeps the last way in", async () => {
  const account = await world.verified(await world.signedUp());
  const other = await client.visit("github", github, newUser(account.email));
  await mail.next(account.email, null);
  const [{ id }] = (await client.identities(account.token)).body.identities;
  const gone = await client.unlink(account.token, id);
  assert.deepEqual([gone.status, gone.body], [200, { success: true }]);
  assert.deepEqual([await world.isAlive(other.token), await world.isAlive(account.token)], [false, true]);
  assert.match((await mail.next(account.email, null)).subject, /way to sign in was removed/);
  const only = await client.visit("github", github, { ...newUser("x@example.net"), emails: [] });
  const [last] = (await client.identities(only.token)).body.identities;
  assertError(await client.unlink(only.token, last.id), "session", 409, "LAST_SIGN_IN_METHOD");
});

test("deletion: the same identity signs in to a new account", async () => {
  const person = newUser(newPerson().email);
  const first = await client.visit("github", github, person);
  assert.equal((await session.deleteUser(first.token, {})).status, 200);
  const second = await client.visit("github", github, person);
  assert.notEqual(second.body.user.id, first.body.user.id);
});

test("second factor: is asked for by a JSON challenge, or on a page with a redirectUrl", async () => {
  const person = newUser(newPerson().email);
  const { token } = await client.visit("github", github, person);
  await send(worker, "POST", "/api/auth/two-factor/enable", { body: {}, headers: { Authorization: `Bearer ${token}` } });
  await worker.d1.prepare("INSERT INTO totp (account_id, secret, enabled_at, created_at) SELECT account_id, secret, 1, 1 FROM totp_offers JOIN sessions ON sessions.id = session_id").run();
  const asked = await client.visit("github", github, person);
  assertError(asked, "session", 401, "TOTP_REQUIRED");
  assert.ok(asked.body.challenge && !asked.cookies.access_token);
  const led = await client.visit("github", github, person, { parameters: { redirectUrl: `${TRUSTED_ORIGIN}/in` } });
  assert.deepEqual([led.status, led.cookies.access_token], [303, undefined]);
  const page = await world.pages.follow(led);
  assert.equal(page.status, 200);
  assert.match(page.text, /action="\/second-factor"[\s\S]*name="challenge"/);
  assert.match(page.headers.get("content-security-policy"), /form-action 'self' https: http:\/\/localhost:\*;/);
});

// Change of address: requested with authority, effective from the new mailbox, reported to the old one.
import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { newPerson } from "../support/people.mjs";
import { startedLogin } from "../support/redemptions.mjs";
import { assertError } from "../support/shapes.mjs";
import { openWorld } from "../support/world.mjs";

const world = await openWorld();
after(() => world.dispose());
const { worker, session, cookie, passwordless, mail, pages, isAlive } = world;
beforeEach(() => worker.restart({ clockOffset: 0 }));

const emailOf = async (token) => (await session.session(token)).body.user.email;
const member = async () => world.verified(await world.signedUp());
/** Moves past the ten minutes in which a session is fresh. */
const later = () => worker.restart({ clockOffset: 11 * 60 });

const routes = { "/api/auth/change-email": session.changeEmail, "/auth/email": passwordless.changeEmail };
const confirmations = {
  "the page": (confirmation) => pages.choose(confirmation.link, "mine"),
  "the JSON route": (confirmation) => session.verifyEmail(confirmation.token),
};

for (const [path, ask] of Object.entries(routes)) {
  for (const [way, confirm] of Object.entries(confirmations)) {
    test(`${path}: confirmed by ${way}, changes the address, tells the old mailbox and ends other sessions`, async () => {
      const account = await member();
      const other = await cookie.signIn(account);
      const { email } = newPerson();
      assert.deepEqual((await ask(account.token, email)).body, { success: true });
      const confirmation = await mail.next(email, "confirm-address");
      assert.equal(await emailOf(account.token), account.email, "not before the new mailbox says so");
      assert.ok((await session.signIn(account)).token);

      const answer = await confirm(confirmation);
      assert.equal(answer.status, 200, answer.text);
      const { user } = (await session.session(account.token)).body;
      assert.deepEqual([user.email, user.emailVerified], [email, true]);
      assert.equal(await isAlive(other.token), false);
      assert.equal((await cookie.refresh(other.refreshToken)).status, 401);
      assert.equal((await session.signIn(account)).status, 401);
      assert.ok((await session.signIn({ ...account, email })).token);
      const notice = await mail.next(account.email, "keep-address");
      assert.match(notice.subject, /address was changed/i);
      await session.sendMagicLink(account.email);
      await mail.nothingFor(account.email);
    });
  }

  test(`${path}: a session that is not fresh needs the password; a wrong one is 401`, async () => {
    const account = await member();
    await later();
    const { email } = newPerson();
    assert.equal((await ask(account.token, email, "not the password")).status, 401);
    await mail.nothingFor(email);
    assert.equal((await ask(account.token, email, account.password)).status, 200);
    await mail.next(email, "confirm-address");
    assert.equal((await ask(undefined, email)).status, 401);
  });

  test(`${path}: without the password, the old mailbox approves first and then the new one`, async () => {
    const account = await member();
    await later();
    const { email } = newPerson();
    assert.deepEqual((await ask(account.token, email)).body, { success: true });
    await mail.nothingFor(email);
    const approval = await mail.next(account.email, "approve-address-change");
    assert.ok((await pages.open(approval.link)).text.includes(email));
    assert.equal((await pages.choose(approval.link, "approve")).status, 200);
    assert.equal(await emailOf(account.token), account.email);
    const confirmation = await mail.next(email, "confirm-address");
    assert.equal((await pages.choose(confirmation.link, "mine")).status, 200);
    assert.equal(await emailOf(account.token), email);
  });
}

test("address change: refused by the old mailbox, changes nothing and spends the approval", async () => {
  const account = await member();
  await later();
  const { email } = newPerson();
  await session.changeEmail(account.token, email);
  const approval = await mail.next(account.email, "approve-address-change");
  assert.equal((await pages.choose(approval.link, "refuse")).status, 200);
  assert.equal((await pages.submit("/approve-address-change", { token: approval.token, decision: "approve" })).status, 400);
  await mail.nothingFor(email);
  assertError(await session.verifyEmail(approval.token), "session", 400, "INVALID_TOKEN");
  assert.equal(await emailOf(account.token), account.email);
});

test("address change: “not mine” from the new mailbox keeps address and sessions", async () => {
  const account = await member();
  const other = await session.signIn(account);
  const { email } = newPerson();
  await session.changeEmail(account.token, email);
  const confirmation = await mail.next(email, "confirm-address");
  assert.equal((await pages.choose(confirmation.link, "not_mine")).status, 200);
  assert.equal((await pages.submit("/confirm-address", { token: confirmation.token, decision: "mine" })).status, 400);
  assert.equal(await emailOf(account.token), account.email);
  assert.ok(await isAlive(other.token));
  assert.ok((await session.signIn(account)).token);
});

test("address change: a taken address stays; its owner is told, the requester is not", async () => {
  const [account, owner] = [await member(), await member()];
  const asked = await session.changeEmail(account.token, owner.email.toUpperCase());
  assert.deepEqual([asked.status, asked.body], [200, { success: true }]);
  assert.match((await mail.next(owner.email, null)).subject, /already have an account/i);
  await mail.nothingFor(owner.email);
  assert.equal(await emailOf(owner.token), owner.email);
});

test("address change: an address taken meanwhile cannot be confirmed", async () => {
  const account = await member();
  const { email } = newPerson();
  await session.changeEmail(account.token, email);
  const confirmation = await mail.next(email, "confirm-address");
  const owner = await session.signUp({ ...newPerson(), email });
  assert.equal(owner.status, 201);
  assertError(await session.verifyEmail(confirmation.token), "session", 400, "INVALID_TOKEN");
  assert.equal(await emailOf(account.token), account.email);
  assert.equal(await emailOf(owner.token), email);
});

test("address change: a newer request voids the former; a change voids links mailed to the old address", async () => {
  const account = await member();
  const [first, second] = [newPerson().email, newPerson().email];
  await session.changeEmail(account.token, first);
  const old = await mail.next(first, "confirm-address");
  await session.changeEmail(account.token, second);
  const newer = await mail.next(second, "confirm-address");
  assertError(await session.verifyEmail(old.token), "session", 400, "INVALID_TOKEN");
  await session.sendMagicLink(account.email);
  const magic = await mail.next(account.email, "magic-link");
  await session.forgotPassword(account.email);
  const reset = await mail.next(account.email, "reset-password");
  assert.equal((await session.verifyEmail(newer.token)).status, 200);
  assertError(await session.magicLink(magic.token), "session", 401, "INVALID_TOKEN");
  assertError(await session.resetPassword(reset.token, "a new password altogether"), "session", 400, "INVALID_TOKEN");
});

test("address change: a login approved by the old mailbox is not collected afterwards", async () => {
  const account = await world.verified(await world.registered());
  const login = await startedLogin(world, {}, account);
  await pages.submit("/approve-login", { token: login.token, decision: "confirm" });
  const { email } = newPerson();
  await passwordless.changeEmail(account.token, email);
  const confirmation = await mail.next(email, "confirm-address");
  assert.equal((await session.verifyEmail(confirmation.token)).status, 200);
  assert.equal((await passwordless.poll(login.authId)).status, 400, "the mailbox that approved it is the account's no more");
});

test("address change: an account without an address needs the new mailbox alone", async () => {
  const person = newPerson();
  const { token } = await passwordless.register({ ...person, email: undefined });
  assert.equal(await emailOf(token), null);
  assert.equal((await passwordless.changeEmail(token, person.email)).status, 200);
  const confirmation = await mail.next(person.email, "confirm-address");
  assert.equal(await emailOf(token), null);
  assert.equal((await session.verifyEmail(confirmation.token)).status, 200);
  assert.equal(await emailOf(token), person.email);
  const login = await passwordless.logIn(person);
  await mail.next(person.email, "approve-login");
  assert.equal(login.status, 200);
});

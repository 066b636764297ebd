// Login without a password: requested by a client, approved from the mailbox.
import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { newPerson } from "../support/people.mjs";
import { startedLogin } from "../support/redemptions.mjs";
import { openWorld } from "../support/world.mjs";

const world = await openWorld();
after(() => world.dispose());
const { worker, session, passwordless, mail, pages, isAlive } = world;
beforeEach(() => worker.restart({ clockOffset: 0 }));

const userOf = async (token) => (await session.session(token)).body.user;

test("login request: approved on the page, gives the next poll its session and proves the mailbox", async () => {
  const login = await startedLogin(world);
  const page = await pages.open(login.link);
  for (const fact of ["Another client", "Austin", "UTC", login.account.username]) assert.ok(page.text.includes(fact), fact);
  assert.deepEqual(page.forms.map(({ mark, fields }) => [mark, fields.decision]).sort(), [["confirm", "mine"], ["refuse", "not_mine"], ["refuse", "refuse"]]);
  const answer = await pages.choose(login.link, "mine");
  assert.deepEqual([answer.status, answer.cookies], [200, {}]);
  const { token } = await passwordless.poll(login.authId);
  assert.deepEqual([(await userOf(token)).email, (await userOf(token)).emailVerified], [login.account.email, true]);
  const labels = (await session.sessions(token)).body.sessions.map(({ platform }) => platform).sort();
  assert.deepEqual(labels, ["Another client", "Test client"]);
  assert.ok(await isAlive(login.account.token), "mine keeps everything");
});

test("login request: the page of a proven account does not ask whose account it is", async () => {
  const login = await startedLogin(world, {}, await world.verified(await world.registered()));
  const page = await pages.open(login.link);
  assert.deepEqual(page.forms.map(({ fields }) => fields.decision).sort(), ["confirm", "refuse"]);
});

test("login request: refused, never gives a session and changes nothing else", async () => {
  const login = await startedLogin(world);
  assert.equal((await pages.choose(login.link, "refuse")).status, 200);
  assert.equal((await passwordless.poll(login.authId)).status, 400);
  assert.equal((await pages.submit("/approve-login", { token: login.token, decision: "confirm" })).status, 400);
  assert.equal((await passwordless.poll(login.authId)).status, 400);
  const user = await userOf(login.account.token);
  assert.deepEqual([user.email, user.emailVerified], [login.account.email, false]);
});

test("login request: “not mine” detaches the address and ends its sessions and other login requests", async () => {
  const account = await world.registered();
  const opened = await startedLogin(world, {}, account);
  const waiting = await startedLogin(world, {}, account);
  assert.equal((await pages.choose(waiting.link, "not_mine")).status, 200);
  for (const { authId } of [opened, waiting]) assert.equal((await passwordless.poll(authId)).status, 400);
  assert.equal((await pages.submit("/approve-login", { token: opened.token, decision: "confirm" })).status, 400);
  assert.equal((await userOf(account.token)).email, null);
  assert.equal((await session.signUp({ ...newPerson(), email: account.email })).status, 201);
});

test("login request: expires after 15 minutes, approved or not", async () => {
  const [pending, approved] = [await startedLogin(world), await startedLogin(world)];
  await pages.submit("/approve-login", { token: approved.token, decision: "confirm" });
  await worker.restart({ clockOffset: 15 * 60 + 1 });
  assert.equal((await pages.submit("/approve-login", { token: pending.token, decision: "confirm" })).status, 400);
  for (const { authId } of [pending, approved]) assert.equal((await passwordless.poll(authId)).status, 400);
});

test("registration: a taken address answers 200, stays with its owner and notifies them", async () => {
  const owner = await world.signedUp();
  const person = { ...newPerson(), email: owner.email.toUpperCase() };
  const made = await passwordless.register(person);
  assert.deepEqual([made.status, Object.keys(made.body)], [200, ["session_token"]]);
  const { email, emailVerified } = await userOf(made.token);
  assert.deepEqual([email, emailVerified], [person.email.replace("EXAMPLE.COM", "example.com"), false], "shown as it was typed");
  const notice = await mail.next(owner.email, null);
  assert.match(notice.subject, /already have an account/i);
  assert.ok(!notice.text.includes(person.username));
  await mail.nothingFor(owner.email);
  await passwordless.logIn(person);
  await mail.nothingFor(owner.email);
  assert.equal((await userOf(owner.token)).email, owner.email);
});

test("login request: the mailed link of one does not collect another", async () => {
  const account = await world.registered();
  const [one, other] = [await startedLogin(world, {}, account), await startedLogin(world, {}, account)];
  await pages.submit("/approve-login", { token: one.token, decision: "confirm" });
  assert.equal((await passwordless.poll(other.authId)).status, 400);
  assert.ok((await passwordless.poll(one.authId)).token);
});

test("login request: an approved one is not collected after a password reset or the account's deletion", async () => {
  const account = await world.signedUp();
  const { username } = newPerson();
  assert.equal((await session.updateUser(account.token, { username })).status, 200);
  const login = await startedLogin(world, {}, { ...account, username });
  await pages.submit("/approve-login", { token: login.token, decision: "confirm" });
  assert.equal((await session.changePassword(account.token, account.password, "a new password altogether")).status, 200);
  assert.equal((await passwordless.poll(login.authId)).status, 400, "after a password change");
  const again = await startedLogin(world, {}, { ...account, username });
  await pages.submit("/approve-login", { token: again.token, decision: "confirm" });
  assert.equal((await session.deleteUser(account.token, { password: "a new password altogether" })).status, 200);
  assert.equal((await passwordless.poll(again.authId)).status, 400, "after the deletion");
});

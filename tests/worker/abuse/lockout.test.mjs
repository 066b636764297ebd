// Lockout: guessing locks an account's password, not its owner, who still gets in by a mailed link, a reset, a passkey
// or a signed-in device. Passkey attempts are limited too.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { send } from "../clients/http.mjs";
import { passkeys } from "../clients/passkeys.mjs";
import { tally, together } from "../support/contest.mjs";
import { eventually } from "../support/database.mjs";
import { parsed } from "../support/mail.mjs";
import { newAuthenticator } from "../support/passkey_authenticator.mjs";
import { newAddress, newNetwork, newPerson } from "../support/people.mjs";
import { openSecondFactorWorld } from "../support/second_factor_world.mjs";
import { assertLimited } from "../support/shapes.mjs";
import { signInMethods } from "../support/sign_in_methods.mjs";

const ADDRESS_FAILURES = 20;
const world = await openSecondFactorWorld({ settings: { LIMIT_ACCOUNT_FAILURES: "10", LIMIT_ADDRESS_FAILURES: String(ADDRESS_FAILURES), LIMIT_MAILS: "6" } });
after(() => world.dispose());
const { worker, session, cookie, passwordless, mail, isAlive } = world;
const client = passkeys(worker);

/** Guesses until the account accepts no password, whatever else the request carries. */
async function lock(account) {
  for (let i = 0; i < 15; i += 1) {
    const ip = newAddress();
    const body = { email: account.email, password: `guess number ${i}`, totpCode: "000000" };
    const { status } = await send(worker, "POST", "/api/auth/sign-in", { ip, body });
    assert.equal(status, i < 10 ? 401 : 429, `guess ${i + 1}`);
  }
  const answer = await session.signIn({ ...account, ip: newAddress() });
  assertLimited(answer, "session");
}

test("locked account: its owner gets in by mailed link and passkey and stays signed in", async () => {
  const account = await world.member();
  const authenticator = newAuthenticator();
  assert.equal((await client.register(account.token, authenticator.create(await client.options(account.token)))).status, 200);
  const pair = await cookie.signIn(account);
  await lock(account);

  assert.equal((await client.signIn(authenticator.get(await client.options()))).status, 200, "a passkey");
  await session.sendMagicLink(account.email);
  const entered = await session.magicLink((await mail.next(account.email, "magic-link")).token);
  assert.ok(entered.token, `a mailed link: ${entered.text}`);
  assert.ok(await isAlive(account.token), "an open session");
  assert.equal((await cookie.refresh(pair.refreshToken)).status, 204, "a refresh");
  const login = await passwordless.logIn(account);
  const { link } = await mail.next(account.email, "approve-login");
  assert.equal((await world.pages.choose(link, "confirm")).status, 200);
  assert.ok((await passwordless.poll(login.authId)).token, "a login approved by mail");

  await session.forgotPassword(account.email);
  const { token } = await mail.next(account.email, "reset-password");
  assert.equal((await session.resetPassword(token, "chosen anew by its owner")).status, 200, "a reset");
});

/**
 * Sends everything that callers without a session, and members with one, can have mailed to or counted against an
 * address.
 */
async function attack({ email, username }) {
  const eve = await passwordless.register(newPerson());
  assert.ok(eve.token, eve.text);
  const from = (path, body) => send(worker, "POST", path, { ip: newAddress(), body });
  const acts = [
    (i) => from("/api/auth/sign-in", { email, password: `guess number ${i}`, totpCode: "000000" }),
    (i) => from("/api/v1/auth/signin/", { login: username, password: `guess number ${i}`, captcha: "" }),
    () => from("/api/auth/send-magic-link", { email }),
    () => from("/api/auth/forgot-password", { email }),
    (i) => from("/auth/login", { username: `made-up-${i}`, email, session_platform: "x" }),
    () => from("/auth/login", { username, email: newPerson().email, session_platform: "x" }),
    () => from("/auth/registration", { username: newPerson().username, email, session_platform: "x" }),
    () => from("/api/auth/sign-up", { email, password: "correct horse battery" }),
    () => session.changeEmail(eve.token, email, undefined, { ip: newAddress() }),
    (i) => from("/api/auth/magic-link", { token: `magic-link.${i}`, totpCode: "000000" }),
  ];
  await together(acts.length * 12, (i) => acts[i % acts.length](i));
}

/**
 * Uses the mails that open a page, newest first, until one works. Those that an attack asks for at once arrive in another
 * order than their tokens replace each other in.
 */
const byMail = (email, page, use) =>
  eventually(async () => {
    const answers = [];
    for (const { token } of (await mail.all(email)).map(parsed).filter((one) => one.page === page)) {
      const answer = await use(token);
      if (answer.status === 200) return answer;
      answers.push(answer.text);
    }
    return assert.fail(`no mail opens ${page}: ${answers}`);
  });

test("attacked account: its owner gets in by passkey, login request, link, reset and password", async () => {
  const account = await world.member();
  const authenticator = newAuthenticator();
  assert.equal((await client.register(account.token, authenticator.create(await client.options(account.token)))).status, 200);
  const signIn = () => session.signIn({ ...account, ip: newAddress() });
  await attack(account);
  assertLimited(await signIn(), "session");
  assert.equal((await client.signIn(authenticator.get(await client.options()))).status, 200, "a passkey");
  const login = await passwordless.logIn(account);
  const { link } = await mail.next(account.email, "approve-login");
  assert.equal((await world.pages.choose(link, "confirm")).status, 200);
  assert.ok((await passwordless.poll(login.authId)).token, "a login approved by mail");
  assert.equal((await signIn()).status, 200, "which unlocks the password");
  await attack(account);
  await session.sendMagicLink(account.email);
  assert.ok((await byMail(account.email, "magic-link", session.magicLink)).token, "a link");
  assert.equal((await signIn()).status, 200, "which unlocks the password");
  await attack(account);
  await session.forgotPassword(account.email);
  const password = "chosen anew by its owner";
  await byMail(account.email, "reset-password", (token) => session.resetPassword(token, password));
  assert.equal((await session.signIn({ ...account, password, ip: newAddress() })).status, 200, "a reset, and the password");
});

test("attacked account with a second factor: password guesses do not count as codes", async () => {
  const account = await world.enrolled();
  await lock(account);
  const go = await signInMethods["magic link"].start(world, account);
  assert.equal((await go(account.app.wrong())).status, 401, "a wrong code is looked at");
  assert.equal((await go(await account.app.next())).status, 200, "and so is a right one");
});

test("wrong codes with mailed links: ten are the limit, whatever the password counter", async () => {
  const account = await world.enrolled();
  for (let i = 0; i < 10; i += 1) {
    const go = await signInMethods[i % 2 ? "magic link" : "B"].start(world, account);
    assert.equal((await go(account.app.wrong())).status, 401, `code ${i + 1}`);
  }
  const go = await signInMethods["magic link"].start(world, account);
  const answer = await go(await account.app.next());
  assertLimited(answer, "session");
});

const answerFrom = (ip, credential) => send(worker, "POST", "/api/auth/passkey/sign-in", { ip, body: credential ? { credential } : {} });
const forged = async () => {
  const authenticator = newAuthenticator();
  const asked = await client.askForNew((await world.member()).token);
  authenticator.create(asked.body.options);
  return async (ip) => answerFrom(ip, authenticator.get((await client.askForAny()).body.options));
};

test("wrong passkeys: count against the client address only, at once too", async () => {
  const account = await world.member();
  const own = newAuthenticator();
  assert.equal((await client.register(account.token, own.create(await client.options(account.token)))).status, 200);
  const [answer, network] = [await forged(), newNetwork()];
  const spelled = (i) => (i % 2 ? `${network}:0::${i}` : `${network.toUpperCase()}:0000::${i}:1`);
  const counts = tally(await together(ADDRESS_FAILURES * 3, (i) => answer(spelled(i))));
  assert.deepEqual(counts, { 401: ADDRESS_FAILURES, 429: ADDRESS_FAILURES * 2 });
  const limited = await answerFrom(spelled(1), own.get(await client.options()));
  assertLimited(limited, "session");
  assert.equal((await answerFrom(newAddress(), own.get(await client.options()))).status, 200, "from elsewhere");
  assert.equal((await session.signIn({ ...account, ip: spelled(2) })).status, 200, "passwords are counted apart");
});

test("right passkeys: do not count as failures", async () => {
  const account = await world.member();
  const own = newAuthenticator();
  assert.equal((await client.register(account.token, own.create(await client.options(account.token)))).status, 200);
  const ip = newAddress();
  for (let i = 0; i < ADDRESS_FAILURES + 2; i += 1) assert.equal((await answerFrom(ip, own.get(await client.options()))).status, 200, `sign-in ${i + 1}`);
});

test("failing database: does not count against a passkey's client", async () => {
  const account = await world.member();
  const own = newAuthenticator();
  assert.equal((await client.register(account.token, own.create(await client.options(account.token)))).status, 200);
  const ip = newAddress();
  for (let i = 0; i < ADDRESS_FAILURES + 2; i += 1) {
    const credential = own.get(await client.options());
    const answer = await send(worker, "POST", "/api/auth/passkey/sign-in", { ip, body: { credential }, headers: { "x-test-fail-call": "2" } });
    assert.equal(answer.status, 503, answer.text);
  }
  await eventually(async () => assert.equal((await answerFrom(ip, own.get(await client.options()))).status, 200));
});

test("passkey options: are limited per client and leave no rows", async () => {
  const ip = newAddress();
  const stored = async () => (await worker.d1.prepare("SELECT count(*) AS n FROM webauthn_challenges").first()).n;
  const limit = ADDRESS_FAILURES * 10;
  const counts = tally(await together(limit, () => answerFrom(ip)));
  assert.deepEqual(counts, { 200: limit });
  const before = await stored();
  for (let i = 0; i < 5; i += 1) {
    const answer = await answerFrom(ip);
    assertLimited(answer, "session");
    assert.equal(answer.calls, 1);
  }
  assert.equal(await stored(), before);
  assert.equal((await answerFrom(newAddress())).status, 200);
});

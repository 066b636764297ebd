// Reauthentication: changes of credentials ask for one again in a session that is no longer fresh.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { alerts, browser, idIn, section } from "../clients/account.mjs";
import { federation } from "../clients/federation.mjs";
import { unescape } from "../clients/pages.mjs";
import { passkeys as passkeysOf } from "../clients/passkeys.mjs";
import { accountPageOf } from "../support/account_pages.mjs";
import { githubSettings, newUser, startGithubDouble } from "../support/github_double.mjs";
import { newAuthenticator } from "../support/passkey_authenticator.mjs";
import { newPerson } from "../support/people.mjs";
import { openSecondFactorWorld } from "../support/second_factor_world.mjs";
import { PUBLIC_URL } from "../support/worker.mjs";

const github = await startGithubDouble();
const world = await openSecondFactorWorld({ settings: githubSettings(github) });
after(async () => {
  await world.dispose();
  await github.close();
});
const { worker, session, mail, isAlive, passwordless } = world;
const passkeys = passkeysOf(worker);
const providers = federation(worker);

/** Person with one of everything that can be removed, freshly signed in. */
async function equipped(account) {
  const { token } = account;
  const browse = browser(worker, { access_token: token });
  const credential = newAuthenticator().create(await passkeys.options(token));
  await browse.done("/account/passkeys", { name: "Key", credential: JSON.stringify(credential) });
  const person = newUser(newPerson().email);
  const linked = await providers.visit("github", github, person, { parameters: { link: "true" }, cookies: { access_token: token } });
  assert.equal(linked.status, 200, linked.text);
  const page = await browse.get("/account/security");
  return {
    account, browse, passkey: idIn(page, /passkeys\/([^/]+)\/remove/), identity: idIn(page, /identities\/([^/]+)\/unlink/),
  };
}

const withPassword = async () => equipped(await world.enrolled());
/** Person without a password: registered by username, address proven by an approved login or a link. */
const withoutPassword = async () => equipped(await world.enrolled(await world.verified(await world.registered())));

/** Sensitive forms: the fields beside the credential, and the check that the form took effect. */
const sensitive = {
  "removal of a passkey": {
    action: ({ passkey }) => `/account/passkeys/${passkey}/remove`,
    acted: async ({ account }) => (await passkeys.list(account.token)).body.passkeys.length === 0,
  },
  "unlinking": {
    action: ({ identity }) => `/account/identities/${identity}/unlink`,
    acted: async ({ account }) => (await providers.identities(account.token)).body.identities.length === 0,
  },
  "new backup codes": {
    action: () => "/account/two-factor/backup-codes",
    typed: async ({ account }) => ({ totp_code: await account.app.next() }),
    acted: async ({ account }, answer) => (answer.text.match(/<li><code>/g) ?? []).length === 10,
    status: 200,
  },
  "switching the second factor off": {
    action: () => "/account/two-factor/disable",
    typed: async ({ account }) => ({ totp_code: await account.app.next() }),
    acted: async ({ account }) => (await session.session(account.token)).body.user.twoFactorEnabled === false,
  },
  "deletion": {
    action: () => "/account/delete",
    typed: async () => ({ confirm: "yes" }),
    acted: async ({ account }) => !(await isAlive(account.token)),
  },
};

const people = {};
before(async () => {
  for (const name of Object.keys(sensitive)) people[name] = { password: await withPassword(), none: await withoutPassword() };
  people.plain = { password: await world.verified(await world.signedUp()), none: await world.verified(await world.registered()) };
  await world.restart({ ahead: 11 * 60 });
});

for (const [name, { action: actionOf, typed = async () => ({}), acted, status = 303 }] of Object.entries(sensitive)) {
  test(`${name}: with a password, it is required, and a wrong one changes nothing`, async () => {
    const person = people[name].password;
    const { browse, account } = person;
    const action = actionOf(person);
    const without = await browse.post(action, await typed(person));
    assert.deepEqual([without.status, alerts(without.text).length], [403, 1], without.text.slice(-300));
    const wrong = await browse.press(action, { ...(await typed(person)), password: "not the password" });
    assert.deepEqual([wrong.status, alerts(wrong.text)], [401, ["Incorrect password."]]);
    for (const answer of [without, wrong]) assert.equal(await acted(person, answer), false);
    const right = await browse.press(action, { ...(await typed(person)), password: account.password });
    assert.equal(right.status, status, alerts(right.text).join());
    assert.ok(await acted(person, right));
  });

  test(`${name}: without a password, a link to sign in again replaces the form`, async () => {
    const person = people[name].none;
    const action = actionOf(person);
    const page = await person.browse.get(accountPageOf(action));
    assert.ok(!page.forms.some((form) => form.action === action), "no form");
    const answer = await person.browse.post(action, await typed(person));
    assert.deepEqual([answer.status, alerts(answer.text).length], [403, 1]);
    assert.equal(await acted(person, answer), false);
    const href = unescape(answer.text).match(/href="(\/sign-in\?[^"]+)"/)[1];
    const back = new URL(href, PUBLIC_URL).searchParams.get("redirectUrl");
    assert.match(back, new RegExp(`^${PUBLIC_URL}/account/[a-z]+#[a-z-]+$`));
    assert.ok(answer.text.includes(`id="${new URL(back).hash.slice(1)}"`), "a section of the page");
  });
}

test("setting up two-step verification: needs the password, or a new sign-in", async () => {
  const browse = browser(worker, { access_token: people.plain.password.token });
  const without = await browse.post("/account/two-factor/enable", {});
  assert.deepEqual([without.status, /otpauth/.test(without.text)], [403, false]);
  const right = await browse.press("/account/two-factor/enable", { password: people.plain.password.password });
  assert.deepEqual([right.status, /otpauth/.test(right.text)], [200, true]);
  const other = browser(worker, { access_token: people.plain.none.token });
  assert.equal((await other.post("/account/two-factor/enable", {})).status, 403);
});

test("adding a passkey: takes the password, or leads to a new sign-in without one", async () => {
  const form = async (account) =>
    (await browser(worker, { access_token: account.token }).get("/account/security")).forms.find(({ action }) => action === "/account/passkeys");
  assert.deepEqual((await form(people.plain.password)).names, ["credential", "username", "name", "password"]);
  assert.equal(await form(people.plain.none), undefined);
});

test("linking an identity: leads to a new sign-in first", async () => {
  const page = await browser(worker, { access_token: people.plain.password.token }).get("/account/security");
  const links = section(page.text, "identities");
  assert.ok(!links.includes("/api/auth/oauth/") && links.includes("/sign-in?redirectUrl="), links);
});

test("changing a confirmed address: takes the password, or approval from the old mailbox", async () => {
  const { password: account } = people.plain;
  const browse = browser(worker, { access_token: account.token });
  const wrong = await browse.press("/account/email", { email: newPerson().email, password: "not the password" });
  assert.deepEqual([wrong.status, alerts(wrong.text)], [401, ["Incorrect password."]]);
  const { email } = newPerson();
  const asked = await browse.done("/account/email", { email, password: "" });
  assert.match(section(asked.text, "email"), /waiting for your approval/);
  assert.equal((await mail.next(account.email, "approve-address-change")).to, account.email);
  await mail.nothingFor(email);
  await browse.done("/account/email", { email, password: account.password });
  assert.equal((await mail.next(email, "confirm-address")).to, email);
});

test("unlinking an identity by the API: needs the password or a fresh session", async () => {
  const person = await equipped(await world.member());
  await world.restart({ ahead: 11 * 60 });
  const { token, password } = person.account;
  const unlink = (body) => providers.unlink(token, person.identity, { body });
  const without = await unlink({});
  assert.deepEqual([without.status, without.body.error], [403, "REAUTHENTICATION_REQUIRED"]);
  assert.equal((await unlink({ password: "not the password" })).status, 401);
  assert.equal((await providers.identities(token)).body.identities.length, 1);
  assert.equal((await unlink({ password })).status, 200);
  assert.deepEqual((await providers.identities(token)).body.identities, []);
});

// Deletion of an account that used every feature: no row and no key that refers to it remains.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { federation } from "../clients/federation.mjs";
import { cookieHeader } from "../clients/http.mjs";
import { passkeys as passkeysOf } from "../clients/passkeys.mjs";
import { dump, eventually, rows, storedText, tableNames } from "../support/database.mjs";
import { githubSettings, newUser, startGithubDouble } from "../support/github_double.mjs";
import { newAuthenticator } from "../support/passkey_authenticator.mjs";
import { newPerson } from "../support/people.mjs";
import { openSecondFactorWorld } from "../support/second_factor_world.mjs";
import { decodeToken } from "../support/tokens.mjs";

const github = await startGithubDouble();
const world = await openSecondFactorWorld({ settings: githubSettings(github) });
after(async () => {
  await world.dispose();
  await github.close();
});
const { worker, session, cookie, bearer, passwordless, pages, mail, twoFactor } = world;
const [provider, passkeys] = [federation(worker), passkeysOf(worker)];

/** Tables whose rows refer to an account, by migration. */
/**
 * Tables without an account's rows. `refresh_tokens` is only read, for rows of the former version; `totp_offers` is
 * tested below.
 */
const OF_NOBODY = [
  "d1_migrations", "attempts", "event_retention", "schema_version", "refresh_tokens", "totp_offers",
  "service_keys", "invitations", "recovery_requests", "former_addresses", "idempotent_requests", "clients", "resources",
  "signing_keys", "consents", "authorization_requests", "authorization_codes", "grants", "client_assertions",
];

/**
 * Rows and names of KV keys, except those of no account: counters, visits to a provider, mails, devices that were never
 * approved.
 */
async function kept() {
  const tables = await dump(worker.d1, { without: ["attempts", "oauth_states", "events", "event_feed"] });
  const keys = (await worker.kv.list()).keys.map(({ name }) => name).filter((name) => !/^(mailbox|pairing):/.test(name));
  const authorizations = tables.authorizations.filter(({ kind, account_id: account }) => kind !== "pairing" || account !== null);
  return { ...tables, authorizations, keys };
}

/** Account with a row in every table that can have one: its token, and everything that refers to it. */
async function everything() {
  const owner = await world.enrolled();
  const renamed = await session.updateUser(owner.token, { name: "Grace Canary", image: "https://example.com/canary.png" });
  assert.equal(renamed.status, 200, renamed.text);
  const passkey = newAuthenticator();
  const added = await passkeys.register(owner.token, passkey.create(await passkeys.options(owner.token)), "Canary key");
  assert.equal(added.status, 200, added.text);
  const there = newUser(owner.email);
  const linked = await provider.visit("github", github, there, { parameters: { link: "true" }, cookies: { access_token: owner.token } });
  assert.equal(linked.status, 200, linked.text);
  await waiting(owner, there);
  const ids = [owner.id, decodeToken(owner.token).claims.sid, added.body.passkey.id];
  return { owner, traces: [...ids, owner.email, owner.username, "Grace Canary", "canary.png", "Canary key", String(there.user.id), owner.wanted] };
}

/** Pending items at the time of deletion: unfinished sign-ins, unopened links, unanswered devices and challenges. */
async function waiting(owner, there) {
  const half = await provider.visit("github", github, there);
  assert.equal(half.body?.error, "TOTP_REQUIRED", half.text);
  await provider.start("github", { parameters: { link: "true" }, cookies: { access_token: owner.token } });
  await passkeys.options(owner.token);
  await session.sendMagicLink(owner.email);
  await mail.next(owner.email, "magic-link");
  await session.forgotPassword(owner.email);
  owner.wanted = newPerson().email;
  assert.equal((await session.changeEmail(owner.token, owner.wanted, owner.password)).status, 200);
  await mail.next(owner.wanted, "confirm-address");
  const login = await passwordless.logIn({ ...owner, ip: undefined });
  assert.equal(login.status, 200, login.text);
  await mail.next(owner.email, "approve-login");
  const shown = await bearer.pairingCode("Canary mirror");
  await pages.submit("/pair", { code: shown.body.code }, { headers: cookieHeader({ access_token: owner.token }) });
  await cookie.signIn({ ...owner, password: "a wrong password" });
  await twoFactor.verify(owner.token, owner.app.wrong());
  const fresh = await session.exportUser(owner.token);
  assert.equal(fresh.status, 200, fresh.text);
}

test("deletion: leaves no row and no key but one anonymous event", async () => {
  const bystander = await world.signedUp();
  await cookie.signIn(bystander);
  const before = await kept();
  const { owner, traces } = await everything();
  for (const table of await tableNames(worker.d1)) {
    assert.ok(OF_NOBODY.includes(table) || (await rows(worker.d1, table)).length > 0, `${table} was not used`);
  }
  const stored = await storedText(worker);
  for (const trace of traces) assert.ok(stored.includes(trace) || trace === owner.wanted, `${trace} was stored, so that it can go`);
  await eventually(async () => assert.ok((await rows(worker.d1, "events")).some(({ kind }) => kind === "second-factor-failed")));

  const deleted = await session.deleteUser(owner.token, { password: owner.password });
  assert.equal(deleted.status, 200, deleted.text);
  await eventually(async () => {
    const left = await storedText(worker);
    for (const trace of traces) assert.ok(!left.toLowerCase().includes(trace.toLowerCase()), `${trace} is left`);
  });
  await eventually(async () => assert.deepEqual(await kept(), before, "and whatever else was written for it is gone"));
  const own = (await rows(worker.d1, "events")).filter(({ account_id: account }) => account === null);
  assert.equal(own.length, 1);
  const { id, at, kind, ...rest } = own[0];
  assert.equal(kind, "account-deleted");
  assert.ok(id && at);
  assert.ok(Object.values(rest).every((value) => value === null), JSON.stringify(rest));
  assert.ok(await world.isAlive(bystander.token), "nobody else is touched");
});

test("deletion: removes an offered, unverified second factor", async () => {
  const { token, password } = await world.signedUp();
  assert.equal((await twoFactor.enable(token)).status, 200);
  assert.equal((await rows(worker.d1, "totp_offers")).length, 1);
  assert.equal((await session.deleteUser(token, { password })).status, 200);
  assert.deepEqual(await rows(worker.d1, "totp_offers"), []);
});

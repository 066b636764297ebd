// Identities on the account page: linking, unlinking, and their errors.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { alerts, browser, idIn, notices, section } from "../clients/account.mjs";
import { federation } from "../clients/federation.mjs";
import { pathOf, unescape } from "../clients/pages.mjs";
import { githubSettings, newUser, startGithubDouble } from "../support/github_double.mjs";
import { newPerson } from "../support/people.mjs";
import { PUBLIC_URL } from "../support/worker.mjs";
import { NO_LIMITS, openWorld } from "../support/world.mjs";

const github = await startGithubDouble();
const world = await openWorld({ settings: { ...NO_LIMITS, ...githubSettings(github) } });
after(async () => {
  await world.dispose();
  await github.close();
});
const { worker, cookie, isAlive } = world;
const providers = federation(worker);

async function member() {
  const account = await world.signedUp();
  const { token, refreshToken } = await cookie.signIn(account);
  return { account, browse: browser(worker, { access_token: token, refresh_token: refreshToken }) };
}

/** Follows the page's link to the provider and returns as this person; returns the page with the result. */
async function link(browse, person) {
  const page = await browse.get("/account/security");
  const href = unescape(section(page.text, "identities").match(/href="(\/api\/auth\/oauth\/github[^"]*)"/)?.[1] ?? "");
  assert.ok(href, "no link to GitHub");
  const parameters = Object.fromEntries(new URL(href, PUBLIC_URL).searchParams);
  assert.deepEqual(Object.keys(parameters), ["link", "redirectUrl"]);
  const back = await providers.visit("github", github, person, { parameters, cookies: browse.jar });
  assert.equal(back.status, 302, back.text);
  assert.ok(back.location.startsWith(`${PUBLIC_URL}/account/security?`), back.location);
  return browse.get(pathOf(back.location));
}

test("identity: linked, listed and unlinked; unlinking signs out other devices", async () => {
  const { account, browse } = await member();
  const person = newUser(newPerson().email);
  const linked = await link(browse, person);
  const identities = section(linked.text, "identities");
  assert.deepEqual(notices(identities), ["Account linked."]);
  assert.match(identities, /<span dir="auto">GitHub<\/span>/);
  assert.ok(!identities.includes("/api/auth/oauth/github"), "once is enough");
  const id = idIn(linked, /identities\/([^/]+)\/unlink/);
  const stranger = await member();
  assert.equal((await stranger.browse.post(`/account/identities/${id}/unlink`, {})).status, 404);
  const taken = await link(stranger.browse, person);
  assert.match(alerts(taken.text).join(), /another account here/);
  assert.deepEqual(notices(taken.text), []);
  assert.ok(await isAlive(account.token));
  await browse.done(`/account/identities/${id}/unlink`);
  assert.equal(await isAlive(account.token), false);
  assert.deepEqual((await providers.identities(browse.jar.access_token)).body.identities, []);
});

test("identity: the only way to sign in cannot be unlinked, and the page says why", async () => {
  const only = await providers.visit("github", github, { ...newUser("x@example.net"), emails: [] });
  const browse = browser(worker, { access_token: only.cookies.access_token.value });
  const id = idIn(await browse.get("/account/security"), /identities\/([^/]+)\/unlink/);
  const refused = await browse.press(`/account/identities/${id}/unlink`);
  assert.deepEqual([refused.status, alerts(refused.text).length], [409, 1]);
  assert.match(alerts(refused.text).join(), /only way to sign in/);
});

test("identity: linking in a session that is no longer fresh shows the error on the page", async () => {
  const { browse } = await member();
  const parameters = { link: "true", redirectUrl: `${PUBLIC_URL}/account/security?notice=identity-linked#identities` };
  delete browse.jar.access_token;
  const late = await providers.start("github", { parameters, cookies: browse.jar });
  assert.deepEqual([late.status, late.location], [302, `${PUBLIC_URL}/account/security?notice=identity-linked&error=INVALID_TOKEN#identities`]);
  const page = await browse.get(pathOf(late.location));
  assert.match(alerts(section(page.text, "identities")).join(), /took too long/);
  assert.deepEqual(notices(page.text), []);
});

test("identity: text in the URL is not shown on the page", async () => {
  const { browse } = await member();
  const page = await browse.get("/account/security?notice=%3Cscript%3Eevil&error=%3Cscript%3Eevil");
  assert.ok(page.status === 200 && !page.text.includes("evil"));
  assert.deepEqual(alerts(page.text), ["No account was linked. Please try again."]);
});

// Sign-in to an application by an identity at another provider, GitHub's double: there and back to the waiting request.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { unescape } from "../clients/pages.mjs";
import { send } from "../clients/http.mjs";
import { authorizationUrl, registerApplication } from "../support/applications.mjs";
import { githubSettings, newUser, startGithubDouble } from "../support/github_double.mjs";
import { newPerson } from "../support/people.mjs";
import { openPersonBrowser } from "../support/person_browser.mjs";
import { decodeToken } from "../support/tokens.mjs";
import { PUBLIC_URL } from "../support/worker.mjs";
import { openWorld } from "../support/world.mjs";
import { freePort } from "./parties/application.mjs";

const CALLBACK = "https://shop.example.com/callback";
const port = await freePort();
const issuer = `http://localhost:${port}`;
const github = await startGithubDouble();
after(() => github.close());
const world = await openWorld({ port, settings: { PUBLIC_URL: issuer, ...githubSettings(github) } });
after(() => world.dispose());
const client = await registerApplication(world.worker, {
  client_name: "Shop", redirect_uris: [CALLBACK], token_endpoint_auth_method: "none",
});

/** Browser of a person who allows what an application asks for. */
const openBrowser = () => openPersonBrowser({
  answers({ forms }) {
    const form = forms.find(({ action, mark }) => action === "/oauth2/consent" && mark === "confirm");
    return form && { name: "consent", form, typed: {} };
  },
  stays: ({ origin }) => origin === issuer,
});

/** Goes to the application's request and on to GitHub; returns the URL there. */
async function leaveForGithub(browser) {
  const page = await browser.visit(authorizationUrl(client, CALLBACK).replace(PUBLIC_URL, issuer));
  const [, href] = page.html.match(/href="(\/api\/auth\/oauth\/github[^"]*)"/) ?? [];
  assert.ok(href, page.html);
  const away = await browser.visit(issuer + unescape(href));
  assert.equal(away.to?.origin, github.url);
  return away.to.href;
}

/** Returns from GitHub with these parameters. */
const comeBack = (browser, parameters) =>
  browser.visit(`${issuer}/api/auth/callback/github?${new URLSearchParams(parameters)}`, { from: github.url });

/** URL that leads on from the offer of a passkey. */
function notNow(html) {
  const [, href] = html.match(/<p class="ways"><a href="([^"]*)">Not now</) ?? [];
  assert.ok(href, html);
  return unescape(href);
}

test("a person of another provider reaches the application, and is asked for consent once", async () => {
  const { email } = newPerson();
  const user = newUser(email);
  const subjects = [];
  for (const pages of [["consent"], []]) {
    const browser = openBrowser();
    let arrived = await comeBack(browser, github.authorize(await leaveForGithub(browser), user));
    // A new account is offered a passkey on the way.
    if (subjects.length === 0) arrived = await browser.visit(notNow(arrived.html));
    assert.deepEqual([arrived.to?.origin, arrived.pages], ["https://shop.example.com", pages], arrived.html);
    const { code, state, iss } = arrived.params;
    assert.deepEqual([state, iss], ["a state", issuer]);
    const body = { grant_type: "authorization_code", client_id: client, code, code_verifier: "a".repeat(43), redirect_uri: CALLBACK };
    const { status, body: tokens, text } = await send(world.worker, "POST", "/oauth2/token", { form: true, body });
    assert.equal(status, 200, text);
    const { amr, acr, sub } = decodeToken(tokens.id_token).claims;
    assert.deepEqual([amr, acr], [["fed"], "aal1"]);
    const userinfo = await send(world.worker, "GET", "/oauth2/userinfo", { headers: { Authorization: `Bearer ${tokens.access_token}` } });
    assert.deepEqual([userinfo.body.email, userinfo.body.email_verified, userinfo.body.sub], [email, true, sub]);
    subjects.push(sub);
    await sleep(2100); // a session of a provider within a second of its account counts as the account's first
  }
  assert.equal(subjects[0], subjects[1]);
});

test("a return in another browser sends no code there", async () => {
  const back = github.authorize(await leaveForGithub(openBrowser()), newUser(newPerson().email));
  const arrived = await comeBack(openBrowser(), back);
  assert.equal(arrived.left, false, String(arrived.to));
  assert.equal((await world.worker.d1.prepare("SELECT count(*) AS codes FROM authorization_codes WHERE spent_by IS NULL").first()).codes, 0);
});

test("whoever cancels at the provider signs in another way, and the request still waits", async () => {
  const browser = openBrowser();
  const { searchParams } = new URL(await leaveForGithub(browser));
  const arrived = await comeBack(browser, { error: "access_denied", state: searchParams.get("state") });
  assert.equal(arrived.left, false, String(arrived.to));
  const form = arrived.forms.find(({ action }) => action === "/sign-in");
  assert.ok(form, arrived.html);
  const { email, password } = await world.signedUp();
  const fields = { ...form.fields, login: email, password };
  const onward = await browser.visit(`${issuer}/sign-in`, { fields, from: issuer });
  assert.ok(onward.params?.code, onward.html);
});

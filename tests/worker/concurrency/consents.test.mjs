// Consent decided in two windows at once, or given while it is withdrawn, over a slow database.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { send } from "../clients/http.mjs";
import { authorizationUrl, registerApplication } from "../support/applications.mjs";
import { together } from "../support/contest.mjs";
import { rows } from "../support/database.mjs";
import { openPersonBrowser } from "../support/person_browser.mjs";
import { decodeToken } from "../support/tokens.mjs";
import { PUBLIC_URL } from "../support/worker.mjs";
import { NO_LIMITS, openWorld } from "../support/world.mjs";
import { freePort } from "../provider/parties/application.mjs";

const ROUNDS = 20;
const CALLBACK = "https://shop.example.com/callback";
const port = await freePort();
const issuer = `http://localhost:${port}`;
const world = await openWorld({ port, settings: { ...NO_LIMITS, PUBLIC_URL: issuer }, delay: [5, 30] });
after(() => world.dispose());
const { pages, worker } = world;

const client = await registerApplication(worker, {
  client_name: "Shop", redirect_uris: [CALLBACK], token_endpoint_auth_method: "none",
});
/** Runs a check for `ROUNDS` people at once. */
const inRounds = (check) => together(ROUNDS, (i) => check(`round ${i + 1}`));
const cookies = (browser) => ({ headers: { Cookie: browser, Origin: issuer } });
const to = (answer) => new URL(answer.headers.get("location"), CALLBACK);
const codesOf = (answers) => answers.map((answer) => to(answer).searchParams.get("code")).filter(Boolean);

/** Form of a consent page in a window of its own; returns a function that presses one of its buttons. */
async function consentForm(url, browser) {
  const page = await pages.open(url, cookies(browser));
  const form = page.forms.find(({ action }) => action === "/oauth2/consent");
  assert.ok(form, `no consent page (${page.status}): ${page.text.slice(-500)}`);
  return (decision) => pages.post(form.action, { ...form.fields, decision }, cookies(browser));
}

/** Person with a request that waited for their sign-in: their browser's cookies, and the request's URL. */
async function waitingPerson() {
  const { email, password, token } = await world.signedUp();
  const answers = ({ forms }) => {
    const form = forms.find(({ action }) => action === "/sign-in");
    return form && { name: "sign-in", form, typed: { login: email, password } };
  };
  const window = openPersonBrowser({ answers, stays: ({ origin }) => origin === issuer });
  const { url, html, pages: answered } = await window.visit(authorizationUrl(client, CALLBACK).replace(PUBLIC_URL, issuer));
  assert.match(url?.search ?? "", /^\?waiting=/, html);
  assert.deepEqual(answered, ["sign-in"]);
  return { account: decodeToken(token).claims.sub, url: url.href, browser: window.cookies(issuer) };
}

/** Person who is signed in and has not met the application. */
async function signedInPerson() {
  const { token } = await world.signedUp();
  return { account: decodeToken(token).claims.sub, url: authorizationUrl(client, CALLBACK), browser: `access_token=${token}` };
}

const redeem = (code) => send(worker, "POST", "/oauth2/token", {
  form: true,
  body: { grant_type: "authorization_code", client_id: client, code, code_verifier: "a".repeat(43), redirect_uri: CALLBACK },
});
const remove = ({ browser }) => pages.post("/account/applications/remove", { client }, cookies(browser));

/** Number of rows that an account has in each table of an application's standing. */
async function standing({ account }) {
  const tables = ["consents", "authorization_codes", "grants"];
  const held = await Promise.all(tables.map((table) => rows(worker.d1, table)));
  return Object.fromEntries(tables.map((table, at) => [table, held[at].filter(({ account_id: id }) => id === account).length]));
}

const told = async ({ account }, kind) =>
  (await rows(worker.d1, "events")).filter((event) => event.account_id === account && event.kind === kind).length;

test(`allowed in one window and cancelled in the other, ${ROUNDS} rounds: one code`, () =>
  inRounds(async (round) => {
    const person = await waitingPerson();
    const windows = await together(2, () => consentForm(person.url, person.browser));
    const [allowed, cancelled] = await together(2, (i) => windows[i](["allow", "cancel"][i]));
    assert.equal(codesOf([allowed, cancelled]).length, 1, round);
    assert.equal(to(cancelled).searchParams.get("error"), "access_denied", round);
    assert.deepEqual(await standing(person), { consents: 1, authorization_codes: 1, grants: 0 }, round);
  }));

test(`allowed in both windows, ${ROUNDS} rounds: one consent, told once, and each code is its own`, () =>
  inRounds(async (round) => {
    const person = await waitingPerson();
    const windows = await together(2, () => consentForm(person.url, person.browser));
    const codes = codesOf(await together(2, (i) => windows[i]("allow")));
    assert.equal(new Set(codes).size, 2, round);
    assert.equal((await standing(person)).consents, 1, round);
    const kinds = await Promise.all(["application-allowed", "application-sign-in"].map((kind) => told(person, kind)));
    assert.deepEqual(kinds, [1, 1], round);
    assert.deepEqual((await together(2, (i) => redeem(codes[i]))).map(({ status }) => status), [200, 200], round);
  }));

test(`more allowed while the application is removed, ${ROUNDS} rounds: removed it is`, () =>
  inRounds(async (round) => {
    const person = await signedInPerson();
    const [code] = codesOf([await (await consentForm(person.url, person.browser))("allow")]);
    const { body } = await redeem(code);
    const press = await consentForm(authorizationUrl(client, CALLBACK, { scope: "openid offline_access" }), person.browser);
    const [allowed, removed] = await together(2, (i) => [() => press("allow"), () => remove(person)][i]());
    assert.deepEqual([allowed.status, removed.status], [303, 303], round);
    assert.deepEqual(await standing(person), { consents: 0, authorization_codes: 0, grants: 0 }, round);
    for (const late of codesOf([allowed])) assert.equal((await redeem(late)).body.error, "invalid_grant", round);
    const headers = { Authorization: `Bearer ${body.access_token}` };
    assert.equal((await send(worker, "GET", "/oauth2/userinfo", { headers })).status, 401, round);
  }));

test(`first allowed while it is removed, ${ROUNDS} rounds: a code if and only if there is a consent`, () =>
  inRounds(async (round) => {
    const person = await signedInPerson();
    const press = await consentForm(person.url, person.browser);
    const [allowed] = await together(2, (i) => [() => press("allow"), () => remove(person)][i]());
    const { consents, authorization_codes: codes } = await standing(person);
    assert.equal(codes, consents, round);
    const [code] = codesOf([allowed]);
    assert.equal((await redeem(code)).status, consents ? 200 : 400, round);
  }));

test(`a code redeemed while the application is removed, ${ROUNDS} rounds: no grant is left`, () =>
  inRounds(async (round) => {
    const person = await signedInPerson();
    const [code] = codesOf([await (await consentForm(person.url, person.browser))("allow")]);
    const [redeemed, removed] = await together(2, (i) => [() => redeem(code), () => remove(person)][i]());
    assert.ok([200, 400].includes(redeemed.status) && removed.status === 303, `${round}: ${redeemed.text}`);
    assert.deepEqual(await standing(person), { consents: 0, authorization_codes: 0, grants: 0 }, round);
  }));

// Sign-in and sign-out on the pages, in a browser without script.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { cookieHeader, send } from "../clients/http.mjs";
import { cookiesSet, formsOf, unescape } from "../clients/pages.mjs";
import { newPerson } from "../support/people.mjs";
import { assertLimited } from "../support/shapes.mjs";
import { TRUSTED_ORIGIN } from "../support/worker.mjs";
import { NO_LIMITS, openWorld } from "../support/world.mjs";

const world = await openWorld({ settings: { ...NO_LIMITS, TRUSTED_ORIGINS: `${TRUSTED_ORIGIN},https://app.example`, GITHUB_CLIENT_ID: "id", GITHUB_CLIENT_SECRET: "secret" } });
after(() => world.dispose());
const { worker, session, mail, pages, isAlive } = world;

/** Error messages of the fields: {field: problem}. */
const problems = (html) => Object.fromEntries([...html.matchAll(/id="([^"]+)-problem" role="alert">([^<]*)</g)].map(([, field, text]) => [field, unescape(text)]));
const valueOf = (html, name) => unescape(html.match(new RegExp(`<input id="${name}"[^>]*?(?: value="([^"]*)")?(?: required)?(?: aria-[^>]*)?>`))?.[1] ?? "");
const arrivedAt = (answer, location) => {
  assert.deepEqual([answer.status, answer.headers.get("location")], [303, location], answer.text);
  assert.deepEqual(Object.keys(answer.cookies).sort(), ["access_token", "refresh_token"]);
};

test("account made on the page: signs in by address and by username, and out again", async () => {
  const { email, username, password, name } = newPerson();
  const made = await pages.submit("/sign-up", { name, email, password });
  arrivedAt(made, "/check-email");
  const token = made.cookies.access_token.value;
  const { body } = await session.session(token);
  assert.deepEqual([body.user.email, body.user.name], [email, name]);
  assert.equal((await session.updateUser(token, { username })).status, 200);
  for (const login of [email, username, ` ${email.toUpperCase()} `]) {
    const answer = await pages.submit("/sign-in", { login, password });
    arrivedAt(answer, "/account");
    assert.ok(await isAlive(answer.cookies.access_token.value));
  }
  const last = await pages.submit("/sign-in", { login: email, password });
  const pair = { access_token: last.cookies.access_token.value, refresh_token: last.cookies.refresh_token.value };
  const out = await pages.submit("/sign-out", {}, { headers: cookieHeader(pair) });
  assert.deepEqual([out.status, out.headers.get("location"), out.cookies.access_token.value, out.cookies.refresh_token.value], [303, "/sign-in", "", ""]);
  assert.equal(await isAlive(pair.access_token), false);
  assert.ok(await isAlive(token), "the others go on");
  assert.equal((await pages.submit("/sign-out", {})).status, 303, "nobody is signed out as well");
});

test("start page: redirects to the account", async () => {
  const answer = await send(worker, "GET", "/");
  assert.deepEqual([answer.status, answer.headers.get("location")], [303, "/account"]);
});

test("wrong password and unknown account: same answer; typed values stay, except the password", async () => {
  const { email } = await world.signedUp();
  const nobody = newPerson().email;
  const [wrong, unknown] = [await pages.submit("/sign-in", { login: email, password: "<wrong> password" }), await pages.submit("/sign-in", { login: nobody, password: "<wrong> password" })];
  for (const answer of [wrong, unknown]) {
    assert.equal(answer.status, 401);
    assert.deepEqual([Object.keys(problems(answer.text)), answer.cookies], [["password"], {}]);
    assert.ok(!answer.text.includes("wrong") || !/&(lt|#60);wrong/.test(answer.text), "the password is not in the page");
  }
  assert.equal(valueOf(wrong.text, "login"), email);
  assert.equal(wrong.text.replaceAll(email, ""), unknown.text.replaceAll(nobody, ""));
});

test("hostile input: shown as text", async () => {
  const login = `"><script>alert(1)</script>`;
  const answer = await pages.submit("/sign-in", { login, password: "some password" });
  assert.equal(answer.status, 401);
  assert.ok(!answer.text.includes("<script>alert"));
  assert.equal(valueOf(answer.text, "login"), login);
});

test("too many wrong passwords: 429 with Retry-After, said on the page", async () => {
  await worker.restart({ settings: { LIMIT_ACCOUNT_FAILURES: "3" } });
  const { email, password } = await world.signedUp();
  for (let i = 0; i < 3; i += 1) assert.equal((await pages.submit("/sign-in", { login: email, password: "a wrong password" })).status, 401);
  const answer = await pages.submit("/sign-in", { login: email, password });
  assertLimited(answer, "page");
  assert.match(answer.text, /class="alert" role="alert">Too many attempts/);
  assert.equal((await session.signIn({ email, password })).status, 429, "it is one counter for all ways");
  await worker.restart({ settings: { LIMIT_ACCOUNT_FAILURES: "100000" } });
});

test("sign-up: an error is shown beside its field, and the other values stay", async () => {
  const taken = await world.signedUp();
  const { email, name } = newPerson();
  for (const [fields, status, field] of [
    [{ email: "not an address", password: "a good password" }, 400, "email"],
    [{ email, password: "kurz7!" }, 400, "password"],
    [{ email, password: "x".repeat(257) }, 400, "password"],
    [{ email, password: "a good password", name: "x".repeat(201) }, 400, "name"],
    [{ email: taken.email, password: "a good password" }, 409, "email"],
  ]) {
    const answer = await pages.submit("/sign-up", { name, ...fields });
    assert.equal(answer.status, status, answer.text);
    assert.deepEqual([Object.keys(problems(answer.text)), cookiesSet(answer)], [[field], []]);
    assert.equal(valueOf(answer.text, "email"), fields.email);
    assert.ok(!answer.text.includes(fields.password), "no password comes back");
  }
  const { text } = await pages.submit("/sign-up", { email: taken.email, password: "a good password" });
  for (const way of ["/sign-in", "/forgot-password"]) assert.ok(text.includes(`href="${way}"`), way);
});

test("form without its fields: 400", async () => {
  for (const path of ["/sign-in", "/sign-in/link", "/sign-in/verification", "/sign-in/passkey", "/sign-up", "/forgot-password", "/language"]) {
    const answer = await pages.submit(path, { other: "x" });
    assert.equal(answer.status, 400, path);
    assert.match(answer.headers.get("content-type"), /^text\/html/);
  }
});

test("trusted redirectUrl: kept by the form, allowed by the policy, carried to the other page, followed", async () => {
  const { email, password } = await world.signedUp();
  const redirectUrl = "https://app.example/a?b=c&d";
  const page = await pages.open(`/sign-in?redirectUrl=${encodeURIComponent(redirectUrl)}`);
  assert.match(page.headers.get("content-security-policy"), /form-action 'self' https:;/);
  const [form] = page.forms;
  assert.equal(form.fields.redirectUrl, redirectUrl);
  assert.ok(page.text.includes(`href="/sign-up?redirectUrl=${encodeURIComponent(redirectUrl)}"`));
  const steps = `http://localhost:8787/check-email?redirectUrl=${encodeURIComponent(redirectUrl)}&returned=true`;
  assert.ok(page.text.includes(`href="/api/auth/oauth/github?redirectUrl=${encodeURIComponent(steps)}"`), "by the steps of a new account");
  const wrong = await pages.submit("/sign-in", { ...form.fields, login: email, password: "a wrong password" });
  assert.equal(formsOf(wrong.text)[0].fields.redirectUrl, redirectUrl, "a wrong password does not lose it");
  arrivedAt(await pages.submit("/sign-in", { ...form.fields, login: email, password }), redirectUrl);
  const made = await pages.submit("/sign-up", { redirectUrl, email: newPerson().email, password });
  arrivedAt(made, `/check-email?redirectUrl=${encodeURIComponent(redirectUrl)}`);
  const headers = cookieHeader({ access_token: made.cookies.access_token.value });
  const skipped = await pages.submit("/check-email/continue", { redirectUrl }, { headers });
  assert.deepEqual([skipped.status, skipped.headers.get("location")], [303, redirectUrl]);
});

test("untrusted redirectUrl: not in the page and not followed", async () => {
  const { email, password } = await world.verified(await world.signedUp());
  for (const redirectUrl of ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "https://app.example@evil.example"]) {
    for (const path of ["/sign-in", "/sign-up"]) {
      const page = await pages.open(`${path}?redirectUrl=${encodeURIComponent(redirectUrl)}`);
      assert.equal(page.status, 200);
      assert.ok(!page.text.includes("evil.example") && !page.text.includes("alert(1)"));
      assert.ok(!page.headers.get("content-security-policy").includes("evil"));
    }
    arrivedAt(await pages.submit("/sign-in", { login: email, password, redirectUrl }), "/account");
    const asked = await pages.submit("/sign-in/link", { login: email, redirectUrl });
    assert.equal(asked.status, 200);
    arrivedAt(await pages.choose((await mail.next(email, "magic-link")).link, "confirm"), "/account");
  }
});

test("provider's link: starts at the provider and returns by the steps of a new account", async () => {
  const { text } = await pages.open("/sign-in");
  const [, href] = text.match(/href="(\/api\/auth\/oauth\/github[^"]*)"/);
  assert.match(href, /redirectUrl=http%3A%2F%2Flocalhost%3A8787%2Fcheck-email%3Freturned%3Dtrue$/);
  const answer = await send(worker, "GET", unescape(href));
  assert.equal(answer.status, 302, answer.text);
  assert.match(answer.headers.get("location"), /^https:\/\/github\.com\//);
});

test("sign-in refused at a provider: said on the sign-in page", async () => {
  const redirectUrl = "http://localhost:8787/account";
  const begun = await send(worker, "GET", `/api/auth/oauth/github?redirectUrl=${encodeURIComponent(redirectUrl)}`);
  const state = new URL(begun.headers.get("location")).searchParams.get("state");
  const headers = cookieHeader({ oauth_browser: begun.cookies.oauth_browser.value });
  const back = await send(worker, "GET", `/api/auth/callback/github?error=access_denied&state=${encodeURIComponent(state)}`, { headers });
  assert.equal(back.status, 302, back.text);
  const url = new URL(back.headers.get("location"));
  assert.deepEqual([url.origin + url.pathname, url.searchParams.get("redirectUrl"), url.searchParams.get("error")], ["http://localhost:8787/sign-in", redirectUrl, "ACCESS_DENIED"]);
  const page = await pages.open(url.href);
  assert.match(page.text, /role="alert">You cancelled the sign-in at the provider/);
  assert.ok(!/role="alert">[^<]/.test((await pages.open("/sign-in?error=<script>")).text), "only what we know is said");
});

test("sign-in link: mailed only if there is an account; the page says the same either way", async () => {
  const { email } = await world.signedUp();
  const nobody = newPerson().email;
  const redirectUrl = `${TRUSTED_ORIGIN}/welcome`;
  const [known, unknown] = [await pages.submit("/sign-in/link", { login: email, redirectUrl }), await pages.submit("/sign-in/link", { login: nobody, password: "typed all the same", redirectUrl })];
  for (const answer of [known, unknown]) assert.deepEqual([answer.status, answer.cookies], [200, {}]);
  const said = (answer, address) => answer.text.replaceAll(address, "").replace(/(name="request" value=)"[\w.-]{100,}"/g, "$1");
  assert.equal(said(known, email), said(unknown, nobody));
  arrivedAt(await pages.choose((await mail.next(email, "magic-link")).link, "mine"), redirectUrl);
  await mail.nothingFor(nobody);
  const username = await pages.submit("/sign-in/link", { login: "somebody" });
  assert.deepEqual([username.status, Object.keys(problems(username.text))], [400, ["login"]]);
});

test("forgotten password: set by the mailed link; the page says the same for every address", async () => {
  const { email, token } = await world.signedUp();
  const nobody = newPerson().email;
  const [known, unknown] = [await pages.submit("/forgot-password", { email }), await pages.submit("/forgot-password", { email: nobody })];
  assert.deepEqual([known.status, unknown.status], [200, 200]);
  assert.equal(known.text.replaceAll(email, ""), unknown.text.replaceAll(nobody, ""));
  const { link } = await mail.next(email, "reset-password");
  const done = await pages.choose(link, "confirm", { typed: { newPassword: "a new password" } });
  assert.equal(done.status, 200, done.text);
  assert.ok(done.text.includes('href="/sign-in"'), "a way on");
  assert.equal(await isAlive(token), false);
  arrivedAt(await pages.submit("/sign-in", { login: email, password: "a new password" }), "/account");
  const wrong = await pages.submit("/forgot-password", { email: "nonsense" });
  assert.deepEqual([wrong.status, Object.keys(problems(wrong.text))], [400, ["email"]]);
});

test("unconfirmed address, if confirmation is required: sign-in asks to confirm it first", async () => {
  await worker.restart({ settings: { REQUIRE_VERIFIED_EMAIL: "true" } });
  const { email, password } = await world.signedUp();
  const answer = await pages.submit("/sign-in", { login: email, password });
  assert.deepEqual([answer.status, answer.cookies], [403, {}]);
  assert.match(answer.text, /class="alert" role="alert">Confirm your email address first: open the link we emailed you, or have it sent again\. A sign-in link works too/);
  assert.match(answer.text, /<button form="entrance" formaction="\/sign-in\/verification" formnovalidate>/);
  await worker.restart({ settings: { REQUIRE_VERIFIED_EMAIL: "false" } });
});

test("round trips: no more on the pages than in the dialects", async () => {
  const { email, password } = newPerson();
  assert.equal((await pages.submit("/sign-up", { email, password })).calls, 1);
  assert.equal((await pages.submit("/sign-in", { login: email, password })).calls, 2);
  assert.equal((await pages.submit("/sign-in", { login: email, password: "a wrong password" })).calls, 1);
  for (const path of ["/sign-in", "/sign-up", "/forgot-password"]) assert.equal((await pages.open(path)).calls, 0, path);
});

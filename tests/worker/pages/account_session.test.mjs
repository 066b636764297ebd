// Access to the account page: by which cookies, for how long, and from which origins.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, beforeEach, test } from "node:test";
import { browser } from "../clients/account.mjs";
import { send } from "../clients/http.mjs";
import { accountPageOf } from "../support/account_pages.mjs";
import { rows } from "../support/database.mjs";
import { root } from "../support/project.mjs";
import { PUBLIC_URL } from "../support/worker.mjs";
import { NO_LIMITS, openWorld } from "../support/world.mjs";

const world = await openWorld({ settings: NO_LIMITS });
after(() => world.dispose());
const { worker, session, cookie, bearer } = world;
beforeEach(() => worker.restart({ clockOffset: 0 }));
const MINUTE = 60;
const toSignIn = (page) => `/sign-in?redirectUrl=${encodeURIComponent(`${PUBLIC_URL}${page}`)}`;
const TO_SIGN_IN = toSignIn("/account");
const PAGES = ["/account", "/account/security", "/account/devices", "/account/applications", "/account/activity", "/account/data"];

/** Forms of the page, by route: "/account/passkeys/:id/remove". */
const source = readFileSync(join(root, "src/pages/account/mod.rs"), "utf8");
const forms = [...source.matchAll(/route!\(DIALECT, POST "([^"]+)"/g)].map(([, path]) => path.replace(":id", "45314ce9-74c8-48dd-9094-0bcf980f335b"));

async function member() {
  const account = await world.signedUp();
  const { token, refreshToken } = await cookie.signIn(account);
  return { account, browse: browser(worker, { access_token: token, refresh_token: refreshToken }) };
}

test("not signed in: redirected to sign-in, and back afterwards", async () => {
  const stranger = browser(worker);
  for (const path of ["/account", "/account/export", "/account/"]) {
    const answer = await stranger.get(path);
    assert.deepEqual([answer.status, answer.location, answer.text], [303, TO_SIGN_IN, ""], path);
  }
  assert.ok(forms.length >= 15, `${forms.length} forms`);
  for (const path of forms) assert.equal((await stranger.post(path, {})).location, toSignIn(accountPageOf(path)), path);
  for (const path of PAGES) assert.equal((await stranger.get(path)).location, toSignIn(path));
  const pair = await stranger.get("/pair");
  assert.deepEqual([pair.status, pair.location], [303, `/sign-in?redirectUrl=${encodeURIComponent(`${PUBLIC_URL}/pair`)}`]);
});

test("invalid token or ended session: the account page is not shown", async () => {
  const { browse } = await member();
  await session.signOut(browse.jar.access_token);
  for (const jar of [browse.jar, { access_token: "x" }, { refresh_token: "rt.x.y" }, { access_token: browse.jar.refresh_token }]) {
    assert.equal((await browser(worker, jar).get()).location, TO_SIGN_IN);
  }
});

test("Authorization header: decides alone, even beside a valid cookie", async () => {
  const { browse } = await member();
  const answer = await browse.get("/account", { headers: { Authorization: "Bearer x" } });
  assert.deepEqual([answer.status, answer.cookies], [303, {}]);
});

test("form from another site: refused without effect", async () => {
  const { account, browse } = await member();
  for (const path of forms) {
    for (const headers of [{ Origin: "https://evil.example" }, { Origin: "null" }, { Origin: "null", "Sec-Fetch-Site": "cross-site" }]) {
      const answer = await browse.post(path, { name: "Mallory", username: "", image: "", confirm: "yes" }, { headers });
      assert.deepEqual([answer.status, answer.cookies], [403, {}], `${path} ${JSON.stringify(headers)}`);
    }
    const without = await send(worker, "POST", path, { form: true, body: { confirm: "yes" }, headers: { Cookie: `access_token=${browse.jar.access_token}`, "Sec-Fetch-Site": "cross-site" } });
    assert.equal(without.status, 403, path);
  }
  assert.equal((await session.session(account.token)).body.user.name, account.name);
});

test("expired session token: the refresh token renews it, for a page and for a form", async () => {
  const { account, browse } = await member();
  const first = { ...browse.jar };
  await worker.restart({ clockOffset: 16 * MINUTE });
  const page = await browse.get();
  assert.equal(page.status, 200);
  assert.notEqual(browse.jar.refresh_token, first.refresh_token);
  assert.notEqual(browse.jar.access_token, first.access_token);
  for (const name of ["access_token", "refresh_token"]) {
    const { attributes } = page.cookies[name];
    assert.ok(attributes.httponly && attributes.samesite === "Lax" && attributes.path === "/", name);
  }
  assert.deepEqual((await browse.get()).cookies, {}, "and not again");
  await worker.restart({ clockOffset: 32 * MINUTE });
  const saved = await browse.post("/account/profile", { name: "Ada", username: "", image: "" });
  assert.deepEqual([saved.status, Object.keys(saved.cookies).sort()], [303, ["access_token", "refresh_token"]]);
  assert.equal((await session.session(account.token)).body.user.name, "Ada");
});

test("HEAD: same answer as GET, no cookies set, no refresh token used", async () => {
  const { browse } = await member();
  const held = { ...browse.jar };
  await worker.restart({ clockOffset: 16 * MINUTE });
  const before = await rows(worker.d1, "sessions");
  for (const path of ["/account", "/account/export", "/pair", "/sign-in", "/"]) {
    const options = { headers: { Cookie: `access_token=${held.access_token}; refresh_token=${held.refresh_token}` }, redirect: "manual" };
    const head = await send(worker, "HEAD", path, options);
    assert.deepEqual([head.text, head.headers.get("set-cookie")], ["", null], path);
    if (path === "/account") assert.equal(head.status, 200);
  }
  assert.deepEqual(await rows(worker.d1, "sessions"), before);
  assert.equal((await browse.get()).status, 200);
});

test("sign-in over a session: ends the session of the browser's cookies, and no other", async () => {
  const { account, browse } = await member();
  const elsewhere = (await member()).browse;
  const held = { ...browse.jar };
  const again = await browse.post("/sign-in", { login: account.email, password: account.password, decision: "confirm" });
  assert.equal(again.status, 303, again.text);
  assert.equal((await session.session(held.access_token)).status, 401);
  assert.equal((await cookie.refresh(held.refresh_token)).status, 401);
  for (const token of [browse.jar.access_token, account.token, elsewhere.jar.access_token]) assert.equal((await session.session(token)).status, 200);
});

test("expired session cookie: the browser drops it, and the refresh token alone renews the session", async () => {
  const { browse } = await member();
  delete browse.jar.access_token;
  assert.equal((await browse.get()).status, 200);
  assert.equal((await browse.get("/account/export")).status, 200);
  delete browse.jar.access_token;
  assert.equal((await browse.get("/pair")).status, 200);
  assert.ok(browse.jar.access_token);
});

test("refused form with an expired session: its answer still sets the renewed cookies", async () => {
  const { browse } = await member();
  for (const [path, fields, status] of [
    ["/account/profile", { name: "", username: "a b", image: "" }, 400],
    ["/account/profile", {}, 400],
    ["/account/passkeys/45314ce9-74c8-48dd-9094-0bcf980f335b/rename", { name: "x" }, 404],
    ["/pair", { code: "AAAAAA" }, 404],
    ["/pair", { code: "AAAAAA", decision: "x" }, 400],
  ]) {
    const { refresh_token } = browse.jar;
    delete browse.jar.access_token;
    const answer = await browse.post(path, fields);
    assert.equal(answer.status, status, `${path} ${answer.text}`);
    assert.notEqual(browse.jar.refresh_token, refresh_token, path);
    assert.equal((await browse.get()).status, 200, path);
  }
});

test("tabs that renew at the same time: all stay signed in with the same cookies", async () => {
  const { browse } = await member();
  const { refresh_token } = browse.jar;
  const tabs = Array.from({ length: 8 }, () => browser(worker, { refresh_token }));
  const pages = await Promise.all(tabs.map((tab) => tab.get()));
  assert.deepEqual(pages.map(({ status }) => status), pages.map(() => 200));
  assert.equal(new Set(tabs.map(({ jar }) => jar.refresh_token)).size, 1);
  assert.equal((await tabs[0].get()).status, 200);
});

test("account deletion with an expired session: no cookies are set again", async () => {
  const { browse } = await member();
  delete browse.jar.access_token;
  const gone = await browse.post("/account/delete", { confirm: "yes" });
  assert.equal(gone.status, 303, gone.text);
  assert.deepEqual(browse.jar, {});
});

test("sign-out: ends the session and clears its cookies", async () => {
  const { account, browse } = await member();
  const { access_token } = browse.jar;
  const out = await browse.press("/sign-out");
  assert.deepEqual([out.status, browse.jar], [303, {}]);
  assert.deepEqual([await world.isAlive(access_token), await world.isAlive(account.token)], [false, true]);
  assert.equal((await browser(worker, { access_token }).get()).location, TO_SIGN_IN);
});

test("policy of the account page: only its own style, scripts and QR code", async () => {
  const { browse } = await member();
  const page = await browse.get();
  const setup = await browse.press("/account/two-factor/enable");
  const digest = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  for (const [answer, scripted] of [[page, true], [setup, false]]) {
    const policy = Object.fromEntries(answer.headers.get("content-security-policy").split("; ").map((one) => one.split(/ (.*)/)));
    const [, style] = answer.text.match(/<style>([\s\S]*?)<\/style>/);
    assert.equal(policy["style-src"], digest(style));
    const scripts = [...answer.text.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, script]) => digest(script)).sort().join(" ");
    assert.equal((policy["script-src"] ?? "").split(" ").sort().join(" "), scripts);
    assert.deepEqual([scripts !== "", policy["img-src"]], [scripted, scripted ? "'self'" : "'self' data:"]);
    assert.deepEqual([policy["default-src"], policy["form-action"], policy["frame-ancestors"]], ["'none'", "'self'", "'none'"]);
    assert.ok(!/ style=| on\w+=/.test(answer.text.split("<main")[1]), "nothing inline");
  }
});

test("account pages: one round trip besides the session's", async () => {
  const { account, browse } = await member();
  await new Promise((done) => setTimeout(done, 200));
  for (const path of PAGES) {
    const page = await browse.get(path);
    assert.deepEqual([page.status, page.calls], [200, 2], path);
  }
  delete browse.jar.access_token;
  const renewed = await browse.get();
  assert.deepEqual([renewed.status, renewed.calls], [200, 2]);
  assert.equal((await bearer.signIn(account)).status, 200);
});

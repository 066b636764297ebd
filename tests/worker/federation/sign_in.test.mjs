// Sign-in by GitHub and by certified OpenID providers, to new and existing accounts.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { federation } from "../clients/federation.mjs";
import { storedText } from "../support/database.mjs";
import { githubSettings, newUser, startGithubDouble } from "../support/github_double.mjs";
import { newPerson } from "../support/people.mjs";
import { assertError } from "../support/shapes.mjs";
import { PUBLIC_URL, TRUSTED_ORIGIN } from "../support/worker.mjs";
import { openWorld } from "../support/world.mjs";
import { CLIENT, passThrough, startCertifiedProvider } from "./certified_provider.mjs";

const github = await startGithubDouble();
const acme = await startCertifiedProvider({ names: ["acme-id"], inIdToken: false });
const google = await startCertifiedProvider({ names: ["google"], inIdToken: true });
const world = await openWorld({
  settings: {
    ...githubSettings(github),
    GOOGLE_CLIENT_ID: CLIENT.id, GOOGLE_CLIENT_SECRET: CLIENT.secret, GOOGLE_ISSUER: google.url,
    OIDC_NAME: "acme-id", OIDC_CLIENT_ID: CLIENT.id, OIDC_CLIENT_SECRET: CLIENT.secret, OIDC_ISSUER: acme.url,
  },
});
after(async () => {
  await world.dispose();
  for (const provider of [github, acme, google]) await provider.close();
});
const { session, cookie } = world;
const client = federation(world.worker);
const CERTIFIED = { "acme-id": acme, google };

/** Signs in at a certified provider through its pages. */
async function signInBy(name, login, options = {}) {
  const started = await client.start(name, options);
  assert.equal(started.status, 302, started.text);
  const { pages, path, ...back } = await passThrough(started.location, login);
  assert.equal(path, `/api/auth/callback/${name}`);
  assert.ok(pages >= 2, "a page to sign in and one to consent");
  return client.finish(name, back, { browser: started.browser });
}

test("GitHub: the first sign-in creates a verified account with name and picture; the second finds it", async () => {
  const { email } = newPerson();
  const person = newUser(email);
  const first = await client.visit("github", github, person);
  assert.equal(first.status, 200, first.text);
  const { user } = first.body;
  assert.deepEqual([user.email, user.emailVerified, user.name, user.image], [email, true, person.user.name, person.user.avatar_url]);
  assert.ok(await world.isAlive(first.body.session.token));
  const again = await client.visit("github", github, person);
  assert.equal(again.body.user.id, user.id);
  assert.notEqual(again.body.session.id, first.body.session.id);
  const { body } = await client.identities(first.token);
  assert.deepEqual(body.identities.map(({ provider, email }) => [provider, email]), [["github", email]]);
  assert.deepEqual(Object.keys(body.identities[0]).sort(), ["createdAt", "email", "id", "provider"]);
});

for (const [name, provider] of Object.entries(CERTIFIED)) {
  test(`${name}: the first sign-in through the provider's pages creates an account; the second finds it`, async () => {
    const { email } = newPerson();
    provider.add(email, { email, email_verified: true, name: "Grace Hopper" });
    const first = await signInBy(name, email);
    assert.equal(first.status, 200, first.text);
    assert.deepEqual([first.body.user.email, first.body.user.emailVerified, first.body.user.name], [email, true, "Grace Hopper"]);
    assert.equal((await signInBy(name, email)).body.user.id, first.body.user.id);
  });

  test(`${name}: cancelling at the provider is reported and creates no account`, async () => {
    const started = await client.start(name, { parameters: { redirectUrl: `${TRUSTED_ORIGIN}/in?error=its_own&a=b` } });
    const back = { state: started.sent.state, error: "access_denied", error_description: "<script>alert(1)</script>\r\nX: y", iss: provider.url };
    const answer = await client.finish(name, back, { browser: started.browser });
    assert.deepEqual([answer.status, answer.location, answer.cookies.access_token], [302, `${TRUSTED_ORIGIN}/in?a=b&error=ACCESS_DENIED`, undefined]);
  });
}

test("redirectUrl: is followed with both cookies set, which can refresh", async () => {
  const target = `${TRUSTED_ORIGIN}/welcome?from=github#top`;
  const answer = await client.visit("github", github, newUser(newPerson().email), { parameters: { redirectUrl: target } });
  assert.deepEqual([answer.status, answer.location, answer.text], [302, target, ""]);
  for (const name of ["access_token", "refresh_token"]) {
    const { attributes } = answer.cookies[name];
    assert.deepEqual([attributes.httponly, attributes.samesite, attributes.path], [true, "Lax", "/"]);
  }
  assert.equal(answer.cookies.oauth_browser, undefined, "another tab may be on its way still");
  assert.equal((await cookie.refresh(answer.cookies.refresh_token.value)).status, 204);
});

test("a redirectUrl may be a path of the service", async () => {
  const answer = await client.visit("github", github, newUser(newPerson().email), { parameters: { redirectUrl: "/in?from=github#top" } });
  assert.deepEqual([answer.status, answer.location], [302, `${PUBLIC_URL}/in?from=github#top`]);
  assert.ok(await world.isAlive(answer.token));
});

test("authorization request: has our parameters only", async () => {
  const meddled = { state: "mine", scope: "repo", redirect_uri: "https://evil.example", nonce: "mine", client_id: "mine", code_challenge: "mine", prompt: "none" };
  for (const name of ["github", "acme-id"]) {
    const [one, other] = [await client.start(name, { parameters: meddled, headers: { Host: "evil.example", "X-Forwarded-Host": "evil.example" } }), await client.start(name)];
    const expected = ["client_id", "code_challenge", "code_challenge_method", "redirect_uri", "response_type", "scope", "state"];
    assert.deepEqual(Object.keys(one.sent).sort(), name === "github" ? expected : [...expected.slice(0, 3), "nonce", ...expected.slice(3)]);
    assert.ok(!Object.values(one.sent).includes("mine"));
    assert.deepEqual([one.sent.redirect_uri, one.sent.response_type, one.sent.code_challenge_method], [`${PUBLIC_URL}/api/auth/callback/${name}`, "code", "S256"]);
    for (const field of ["state", "code_challenge", ...(name === "github" ? [] : ["nonce"])]) {
      assert.match(one.sent[field], /[\w-]{43}$/);
      assert.notEqual(one.sent[field], other.sent[field]);
    }
    const { attributes } = one.cookies.oauth_browser;
    assert.deepEqual([attributes.httponly, attributes.samesite, attributes.path, attributes["max-age"]], [true, "Lax", "/", "600"]);
  }
});

test("sign-in: stores and logs no secret", async () => {
  const started = await client.start("github");
  const back = github.authorize(started.location, newUser(newPerson().email));
  const answer = await client.finish("github", back, { browser: started.browser });
  assert.equal(answer.status, 200);
  const verifier = new URLSearchParams(github.requests.findLast(({ text }) => text.includes(back.code)).text).get("code_verifier");
  const kept = (await storedText(world.worker)) + world.worker.logs();
  for (const secret of [started.sent.state, started.browser, back.code, verifier, ...github.tokens()]) assert.ok(secret && !kept.includes(secret));
});

test("start: refuses a provider without settings and an untrusted redirect", async () => {
  for (const name of ["gitlab", "oidc", "GitHub", "constructor", "%67ithub"]) {
    assertError(await client.start(name), "session", 404, "NOT_FOUND");
    assertError(await client.finish(name, { code: "x", state: "y" }), "session", 404, "NOT_FOUND");
  }
  for (const redirectUrl of ["https://evil.example", "//evil.example", "/\\evil.example", "/..//evil.example", "in", "javascript:alert(1)", `${TRUSTED_ORIGIN}@evil.example`]) {
    assertError(await client.start("github", { parameters: { redirectUrl } }), "session", 400, "INVALID_REDIRECT");
  }
  assertError(await client.start("github", { parameters: { redirectUrl: [TRUSTED_ORIGIN, TRUSTED_ORIGIN] } }), "session", 400, "INVALID_REQUEST");
});

test("prefetch: starts and finishes nothing", async () => {
  for (const headers of [{ "Sec-Purpose": "prefetch;prerender" }, { Purpose: "prefetch" }, { "X-Purpose": "preview" }, { "X-Moz": "prefetch" }]) {
    assertError(await client.start("github", { headers }), "session", 503, "PREFETCH_REFUSED");
    const started = await client.start("github");
    const back = github.authorize(started.location, newUser(newPerson().email));
    assertError(await client.finish("github", back, { browser: started.browser, headers }), "session", 503, "PREFETCH_REFUSED");
    assert.equal((await client.finish("github", back, { browser: started.browser })).status, 200, "it was not spent");
  }
});

test("HEAD: starts and finishes nothing", async () => {
  const head = await client.start("github", { method: "HEAD" });
  assert.deepEqual([head.status, head.location, head.cookies], [204, null, {}]);
  const started = await client.start("github");
  const back = github.authorize(started.location, newUser(newPerson().email));
  assert.equal((await client.finish("github", back, { browser: started.browser, method: "HEAD" })).status, 400);
  assert.equal((await client.finish("github", back, { browser: started.browser })).status, 200, "it was not spent");
});

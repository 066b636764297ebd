// Providers that lie, break, stall or send nonsense: a clean error, a spent state, and no account.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { federation } from "../clients/federation.mjs";
import { dump } from "../support/database.mjs";
import { githubSettings, newUser, startGithubDouble } from "../support/github_double.mjs";
import { openidSettings, startOpenidDouble } from "../support/openid_double.mjs";
import { newPerson } from "../support/people.mjs";
import { BEHAVIOUR } from "../support/resend_double.mjs";
import { assertError } from "../support/shapes.mjs";
import { TRUSTED_ORIGIN } from "../support/worker.mjs";
import { openWorld } from "../support/world.mjs";

const github = await startGithubDouble();
const openid = await startOpenidDouble();
const world = await openWorld({ settings: { ...githubSettings(github), ...openidSettings(openid) } });
after(async () => {
  await world.dispose();
  await github.close();
  await openid.close();
});
const { worker } = world;
const client = federation(worker);
const held = async () => {
  const { accounts, identities, sessions } = await dump(worker.d1);
  return [accounts.length, identities.length, sessions.length];
};
const says = (body) => (response) => response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(body));
const person = () => newUser(newPerson().email);

async function refused(name, double, someone) {
  const answer = await client.visit(name, double, someone);
  assertError(answer, "session", 502, "PROVIDER_FAILED");
  assert.equal(answer.cookies.access_token, undefined);
}

test("GitHub: every fault of each endpoint gives a clean error", async () => {
  const before = await held();
  const moods = ["fail", "forbid", "silent", "drip", "hangUp", "huge", "redirect", "page", "empty", "cutJson", "noId"];
  const all = moods.flatMap((mood) => ["token", "userAnswer", "emailsAnswer"].map((at) => ({ mood, at })));
  // An app without permission to read addresses has its own test, below.
  const people = all.filter(({ mood, at }) => mood !== "forbid" || at !== "emailsAnswer").map(({ mood, at }) => ({ ...person(), [at]: BEHAVIOUR[mood] }));
  await Promise.all(people.map((someone) => refused("github", github, someone)));
  assert.deepEqual(await held(), before);
  assert.equal((await client.visit("github", github, person())).status, 200, "and the next one comes in");
});

test("GitHub App: without access to addresses signs in without one; rate-limited, it fails", async () => {
  const refuses = (status, message) => (response) => response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify({ message }));
  for (const [status, message] of [[403, "Resource not accessible by integration"], [404, "Not Found"]]) {
    const someone = { ...person(), emailsAnswer: refuses(status, message) };
    const first = await client.visit("github", github, someone);
    assert.deepEqual([first.status, first.body.user.email, first.body.user.name], [200, null, "Mona Octocat"]);
    assert.equal((await client.visit("github", github, someone)).body.user.id, first.body.user.id);
  }
  await refused("github", github, { ...person(), emailsAnswer: refuses(403, "You have exceeded a secondary rate limit.") });
});

test("GitHub: a missing id or malformed answer gives a clean error", async () => {
  const before = await held();
  const users = [{ id: null }, {}, { id: 0 }, { id: "null" }, { id: "7" }, { id: -1 }, { id: 1.5 }, { id: true }, [], null, "x"];
  for (const user of users) await refused("github", github, { ...person(), user });
  for (const emails of [null, {}, [{}], [{ email: 1, primary: true, verified: true }], [{ email: "a@b.cc", primary: true, verified: "true" }]]) {
    await refused("github", github, { ...person(), userAnswer: says({ id: 7 }), emailsAnswer: says(emails) });
  }
  const tokens = [{}, { error: "bad_verification_code" }, { access_token: 1, token_type: "bearer" }, { access_token: "a", token_type: "mac" }, { access_token: "a\r\nX: y", token_type: "bearer" }];
  for (const body of tokens) await refused("github", github, { ...person(), token: says(body) });
  assert.deepEqual(await held(), before);
});

test("return: a wrong, huge or missing code and a provider's error are refused", async () => {
  for (const change of [{ code: "wrong" }, { code: "x".repeat(8000) }, { code: "" }, { code: undefined }, { error: "server_error" }]) {
    const answer = await client.visit("github", github, person(), { change: (back) => ({ ...back, ...change }) });
    assertError(answer, "session", 502, "PROVIDER_FAILED");
  }
  assert.ok(github.requests.every(({ text }) => text.length < 5000), "a code that is no code is not passed on");
});

const now = () => Math.floor(Date.now() / 1000);
const TAMPERED = {
  "another audience": () => ({ claims: { aud: "somebody-else" } }),
  "another audience beside ours": () => ({ claims: { aud: ["double-client", "somebody-else"] } }),
  "another issuer": () => ({ claims: { iss: "https://evil.example" } }),
  "our issuer with a slash": () => ({ claims: { iss: `${openid.url}/` } }),
  "another nonce": () => ({ claims: { nonce: "x".repeat(43) } }),
  "no nonce": () => ({ claims: { nonce: undefined } }),
  "over": () => ({ claims: { exp: now() - 3600 } }),
  "not begun": () => ({ claims: { iat: now() + 3600 } }),
  "no subject": () => ({ claims: { sub: undefined } }),
  "a null subject": () => ({ claims: { sub: null } }),
  "an empty subject": () => ({ claims: { sub: "" } }),
  "alg none": () => ({ header: { alg: "none" } }),
  "alg HS256 with the public key": () => ({ header: { alg: "HS256" } }),
  "an unknown kid": () => ({ header: { kid: "unknown" } }),
  "a key of its own": () => ({ key: openid.newKey() }),
  "a foreign key under our kid": () => ({ key: { ...openid.newKey(), kid: openid.state.keys[0].kid } }),
  "no ID token": () => ({ tokens: (right) => ({ ...right, id_token: undefined }) }),
  "another signature": () => ({ tokens: (right) => ({ ...right, id_token: right.id_token.replace(/.{8}$/, "AAAAAAAA") }) }),
};
for (const [what, change] of Object.entries(TAMPERED)) {
  test(`ID token: with ${what} is refused and creates no account`, async () => {
    const before = await held();
    const { claims, ...rest } = change();
    const { email } = newPerson();
    await refused("double", openid, { claims: { sub: email, email, email_verified: true, ...claims }, ...rest });
    assert.deepEqual(await held(), before);
  });
}

test("ID token: times may have fractions", async () => {
  const claims = { sub: "fractions", exp: now() + 300.25, iat: now() - 0.75, nbf: now() - 0.5 };
  assert.equal((await client.visit("double", openid, { claims })).status, 200);
});

test("return: another issuer is refused (RFC 9207)", async () => {
  const someone = { claims: { sub: "mixed-up" } };
  assertError(await client.visit("double", openid, someone, { change: (back) => ({ ...back, iss: "https://evil.example" }) }), "session", 502, "PROVIDER_FAILED");
  assert.equal((await client.visit("double", openid, someone, { change: (back) => ({ ...back, iss: openid.url }) })).status, 200);
});

test("JWKS: is cached, and fetched once more for an unknown key", async () => {
  const someone = { claims: { sub: "rotation" } };
  assert.equal((await client.visit("double", openid, someone)).status, 200);
  const fetched = () => openid.state.fetches["/jwks"];
  let before = fetched();
  assert.equal((await client.visit("double", openid, someone)).status, 200);
  assert.equal(fetched(), before);
  openid.state.keys = [openid.newKey()];
  assert.equal((await client.visit("double", openid, someone)).status, 200);
  assert.equal(fetched(), before + 1);
  before = fetched();
  await refused("double", openid, { ...someone, header: { kid: "unknown" } });
  assert.equal(fetched(), before + 1);
});

test("discovery: another issuer or a plain HTTP endpoint is refused", async () => {
  for (const discovery of [{ issuer: "https://evil.example" }, { token_endpoint: "http://evil.example/token" }, { jwks_uri: "file:///etc/passwd" }, { authorization_endpoint: "javascript:alert(1)" }]) {
    openid.state.discovery = discovery;
    await worker.restart({ settings: {} });
    assertError(await client.start("double"), "session", 502, "PROVIDER_FAILED");
  }
  openid.state.discovery = {};
  assert.equal((await client.start("double")).status, 302);
});

test("UserInfo: an answer about another subject is refused", async () => {
  openid.state.discovery = { userinfo_endpoint: `${openid.url}/userinfo` };
  await worker.restart({ settings: {} });
  const { email } = newPerson();
  const before = await held();
  for (const userinfo of [{ sub: "another", email, email_verified: true }, { email, email_verified: true }, [], null]) {
    openid.state.userinfo = userinfo;
    await refused("double", openid, { claims: { sub: email } });
  }
  assert.deepEqual(await held(), before);
  openid.state.userinfo = { sub: email, email, email_verified: true };
  const { user } = (await client.visit("double", openid, { claims: { sub: email } })).body;
  assert.deepEqual([user.email, user.emailVerified], [email, true]);
  openid.state.discovery = {};
  await worker.restart({ settings: {} });
});

test("provider down: each of 30 returns gets a clean error, here or at its target", async () => {
  const before = await held();
  const sent = await Promise.all(Array.from({ length: 30 }, (_, i) => client.start("double", { parameters: i % 2 ? { redirectUrl: TRUSTED_ORIGIN } : {} })));
  openid.state.down = true;
  const answers = await Promise.all(sent.map(({ location, browser }) => client.finish("double", openid.authorize(location, { claims: { sub: "x" } }), { browser })));
  answers.forEach((answer, i) => {
    if (i % 2) assert.deepEqual([answer.status, answer.location], [302, `${TRUSTED_ORIGIN}/?error=PROVIDER_FAILED`]);
    else assertError(answer, "session", 502, "PROVIDER_FAILED");
  });
  await worker.restart({ settings: {} });
  const started = await client.start("double", { parameters: { redirectUrl: `${TRUSTED_ORIGIN}/in` } });
  assert.equal(started.location, `${TRUSTED_ORIGIN}/in?error=PROVIDER_FAILED`);
  openid.state.down = false;
  assert.deepEqual(await held(), before);
});

// OAuth states: each is valid once, in its browser and for its provider. Otherwise the provider is never called.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { federation } from "../clients/federation.mjs";
import { assertOneWinner, together } from "../support/contest.mjs";
import { dump } from "../support/database.mjs";
import { githubSettings, newUser, startGithubDouble } from "../support/github_double.mjs";
import { openidSettings, startOpenidDouble } from "../support/openid_double.mjs";
import { newPerson } from "../support/people.mjs";
import { assertError } from "../support/shapes.mjs";
import { TRUSTED_ORIGIN } from "../support/worker.mjs";
import { NO_LIMITS, openWorld } from "../support/world.mjs";

const ROUNDS = 20;
const CONTENDERS = 50;

const github = await startGithubDouble();
const openid = await startOpenidDouble();
const world = await openWorld({ settings: { ...NO_LIMITS, ...githubSettings(github), ...openidSettings(openid) }, delay: [5, 30] });
after(async () => {
  await world.dispose();
  await github.close();
  await openid.close();
});
const { worker } = world;
const client = federation(worker);

/** Parameters that a browser brings back from GitHub after consent. */
async function agreed(parameters) {
  const started = await client.start("github", { parameters });
  return { browser: started.browser, back: github.authorize(started.location, newUser(newPerson().email)) };
}

const WRONG = {
  "no cookie": ({ back }) => client.finish("github", back),
  "another browser's cookie": async ({ back }) => client.finish("github", back, { browser: (await agreed()).browser }),
  "two different cookies": ({ back, browser }) => client.finish("github", back, { headers: { Cookie: `oauth_browser=${browser}; oauth_browser=x` } }),
  "another provider": ({ back, browser }) => client.finish("double", back, { browser }),
  "another state": async ({ back, browser }) => client.finish("github", { ...back, state: (await agreed()).back.state }, { browser }),
  "a made-up state": ({ back, browser }) => client.finish("github", { ...back, state: "x".repeat(43) }, { browser }),
  "no state": ({ back, browser }) => client.finish("github", { code: back.code }, { browser }),
  "an empty state": ({ back, browser }) => client.finish("github", { ...back, state: "" }, { browser }),
};
for (const [what, come] of Object.entries(WRONG)) {
  test(`${what}: is refused without a call to the provider`, async () => {
    const visit = await agreed();
    const before = [github.requests.length, openid.state.fetches["/token"], (await dump(worker.d1)).accounts];
    assertError(await come(visit), "session", 400, "INVALID_TOKEN");
    assert.deepEqual([github.requests.length, openid.state.fetches["/token"], (await dump(worker.d1)).accounts], before);
    assert.equal((await client.finish("github", visit.back, { browser: visit.browser })).status, 200, "the right one still comes in");
  });
}

test("return: a parameter given twice is refused and spends nothing", async () => {
  const { back, browser } = await agreed();
  for (const name of ["code", "state"]) {
    assertError(await client.finish("github", { ...back, [name]: [back[name], back[name]] }, { browser }), "session", 400, "INVALID_REQUEST");
  }
  assert.equal((await client.finish("github", back, { browser })).status, 200);
});

test("state: a second use is refused, at the target page", async () => {
  const { back, browser } = await agreed({ redirectUrl: `${TRUSTED_ORIGIN}/in` });
  assert.equal((await client.finish("github", back, { browser })).location, `${TRUSTED_ORIGIN}/in`);
  const calls = github.requests.length;
  const again = await client.finish("github", back, { browser });
  assert.deepEqual([again.status, again.location, again.cookies], [302, `${TRUSTED_ORIGIN}/in?error=INVALID_TOKEN`, {}]);
  assert.equal(github.requests.length, calls);
});

test("used return: a signed-in browser continues, by session or by refresh token", async () => {
  const { back, browser } = await agreed({ redirectUrl: `${TRUSTED_ORIGIN}/in` });
  const { cookies } = await client.finish("github", back, { browser });
  const calls = github.requests.length;
  for (const name of ["access_token", "refresh_token"]) {
    const again = await client.finish("github", back, { browser, cookies: { [name]: cookies[name].value } });
    assert.deepEqual([again.status, again.location], [302, `${TRUSTED_ORIGIN}/in`]);
    assert.deepEqual(Object.keys(again.cookies), name === "access_token" ? [] : ["access_token", "refresh_token"]);
  }
  assert.equal(github.requests.length, calls);
});

test("return: a target no longer trusted is not followed", async () => {
  await worker.restart({ settings: { TRUSTED_ORIGINS: "https://app.example" } });
  const [{ back, browser }, used] = [await agreed({ redirectUrl: "https://app.example/in" }), await agreed({ redirectUrl: "https://app.example/in" })];
  await client.finish("github", used.back, { browser: used.browser });
  await worker.restart({ settings: { TRUSTED_ORIGINS: "https://other.example" } });
  const answer = await client.finish("github", back, { browser });
  assert.deepEqual([answer.status, answer.location], [200, null]);
  assertError(await client.finish("github", used.back, { browser: used.browser }), "session", 400, "INVALID_TOKEN");
  await worker.restart({ settings: { TRUSTED_ORIGINS: TRUSTED_ORIGIN } });
});

test("state: expires after ten minutes", async () => {
  const [early, late] = [await agreed(), await agreed()];
  await worker.restart({ clockOffset: 595 });
  assert.equal((await client.finish("github", early.back, { browser: early.browser })).status, 200);
  await worker.restart({ clockOffset: 601 });
  assertError(await client.finish("github", late.back, { browser: late.browser }), "session", 400, "INVALID_TOKEN");
  await worker.restart({ clockOffset: 0 });
});

test(`state used ${CONTENDERS} times at once, ${ROUNDS} rounds, D1 slowed: one signs in`, async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const { back, browser } = await agreed();
    assertOneWinner(await together(CONTENDERS, () => client.finish("github", back, { browser })), round);
  }
});

test(`the first ${CONTENDERS} sign-ins of one person at once: one account, one identity, all signed in`, async () => {
  const { email } = newPerson();
  const person = newUser(email);
  const sent = await together(CONTENDERS, () => client.start("github"));
  const answers = await together(CONTENDERS, (i) => client.finish("github", github.authorize(sent[i].location, person), { browser: sent[i].browser }));
  assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200], answers.find(({ status }) => status !== 200)?.text);
  assert.equal(new Set(answers.map(({ body }) => body.user.id)).size, 1);
  const { accounts, identities } = await dump(worker.d1);
  assert.equal(accounts.filter((row) => row.email === email).length, 1);
  assert.equal(identities.filter((row) => row.subject === String(person.user.id)).length, 1);
  assert.ok(identities.every(({ account_id }) => accounts.some(({ id }) => id === account_id)));
  assert.ok(accounts.every(({ id, email }) => email || identities.some(({ account_id }) => id === account_id)), "nobody is left over");
});

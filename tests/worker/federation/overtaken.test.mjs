// Returns from a provider during a concurrent change of the account, over a slow D1.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { federation } from "../clients/federation.mjs";
import { send } from "../clients/http.mjs";
import { authenticator } from "../support/authenticator_app.mjs";
import { together } from "../support/contest.mjs";
import { dump } from "../support/database.mjs";
import { githubSettings, newUser, startGithubDouble } from "../support/github_double.mjs";
import { newPerson } from "../support/people.mjs";
import { NO_LIMITS, openWorld } from "../support/world.mjs";

const ROUNDS = 20;

const github = await startGithubDouble();
const world = await openWorld({ settings: { ...NO_LIMITS, ...githubSettings(github) }, delay: [5, 30] });
after(async () => {
  await world.dispose();
  await github.close();
});
const { worker } = world;
const client = federation(worker);
const idOf = async ({ token }) => (await world.session.session(token)).body.user.id;

/** Begins after this many milliseconds, or at once. */
const later = async (milliseconds, act) => {
  await new Promise((resolve) => setTimeout(resolve, Math.max(milliseconds, 0)));
  return act();
};

test(`second factor enabled during a return, ${ROUNDS} rounds, D1 slowed: nothing is linked without a code`, async () => {
  const outcomes = new Set();
  for (let round = 0; round < ROUNDS; round += 1) {
    const account = await world.verified(await world.signedUp());
    const id = await idOf(account);
    const headers = { Authorization: `Bearer ${account.token}` };
    const { body: { secret } } = await send(worker, "POST", "/api/auth/two-factor/enable", { body: { password: account.password }, headers });
    const code = await authenticator(secret, () => Date.now() / 1000).next();
    const started = await client.start("github");
    const back = github.authorize(started.location, newUser(account.email));
    const verify = () => send(worker, "POST", "/api/auth/two-factor/verify", { body: { code }, headers });
    const finish = () => client.finish("github", back, { browser: started.browser });
    // From a factor well ahead of the return to one well behind it.
    const lead = (ROUNDS / 2 - round) * 15;
    const [came, enabled] = await Promise.all([later(lead, finish), later(-lead, verify)]);
    assert.equal(enabled.status, 200, enabled.text);
    outcomes.add(came.status);
    const { identities, events } = await dump(worker.d1);
    const linked = identities.filter((row) => row.account_id === id).length;
    const told = events.filter(({ kind, account_id }) => kind === "identity-linked" && account_id === id).length;
    // Linked only by a return that completed before the factor was enabled.
    assert.deepEqual([linked, told], came.status === 200 ? [1, 1] : [0, 0], `round ${round}: ${came.status} ${came.text}`);
    assert.ok([200, 401].includes(came.status), came.text);
  }
  assert.deepEqual([...outcomes].sort(), [200, 401], "each was first at least once");
});

test(`ten identities linked at once to an account that has 15, ${ROUNDS} rounds, D1 slowed: 20`, async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const { token } = await world.signedUp();
    const id = await idOf({ token });
    const values = Array.from({ length: 15 }, (_, i) => `('${id}-${i}', 'other', '${id}-${i}', '${id}', 1)`);
    await worker.d1.prepare(`INSERT INTO identities (id, provider, subject, account_id, created_at) VALUES ${values}`).run();
    const options = { parameters: { link: "true" }, cookies: { access_token: token } };
    const answers = await together(10, () => client.visit("github", github, newUser(newPerson().email), options));
    const statuses = answers.map(({ status }) => status).sort();
    assert.deepEqual(statuses, [...Array(5).fill(200), ...Array(5).fill(409)], answers.map(({ text }) => text).join());
    const refused = answers.filter(({ status }) => status === 409).map(({ body }) => body.error);
    assert.deepEqual([...new Set(refused)], ["TOO_MANY_IDENTITIES"]);
    const { identities } = await dump(worker.d1);
    assert.equal(identities.filter((row) => row.account_id === id).length, 20);
  }
});

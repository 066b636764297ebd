// Concurrent passkey requests: of fifty for one challenge, one credential id, one counter or one last way to sign in,
// one succeeds.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, test } from "node:test";
import { passkeys } from "../clients/passkeys.mjs";
import { assertOneWinner, succeeded, tally, together } from "../support/contest.mjs";
import { newAuthenticator } from "../support/passkey_authenticator.mjs";
import { NO_LIMITS, openWorld } from "../support/world.mjs";

const ROUNDS = 20;
const CONTENDERS = 50;
const MOST_PASSKEYS = 20;

const world = await openWorld({ settings: NO_LIMITS, delay: [5, 30] });
after(() => world.dispose());
const client = passkeys(world.worker);
const rowsOf = (credentialId) =>
  world.worker.d1.prepare("SELECT id FROM passkeys WHERE credential_id = ?").bind(credentialId).all().then(({ results }) => results.length);

/** New account with a passkey: {token, authenticator, id}. */
async function withPasskey(count = 0, account) {
  const { token } = account ?? (await world.registered());
  const authenticator = newAuthenticator();
  const answer = await client.register(token, authenticator.create(await client.options(token), { count }));
  assert.equal(answer.status, 200, answer.text);
  return { token, authenticator, id: answer.body.passkey.id };
}

function assertOneOf(answers, status, round) {
  assertOneWinner(answers, round);
  assert.equal(tally(answers)[status], answers.length - 1, `round ${round}: ${JSON.stringify(tally(answers))}`);
}

test(`one challenge of a sign-in: ${CONTENDERS} at once, ${ROUNDS} rounds, D1 slowed`, async () => {
  const { authenticator } = await withPasskey();
  for (let round = 0; round < ROUNDS; round += 1) {
    const answer = authenticator.get(await client.options());
    assertOneOf(await together(CONTENDERS, () => client.signIn(answer)), 401, round);
  }
});

test(`one challenge of a registration: ${CONTENDERS} at once, ${ROUNDS} rounds, D1 slowed`, async () => {
  const { token } = await world.registered();
  for (let round = 0; round < ROUNDS; round += 1) {
    const options = await client.options(token);
    const credentials = Array.from({ length: CONTENDERS }, () => newAuthenticator().create(options));
    assertOneOf(await together(CONTENDERS, (i) => client.register(token, credentials[i])), 401, round);
    assert.equal((await client.list(token)).body.passkeys.length, round + 1);
  }
});

test(`one credential id: ${CONTENDERS} accounts at once, ${ROUNDS} rounds, D1 slowed`, async () => {
  const accounts = await together(CONTENDERS, () => world.registered());
  for (let round = 0; round < ROUNDS; round += 1) {
    const credentialId = randomBytes(16);
    const options = await together(CONTENDERS, (i) => client.options(accounts[i].token));
    const credentials = options.map((asked) => newAuthenticator(credentialId).create(asked));
    assertOneOf(await together(CONTENDERS, (i) => client.register(accounts[i].token, credentials[i])), 409, round);
    assert.equal(await rowsOf(credentialId.toString("base64url")), 1);
  }
});

test(`the twentieth passkey, registered twice at once: twenty and never more, ${ROUNDS} rounds, D1 slowed`, async () => {
  const account = await world.registered();
  const { token } = account;
  await together(MOST_PASSKEYS - 1, () => withPasskey(0, account));
  for (let round = 0; round < ROUNDS; round += 1) {
    const credentials = await together(2, async () => newAuthenticator().create(await client.options(token)));
    const answers = await together(2, (i) => client.register(token, credentials[i]));
    assertOneOf(answers, 409, round);
    assert.equal(answers.find(({ status }) => status === 409).body.error, "TOO_MANY_PASSKEYS");
    const { passkeys } = (await client.list(token)).body;
    assert.equal(passkeys.length, MOST_PASSKEYS, `round ${round}`);
    assert.equal((await client.remove(token, passkeys[0].id)).status, 200);
  }
});

test(`one count of one authenticator: ${CONTENDERS} challenges at once, ${ROUNDS} rounds, D1 slowed`, async () => {
  const { authenticator } = await withPasskey(1);
  for (let round = 0; round < ROUNDS; round += 1) {
    const options = await together(CONTENDERS, () => client.options());
    const answers = options.map((asked) => authenticator.get(asked, { count: round + 2 }));
    assertOneOf(await together(CONTENDERS, (i) => client.signIn(answers[i])), 401, round);
  }
});

test(`a synced passkey, which does not count: ${CONTENDERS} sign-ins at once all succeed`, async () => {
  const { authenticator } = await withPasskey();
  const options = await together(CONTENDERS, () => client.options());
  const answers = await together(CONTENDERS, (i) => client.signIn(authenticator.get(options[i])));
  assert.ok(answers.every(succeeded), JSON.stringify(tally(answers)));
});

test(`the last two ways in, removed at once: one stays, ${ROUNDS} rounds, D1 slowed`, async () => {
  await together(ROUNDS, async (round) => {
    const account = await world.registered();
    const both = [await withPasskey(0, account), await withPasskey(0, account)];
    const answers = await together(CONTENDERS, (i) => client.remove(account.token, both[i % 2].id));
    assertOneWinner(answers, round);
    assert.equal((await client.list(account.token)).body.passkeys.length, 1);
  });
});

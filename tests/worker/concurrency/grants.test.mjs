// Codes and refresh tokens of applications, sent many times at once over a slow database.
import assert from "node:assert/strict";
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { after, test } from "node:test";
import { clientsOf } from "../clients/all.mjs";
import { send } from "../clients/http.mjs";
import { tally, together } from "../support/contest.mjs";
import { rows } from "../support/database.mjs";
import { newPerson } from "../support/people.mjs";
import { decodeToken } from "../support/tokens.mjs";
import { startWorker } from "../support/worker.mjs";

const worker = await startWorker({ delay: [5, 30] });
after(() => worker.dispose());
const { session } = clientsOf(worker);
const ROUNDS = 20;
const CALLBACK = "https://shop.example.com/callback";

const random = () => randomBytes(32).toString("base64url");
const sha256 = (text) => createHash("sha256").update(text).digest("base64url");
const now = () => Math.floor(Date.now() / 1000);

/** Adds a confidential client; returns {id, secret}. */
async function addClient() {
  const client = { id: randomUUID(), secret: random() };
  const metadata = {
    redirect_uris: [CALLBACK], grant_types: ["authorization_code", "refresh_token"], response_types: ["code"],
    scope: "openid offline_access", token_endpoint_auth_method: "client_secret_basic", id_token_signed_response_alg: "RS256",
  };
  const insert = "INSERT INTO clients (id, metadata, settings, secret_hash, created_at, updated_at) VALUES (?, ?, '{}', ?, 1, 1)";
  await worker.d1.prepare(insert).bind(client.id, JSON.stringify(metadata), sha256(client.secret)).run();
  return client;
}

const client = await addClient();
const stranger = await addClient();

/** Issues a code to a session token's session: {code, verifier}. */
async function issueCode(token) {
  const { sid, sub } = decodeToken(token).claims;
  const [code, verifier] = [random(), random()];
  const insert = `INSERT INTO authorization_codes (id, account_id, client_id, session_id, redirect_uri, challenge, scope, offline,
    created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, 'openid offline_access', 1, ?, ?)`;
  await worker.d1.prepare(insert).bind(sha256(code), sub, client.id, sid, CALLBACK, sha256(verifier), now(), now() + 60).run();
  return { code, verifier };
}

const tokenAs = ({ id, secret }, body) => {
  const headers = { Authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}` };
  return send(worker, "POST", "/oauth2/token", { form: true, headers, body });
};
const redeem = ({ code, verifier }, by = client) =>
  tokenAs(by, { grant_type: "authorization_code", code, code_verifier: verifier, redirect_uri: CALLBACK });
const refresh = (token) => tokenAs(client, { grant_type: "refresh_token", refresh_token: token });
const userinfo = (token) => send(worker, "GET", "/oauth2/userinfo", { headers: { Authorization: `Bearer ${token}` } });
const grantsOf = async (account) => (await rows(worker.d1, "grants")).filter(({ account_id: id }) => id === account);

test("a warm isolate answers each in one round trip", async () => {
  const { token } = await session.signUp(newPerson());
  await redeem(await issueCode(token));
  const redeemed = await redeem(await issueCode(token));
  assert.deepEqual([redeemed.status, redeemed.calls], [200, 1], redeemed.text);
  const refreshed = await refresh(redeemed.body.refresh_token);
  assert.deepEqual([refreshed.status, refreshed.calls], [200, 1], refreshed.text);
  const read = await userinfo(refreshed.body.access_token);
  assert.deepEqual([read.status, read.calls], [200, 1], read.text);
  for (const path of ["/oauth2/introspect", "/oauth2/revoke"]) {
    const headers = { Authorization: `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString("base64")}` };
    const answer = await send(worker, "POST", path, { form: true, headers, body: { token: refreshed.body.access_token } });
    assert.deepEqual([answer.status, answer.calls], [200, 1], `${path}: ${answer.text}`);
  }
});

test(`in each of ${ROUNDS} rounds of 25 redemptions one is answered, and its grant is ended`, async () => {
  const { token } = await session.signUp(newPerson());
  const { sub } = decodeToken(token).claims;
  for (let round = 1; round <= ROUNDS; round += 1) {
    const code = await issueCode(token);
    const answers = await together(25, () => redeem(code));
    assert.deepEqual(tally(answers), { 200: 1, 400: 24 }, `round ${round}`);
    for (const { status, body } of answers) if (status === 400) assert.equal(body.error, "invalid_grant", `round ${round}`);
    const given = answers.find(({ status }) => status === 200).body;
    assert.equal((await userinfo(given.access_token)).status, 401, `round ${round}`);
    assert.equal((await refresh(given.refresh_token)).status, 400, `round ${round}`);
    assert.deepEqual(await grantsOf(sub), [], `round ${round}`);
  }
});

test(`in each of ${ROUNDS} rounds a stranger's 24 redemptions leave the grant of the one that fits`, async () => {
  const { token } = await session.signUp(newPerson());
  for (let round = 1; round <= ROUNDS; round += 1) {
    const code = await issueCode(token);
    const answers = await together(25, (i) => redeem(code, i === 12 ? client : stranger));
    assert.deepEqual(tally(answers), { 200: 1, 400: 24 }, `round ${round}`);
    assert.equal((await userinfo(answers[12].body.access_token)).status, 200, `round ${round}`);
  }
});

test(`in each of ${ROUNDS} rounds 16 refreshes give one successor, and nobody is signed out`, async () => {
  const { token } = await session.signUp(newPerson());
  const { sub } = decodeToken(token).claims;
  let { refresh_token: current } = (await redeem(await issueCode(token))).body;
  for (let round = 1; round <= ROUNDS; round += 1) {
    const answers = await together(16, () => refresh(current));
    assert.deepEqual(tally(answers), { 200: 16 }, `round ${round}`);
    const successors = new Set(answers.map(({ body }) => body.refresh_token));
    assert.equal(successors.size, 1, `round ${round}`);
    const reads = await together(16, (i) => userinfo(answers[i].body.access_token));
    assert.deepEqual(tally(reads), { 200: 16 }, `round ${round}`);
    const [grant, ...others] = await grantsOf(sub);
    assert.deepEqual([grant.refresh_generation, others], [round + 1, []], `round ${round}`);
    [current] = successors;
  }
});

test(`refreshes that race a revocation, ${ROUNDS} rounds: no grant is left`, async () => {
  const { token } = await session.signUp(newPerson());
  const { sub } = decodeToken(token).claims;
  const headers = { Authorization: `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString("base64")}` };
  for (let round = 1; round <= ROUNDS; round += 1) {
    const { refresh_token: current } = (await redeem(await issueCode(token))).body;
    const revoke = () => send(worker, "POST", "/oauth2/revoke", { form: true, headers, body: { token: current } });
    const answers = await together(20, (i) => (i === 10 ? revoke() : refresh(current)));
    assert.ok(answers.every(({ status }) => [200, 400].includes(status)), `round ${round}: ${JSON.stringify(tally(answers))}`);
    assert.deepEqual(await grantsOf(sub), [], `round ${round}`);
  }
});

// Modules of the Basic plan about codes, tokens and userinfo.
import assert from "node:assert/strict";
import { challengeOf, random } from "../../support/relying_party.mjs";

const JSON_TYPE = /^application\/json\b/;

export const TOKENS = {
  async "oidcc-server"({ rp, client, open }) {
    const { claims, tokens } = await rp.signIn(await open(), client);
    assert.equal(claims.name, undefined, "a name that nobody asked for");
    assert.equal((await rp.userinfo(tokens.access_token)).body.sub, claims.sub);
  },
  async "oidcc-response-type-missing"({ rp, client, open }) {
    // It goes back by the query: the response mode of a request without a type is not known.
    const sent = rp.request(client, { response_type: undefined, response_mode: undefined });
    const visit = await (await open()).visit(sent.url);
    if (visit.left) rp.errorOf(visit, sent, ["invalid_request", "unsupported_response_type"]);
    else assert.ok(visit.status >= 400, `${visit.status}`);
  },
  async "oidcc-idtoken-signature"({ rp, client, open }) {
    const { header } = await rp.signIn(await open(), client);
    assert.equal(header.alg, "RS256");
    assert.ok(header.kid);
  },
  async "oidcc-idtoken-unsigned"({ rp, skip }) {
    const isOffered = rp.metadata.id_token_signing_alg_values_supported.includes("none");
    assert.ok(!isOffered, "it offers tokens without a signature, which no test here reads");
    skip("none is not among its algorithms");
  },
  "oidcc-userinfo-get": (op) => readsUserinfo(op, { method: "GET" }),
  "oidcc-userinfo-post-header": (op) => readsUserinfo(op, { method: "POST" }),
  "oidcc-userinfo-post-body": (op) => readsUserinfo(op, { method: "POST", inForm: true }),
  async "oidcc-ensure-request-without-nonce-succeeds-for-code-flow"({ rp, client, open }) {
    const { claims } = await rp.signIn(await open(), client, { nonce: undefined });
    assert.ok(!("nonce" in claims));
  },
  "oidcc-codereuse": (op) => sendsTheCodeTwice(op, 0),
  "oidcc-codereuse-30seconds": (op) => sendsTheCodeTwice(op, 30),
  async "oidcc-server-client-secret-post"({ rp, posting, open }) {
    const { claims, tokens } = await rp.signIn(await open(), posting);
    assert.equal((await rp.userinfo(tokens.access_token)).body.sub, claims.sub);
  },
  async "oidcc-refresh-token"(op) {
    const { rp, client, second } = op;
    await refreshes(op, client);
    const { tokens } = await refreshes(op, second);
    assertInvalidGrant(await rp.token(client, { grant_type: "refresh_token", refresh_token: tokens.refresh_token }));
  },
  async "oidcc-ensure-request-with-valid-pkce-succeeds"({ rp, client, open }) {
    const verifier = random(40);
    const asked = { code_challenge: challengeOf(verifier), code_challenge_method: "S256" };
    await rp.signIn(await open(), client, asked, { redeemed: { code_verifier: verifier } });
  },
};

async function readsUserinfo({ rp, client, open }, manner) {
  const { claims, tokens } = await rp.signIn(await open(), client);
  const { status, headers, body, text } = await rp.userinfo(tokens.access_token, manner);
  assert.equal(status, 200, text);
  assert.match(headers.get("content-type"), JSON_TYPE);
  assert.equal(body.sub, claims.sub);
}

/** A code that was redeemed is refused, and the tokens of its first redemption end (RFC 6749 §4.1.2). */
async function sendsTheCodeTwice({ rp, client, open, wait }, seconds) {
  const { code, tokens } = await rp.signIn(await open(), client);
  await wait(seconds);
  assertInvalidGrant(await rp.redeem(client, code));
  assert.equal((await rp.userinfo(tokens.access_token)).status, 401, "the first access token has ended");
}

function assertInvalidGrant({ status, headers, body, text }) {
  assert.deepEqual([status, body?.error], [400, "invalid_grant"], text);
  assert.match(headers.get("content-type"), JSON_TYPE);
  assert.match(body.error_description ?? "", /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/);
}

/** Signs in for a refresh token and uses it; returns what came of it. */
async function refreshes({ rp, open, wait }, client) {
  const { sent, claims: first, tokens } = await rp.signIn(await open(), client, { scope: "openid offline_access", prompt: "consent" });
  assert.ok(tokens.refresh_token, "a refresh token");
  assert.ok(rp.metadata.grant_types_supported.includes("refresh_token"));
  await wait(1);
  const answer = await rp.token(client, { grant_type: "refresh_token", refresh_token: tokens.refresh_token });
  assert.equal(answer.status, 200, answer.text);
  assert.notEqual(answer.body.access_token, tokens.access_token);
  const next = answer.body;
  if (next.id_token) {
    const nonce = JSON.parse(Buffer.from(next.id_token.split(".")[1], "base64url")).nonce && sent.params.nonce;
    const { claims } = await rp.checked(answer, { client, params: { ...sent.params, nonce } });
    assert.deepEqual([claims.iss, claims.sub, claims.aud, claims.auth_time], [first.iss, first.sub, first.aud, first.auth_time]);
    assert.ok(claims.iat >= first.iat);
  }
  assert.equal((await rp.userinfo(next.access_token)).body.sub, first.sub);
  return { tokens: { ...tokens, ...next } };
}

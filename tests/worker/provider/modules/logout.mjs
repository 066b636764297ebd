// Modules of the RP-Initiated Logout plan. What is bad ends on a page, never at the client.
import assert from "node:assert/strict";
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { random, readJwt } from "../../support/relying_party.mjs";

const NEEDS_A_PAGE = ["login_required", "interaction_required", "account_selection_required", "consent_required"];
const P = "oidcc-rp-initiated-logout";
const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

export const LOGOUT = {
  async [P](op) {
    const state = random(96); // 128 characters: it must come back as it is
    const { visit, browser } = await logsOut(op, { state });
    leftWith(visit, op.client, { state });
    await assertSignedOut(op, browser);
  },
  async [`${P}-discovery-endpoint-verification`]({ rp }) {
    assert.equal(new URL(rp.metadata.end_session_endpoint).origin, new URL(rp.metadata.issuer).origin);
  },
  [`${P}-bad-post-logout-redirect-uri`]: (op) =>
    endsOnAPage(op, { post_logout_redirect_uri: `${op.client.post_logout_redirect_uri}/${random(8)}` }),
  [`${P}-query-added-to-post-logout-redirect-uri`]: (op) =>
    endsOnAPage(op, { post_logout_redirect_uri: `${op.client.post_logout_redirect_uri}?foo=bar` }),
  [`${P}-modified-id-token-hint`]: (op) => endsOnAPage(op, { id_token_hint: (token) => `${encode({ ...readJwt(token).header, alg: "none" })}.${token.split(".")[1]}.` }),
  [`${P}-bad-id-token-hint`]: (op) => endsOnAPage(op, { id_token_hint: signedByAnother }),
  [`${P}-no-id-token-hint`]: (op) => endsOnAPage(op, { id_token_hint: undefined }),
  async [`${P}-no-params`](op) {
    const browser = await endsOnAPage(op, { id_token_hint: undefined, post_logout_redirect_uri: undefined, state: undefined });
    await assertSignedOut(op, browser);
  },
  async [`${P}-no-post-logout-redirect-uri`](op) {
    await assertSignedOut(op, await endsOnAPage(op, { post_logout_redirect_uri: undefined }));
  },
  async [`${P}-no-state`](op) {
    const { visit, browser } = await logsOut(op, { state: undefined });
    leftWith(visit, op.client, {});
    await assertSignedOut(op, browser);
  },
  async [`${P}-only-state`](op) {
    await assertSignedOut(op, await endsOnAPage(op, { id_token_hint: undefined, post_logout_redirect_uri: undefined }));
  },
};

/** Signs in, then goes to the logout endpoint and confirms what it asks. A function changes the ID token's hint. */
async function logsOut({ rp, client, open }, params) {
  const browser = await open();
  const { tokens } = await rp.signIn(browser, client);
  const all = { id_token_hint: tokens.id_token, post_logout_redirect_uri: client.post_logout_redirect_uri, state: random(96), ...params };
  if (typeof all.id_token_hint === "function") all.id_token_hint = all.id_token_hint(tokens.id_token);
  const sent = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  const visit = await browser.visit(`${rp.metadata.end_session_endpoint}?${new URLSearchParams(sent)}`);
  return { browser, visit };
}

function leftWith(visit, client, params) {
  assert.ok(visit.left, `a page instead of the client: ${visit.status} ${visit.html?.slice(-1500)}`);
  assert.equal(visit.to.href.split("?")[0], client.post_logout_redirect_uri);
  assert.deepEqual(visit.params, params);
}

async function endsOnAPage(op, params) {
  const { visit, browser } = await logsOut(op, params);
  assert.ok(!visit.left, `it went to ${visit.to}`);
  assert.match(visit.headers.get("content-type"), /^text\/html\b/);
  assert.ok(visit.status < 500, `${visit.status}`);
  return browser;
}

/** Asks whether anybody is signed in, as a client does. */
async function assertSignedOut({ rp, client }, browser) {
  const sent = rp.request(client, { prompt: "none" });
  rp.errorOf(await browser.visit(sent.url), sent, NEEDS_A_PAGE);
}

/** ID token with the same claims and kid, by a key that is not the provider's. */
function signedByAnother(token) {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const { header, claims } = readJwt(token);
  const kid = header.kid ?? createHash("sha256").update(publicKey.export({ type: "spki", format: "der" })).digest("base64url");
  const text = `${encode({ ...header, alg: "RS256", kid })}.${encode(claims)}`;
  return `${text}.${sign("sha256", Buffer.from(text), privateKey).toString("base64url")}`;
}

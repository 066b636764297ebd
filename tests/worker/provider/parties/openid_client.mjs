// npm openid-client, by each way to authenticate a client.
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import * as oidc from "openid-client";
import { registered } from "../clients.mjs";

const REDIRECT = "https://app.example.com/callback";
const SIGNED_OUT = "https://app.example.com/signed-out";
const insecure = { execute: [oidc.allowInsecureRequests] }; // the tests' issuer has no TLS

/** Ways of authentication: the members of the client, and what the library makes of it. */
export const WAYS = {
  client_secret_basic: { members: {}, authentication: ({ client_secret: secret }) => oidc.ClientSecretBasic(secret) },
  client_secret_post: { members: {}, authentication: ({ client_secret: secret }) => oidc.ClientSecretPost(secret) },
  none: { members: {}, authentication: () => oidc.None() },
  private_key_jwt: keyPair("RS256"),
};

function keyPair(alg) {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const jwk = { ...publicKey.export({ format: "jwk" }), kid: "key-1", alg, use: "sig" };
  const imported = crypto.subtle.importKey("pkcs8", privateKey.export({ type: "pkcs8", format: "der" }), { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, false, ["sign"]);
  return { members: { jwks: { keys: [jwk] } }, authentication: async () => oidc.PrivateKeyJwt({ key: await imported, kid: "key-1" }) };
}

/** Signs in, reads the ID token and userinfo, refreshes, introspects, revokes and logs out. */
export async function openidClient({ issuer, register, open }, way) {
  const { members, authentication } = WAYS[way];
  const client = await registered(register, { redirect_uri: REDIRECT, post_logout_redirect_uri: SIGNED_OUT, token_endpoint_auth_method: way, ...members });
  const config = await oidc.discovery(new URL(issuer), client.client_id, undefined, await authentication(client), insecure);
  const browser = await open();
  const tokens = await signIn(config, browser);
  const claims = tokens.claims();
  const userinfo = await oidc.fetchUserInfo(config, tokens.access_token, claims.sub);
  assert.deepEqual([userinfo.email, userinfo.email_verified], [browser.person.email, true]);
  const refreshed = await oidc.refreshTokenGrant(config, tokens.refresh_token);
  assert.equal(refreshed.claims()?.sub ?? claims.sub, claims.sub);
  await revokes(config, { way, claims, refreshed });
  const end = oidc.buildEndSessionUrl(config, { id_token_hint: tokens.id_token, post_logout_redirect_uri: SIGNED_OUT, state: "bye" });
  const { left, to } = await browser.visit(end);
  assert.ok(left);
  assert.equal(to.href, `${SIGNED_OUT}?state=bye`);
}

async function signIn(config, browser) {
  const [pkceCodeVerifier, expectedState, expectedNonce] = [oidc.randomPKCECodeVerifier(), oidc.randomState(), oidc.randomNonce()];
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri: REDIRECT, scope: "openid email offline_access", state: expectedState, nonce: expectedNonce, prompt: "consent",
    code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier), code_challenge_method: "S256",
  });
  const visit = await browser.visit(url);
  assert.ok(visit.left, `${visit.status} ${visit.html?.slice(-1500)}`);
  return oidc.authorizationCodeGrant(config, visit.to, { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true });
}

async function revokes(config, { way, claims, refreshed }) {
  const seen = async () => (await oidc.tokenIntrospection(config, refreshed.access_token)).active;
  if (way !== "none") assert.equal(await seen(), true);
  await oidc.tokenRevocation(config, refreshed.refresh_token);
  await assert.rejects(oidc.refreshTokenGrant(config, refreshed.refresh_token), { error: "invalid_grant" });
  await assert.rejects(oidc.fetchUserInfo(config, refreshed.access_token, claims.sub), "its grant has ended");
}

// Relying party of the conformance modules. It checks of every answer what OpenID Connect Core demands of it.
import assert from "node:assert/strict";
import { createHash, createPublicKey, randomBytes, verify } from "node:crypto";

const SIGNATURES = {
  RS256: (text, key, signature) => verify("sha256", text, key, signature),
  ES256: (text, key, signature) => verify("sha256", text, { key, dsaEncoding: "ieee-p1363" }, signature),
};
const CLOCK_SKEW = 300;
const SECRET_BITS = 128;
/** Entropy by the frequencies of its characters, which the suite asks for. */
const SHANNON_BITS = 96;

export const random = (bytes = 24) => randomBytes(bytes).toString("base64url");
export const challengeOf = (verifier) => createHash("sha256").update(verifier).digest("base64url");
export const now = () => Math.floor(Date.now() / 1000);

/** Header and claims of a JWS, unverified. */
export function readJwt(token) {
  const [header, claims] = token.split(".").slice(0, 2).map((part) => JSON.parse(Buffer.from(part, "base64url").toString()));
  return { header, claims };
}

export const getJson = async (url) => {
  const response = await fetch(url, { headers: { Connection: "close" } });
  return { status: response.status, headers: response.headers, body: await response.json() };
};

/** Answer of an endpoint: {status, headers, body}, the body being null unless it is JSON. */
async function ask(url, { method = "POST", headers = {}, fields } = {}) {
  const body = fields && new URLSearchParams(fields);
  const response = await fetch(url, { method, headers: { Connection: "close", ...headers }, body });
  const text = await response.text();
  const isJson = /^application\/json\b/.test(response.headers.get("content-type") ?? "");
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : null, text };
}

/**
 * @param metadata of the provider under test
 * @param mode response mode that requests ask for: `query`, which is the default and not sent, or `form_post`
 */
export function relyingParty({ metadata, mode = "query" }) {
  const { issuer } = metadata;

  /** Authorization request: {client, params, url}. A parameter that is undefined is not sent. */
  const request = (client, params = {}) => {
    const all = {
      client_id: client.client_id, redirect_uri: client.redirect_uri, scope: "openid", state: random(), nonce: random(),
      response_type: "code", ...(mode === "query" ? {} : { response_mode: mode }), ...params,
    };
    const sent = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
    return { client, params: sent, url: `${metadata.authorization_endpoint}?${new URLSearchParams(sent)}` };
  };

  /** Checks that the browser came back to the client for this request; returns the parameters that it brought. */
  const cameBack = (visit, { client, params }) => {
    assert.ok(visit.left, `a page instead of the client: ${visit.status} ${visit.html?.slice(-1500)}`);
    assert.equal(visit.to.href.split("?")[0], client.redirect_uri);
    assert.equal(visit.mode, params.response_mode ?? "query");
    if (visit.mode === "form_post") assert.equal(visit.to.search, "", "nothing in the query beside a form");
    assert.equal(visit.params.state, params.state);
    if (metadata.authorization_response_iss_parameter_supported) assert.equal(visit.params.iss, issuer);
    return visit.params;
  };

  /** Checks that the browser brought a code, and only a code; returns it. */
  const codeOf = (visit, sent) => {
    const back = cameBack(visit, sent);
    assert.equal(back.error, undefined, `${back.error}: ${back.error_description}`);
    assertSecret(back.code);
    return back.code;
  };

  /** Checks that the browser brought an error of these. */
  const errorOf = (visit, sent, errors) => {
    const back = cameBack(visit, sent);
    assert.ok(errors.includes(back.error), `${back.error}: ${back.error_description}`);
    assert.equal(back.code, undefined);
  };

  const token = (client, fields) => ask(metadata.token_endpoint, authenticated(client, fields));

  const redeem = (client, code, fields = {}) =>
    token(client, { grant_type: "authorization_code", code, redirect_uri: client.redirect_uri, ...fields });

  const keys = async () => (await getJson(metadata.jwks_uri)).body.keys;

  /** Checks a token answer, and its ID token against the request; returns {tokens, header, claims}. */
  const checked = async (answer, { client, params }) => {
    assert.equal(answer.status, 200, answer.text);
    assert.match(answer.headers.get("cache-control"), /no-store/);
    const tokens = answer.body;
    assert.match(tokens.token_type, /^bearer$/i);
    assert.ok(Number.isInteger(tokens.expires_in) && tokens.expires_in > 0, `expires_in ${tokens.expires_in}`);
    assertSecret(tokens.access_token);
    if (tokens.refresh_token) assertSecret(tokens.refresh_token);
    const read = checkSignature(tokens.id_token, await keys());
    checkClaims(read.claims, { issuer, client, params, accessToken: tokens.access_token });
    return { tokens, ...read };
  };

  /** One sign-in from request to tokens; `how` replaces the GET of the request. */
  const signIn = async (browser, client, params = {}, { how = ({ url }) => browser.visit(url), redeemed = {} } = {}) => {
    const sent = request(client, params);
    const visit = await how(sent);
    const code = codeOf(visit, sent);
    const answer = await redeem(client, code, redeemed);
    return { sent, visit, code, answer, ...(await checked(answer, sent)) };
  };

  const userinfo = async (accessToken, { method = "GET", inForm = false } = {}) => {
    const form = inForm ? { fields: { access_token: accessToken } } : { headers: { Authorization: `Bearer ${accessToken}` } };
    return ask(metadata.userinfo_endpoint, { method, ...form });
  };
  return { metadata, mode, request, cameBack, codeOf, errorOf, token, redeem, keys, checked, signIn, userinfo };
}

/** Token request with the client's authentication by its registered method. */
function authenticated({ client_id: id, client_secret: secret, token_endpoint_auth_method: method }, fields) {
  if (method === "none") return { fields: { ...fields, client_id: id } };
  if (method === "client_secret_post") return { fields: { ...fields, client_id: id, client_secret: secret } };
  const pair = [id, secret].map((part) => encodeURIComponent(part)).join(":");
  return { fields, headers: { Authorization: `Basic ${Buffer.from(pair).toString("base64")}` } };
}

/** Checks that a code or token is long and varied enough not to be guessed, and of characters that URLs carry. */
export function assertSecret(text) {
  assert.match(text ?? "", /^[\x21-\x7e]+$/);
  assert.ok(text.length * 6 >= SECRET_BITS, `${text.length} characters`);
  const counts = Object.values(Object.groupBy([...text], (one) => one)).map((group) => group.length / text.length);
  const bits = text.length * counts.reduce((sum, share) => sum - share * Math.log2(share), 0);
  assert.ok(bits >= SHANNON_BITS, `${bits} bits`);
}

/** Checks the signature by the key that `kid` names; returns the header and claims. */
export function checkSignature(idToken, keys, algorithms = ["RS256"]) {
  const { header, claims } = readJwt(idToken);
  assert.ok(algorithms.includes(header.alg), `signed by ${header.alg}`);
  const named = keys.filter(({ kid }) => kid === header.kid);
  assert.equal(named.length, 1, `keys of the kid ${header.kid}`);
  const [signed, signature] = [idToken.slice(0, idToken.lastIndexOf(".")), Buffer.from(idToken.split(".")[2], "base64url")];
  const key = createPublicKey({ key: named[0], format: "jwk" });
  assert.ok(SIGNATURES[header.alg](Buffer.from(signed), key, signature), "the signature verifies");
  return { header, claims };
}

/** Checks of OpenID Connect Core §3.1.3.7. */
function checkClaims(claims, { issuer, client, params, accessToken }) {
  assert.equal(claims.iss, issuer);
  assert.deepEqual([claims.aud].flat(), [client.client_id]);
  if (claims.azp !== undefined) assert.equal(claims.azp, client.client_id);
  assert.match(claims.sub, /^[\x20-\x7e]{1,255}$/);
  assert.ok(claims.exp > now(), `over since ${claims.exp}`);
  assert.ok(Math.abs(now() - claims.iat) < CLOCK_SKEW, `made at ${claims.iat}`);
  assert.equal(claims.nonce, params.nonce);
  if (claims.auth_time !== undefined) assert.ok(claims.auth_time <= now() + 1, `signed in at ${claims.auth_time}`);
  if (claims.at_hash !== undefined) {
    const half = createHash("sha256").update(accessToken).digest().subarray(0, 16);
    assert.equal(claims.at_hash, half.toString("base64url"));
  }
}

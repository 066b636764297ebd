// `sesame/server`: which tokens pass, and what is no fault of a token.
import assert from "node:assert/strict";
import { test } from "node:test";
import { SignJWT, exportJWK, generateKeyPair } from "jose";
import { TokenError, createVerifier } from "sesame/server";

const ISSUER = "https://auth.example.com";
const AUDIENCE = "https://api.example.com";

const es = await generateKeyPair("ES256");
const rs = await generateKeyPair("RS256");
const stranger = await generateKeyPair("ES256");
const published = [
  { ...(await exportJWK(rs.publicKey)), kid: "r1", alg: "RS256", use: "sig" },
  { ...(await exportJWK(es.publicKey)), kid: "e1", alg: "ES256", use: "sig" },
];

function verifier(respond = () => Response.json({ keys: published })) {
  const asked = [];
  const fetch = async (url) => (asked.push(url), respond());
  return { asked, ...createVerifier({ issuer: `${ISSUER}/`, audience: AUDIENCE, fetch }) };
}

const CLAIMS = { email: "ada@example.org", email_verified: true };

function signed({ claims = CLAIMS, header = {}, key = es.privateKey, seconds = 300, issuer = ISSUER, audience = AUDIENCE, subject = "5f0c" } = {}) {
  const now = Math.floor(Date.now() / 1000);
  const token = new SignJWT(claims).setProtectedHeader({ alg: "ES256", kid: "e1", typ: "JWT", ...header });
  token.setIssuer(issuer).setAudience(audience).setIssuedAt(now - 1).setExpirationTime(now + seconds);
  return (subject === null ? token : token.setSubject(subject)).sign(key);
}

const codeOf = (promise) => promise.then(() => "passes", (error) => (assert.ok(error instanceof TokenError, String(error)), error.code));

test("a token for this API passes, with its claims; the keys are read once", async () => {
  const { verify, authenticate, asked } = verifier();
  const claims = await verify(await signed());
  assert.deepEqual([claims.sub, claims.email, claims.email_verified], ["5f0c", "ada@example.org", true]);
  const request = new Request(AUDIENCE, { headers: { Authorization: `bearer ${await signed()}` } });
  assert.equal((await authenticate(request)).sub, "5f0c");
  assert.deepEqual(asked, [`${ISSUER}/oauth2/jwks`]);
});

test("every other token is refused", async () => {
  const { verify } = verifier();
  const secret = new TextEncoder().encode(JSON.stringify(published[1]));
  const good = await signed();
  const [head, body, signature] = good.split(".");
  const none = `${Buffer.from('{"alg":"none","typ":"JWT"}').toString("base64url")}.${body}.`;
  const others = {
    expired: signed({ seconds: -30 }),
    "of another issuer": signed({ issuer: "https://evil.example" }),
    "for another API": signed({ audience: "https://other.example.com" }),
    "signed by a stranger": signed({ key: stranger.privateKey }),
    "of an unknown key": signed({ header: { kid: "e9" } }),
    "of the RSA key": signed({ key: rs.privateKey, header: { alg: "RS256", kid: "r1" } }),
    "of a MAC under the public key": signed({ key: secret, header: { alg: "HS256" } }),
    "an access token": signed({ header: { typ: "at+jwt" } }),
    "without a type": signed({ header: { typ: undefined } }),
    "without a subject": signed({ subject: null }),
    "without a signature": none,
    "with a changed body": `${head}.${body.slice(0, -2)}AA.${signature}`,
    "no token at all": "abc",
    empty: "",
  };
  for (const [name, token] of Object.entries(others)) assert.equal(await codeOf(verify(await token)), "INVALID_TOKEN", name);
});

test("a request without a token is no invalid one", async () => {
  const { authenticate, asked } = verifier();
  for (const headers of [{}, { Authorization: "Basic YTpi" }, { Authorization: "Bearer " }, { Cookie: `access_token=${await signed()}` }]) {
    assert.equal(await codeOf(authenticate(new Request(AUDIENCE, { headers }))), "NO_TOKEN", JSON.stringify(headers));
  }
  assert.deepEqual(asked, []);
});

test("keys that cannot be read are the service's failure, a 503", async () => {
  const faults = {
    down: () => Promise.reject(new TypeError("fetch failed")),
    error: () => new Response("", { status: 500 }),
    "a page": () => new Response("<h1>Hello</h1>"),
    "no keys": () => Response.json({ no: "keys" }),
  };
  for (const [name, respond] of Object.entries(faults)) {
    const { verify } = verifier(respond);
    assert.equal(await codeOf(verify(await signed())), "KEYS_UNAVAILABLE", name);
  }
  assert.deepEqual([new TokenError("KEYS_UNAVAILABLE", "").status, new TokenError("INVALID_TOKEN", "").status], [503, 401]);
});

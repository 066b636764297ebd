// Module of the Config plan.
import assert from "node:assert/strict";
import { getJson } from "../../support/relying_party.mjs";

const SECRET_MEMBERS = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

export const CONFIG = {
  async "oidcc-discovery-endpoint-verification"({ issuer }) {
    const { status, headers, body: metadata } = await getJson(`${issuer}/.well-known/openid-configuration`);
    assert.equal(status, 200);
    assert.match(headers.get("content-type"), /^application\/json\b/);
    assert.equal(metadata.issuer, issuer);
    assert.ok(metadata.response_types_supported.includes("code"));
    assert.ok(metadata.subject_types_supported.includes("public"));
    assert.ok(metadata.id_token_signing_alg_values_supported.includes("RS256"));
    assert.ok(metadata.scopes_supported.includes("openid"));
    assert.ok(metadata.scopes_supported.every((scope) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope)));
    assert.ok(metadata.claims_supported.length > 0);
    assert.ok((metadata.grant_types_supported ?? ["authorization_code", "implicit"]).includes("authorization_code"));
    if (metadata.code_challenge_methods_supported) assert.ok(Array.isArray(metadata.code_challenge_methods_supported));
    checkLocales(metadata.ui_locales_supported);
    checkEndpoints(metadata, issuer);
    await checkKeys(metadata.jwks_uri);
  },
};

/** An endpoint outside the issuer's origin would be one without TLS where the issuer has it. */
function checkEndpoints(metadata, issuer) {
  for (const name of ["authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"]) assert.ok(metadata[name], name);
  const urls = Object.entries(metadata).filter(([name]) => /_endpoint$|_uri$/.test(name));
  for (const [name, url] of urls) assert.equal(new URL(url).origin, new URL(issuer).origin, name);
}

function checkLocales(locales = []) {
  for (const locale of locales) assert.deepEqual(Intl.getCanonicalLocales(locale), [locale]);
}

async function checkKeys(url) {
  const { status, body } = await getJson(url);
  assert.equal(status, 200);
  assert.ok(body.keys.some(({ kty, alg }) => kty === "RSA" && (alg === undefined || alg === "RS256")));
  const kids = body.keys.map(({ kid }) => kid);
  assert.equal(new Set(kids).size, kids.length, "each key has a kid of its own");
  for (const key of body.keys) {
    assert.ok(key.kid && key.kty !== "oct", JSON.stringify(key));
    for (const member of SECRET_MEMBERS) assert.ok(!(member in key), `${member} of a private key is published`);
  }
}

// Modules of the Basic plan about parameters of the authorization request.
import assert from "node:assert/strict";
import { random } from "../../support/relying_party.mjs";

/** Claims that each scope asks for (Core §5.4). */
const CLAIMS_OF = {
  profile: ["name", "family_name", "given_name", "middle_name", "nickname", "preferred_username", "profile", "picture", "website", "gender", "birthdate", "zoneinfo", "locale", "updated_at"],
  email: ["email", "email_verified"],
  address: ["address"],
  phone: ["phone_number", "phone_number_verified"],
};

export const REQUESTS = {
  "oidcc-scope-profile": (op) => returnsClaimsOf(op, ["profile"]),
  "oidcc-scope-email": (op) => returnsClaimsOf(op, ["email"]),
  "oidcc-scope-address": (op) => returnsClaimsOf(op, ["address"]),
  "oidcc-scope-phone": (op) => returnsClaimsOf(op, ["phone"]),
  "oidcc-scope-all": (op) => returnsClaimsOf(op, ["profile", "email", "address", "phone"]),
  async "oidcc-alternate-happy-flow"({ rp, client, open }) {
    const browser = await open();
    const { claims, tokens } = await rp.signIn(browser, client, { scope: "email openid" }, {
      how: ({ params }) => browser.visit(`${rp.metadata.authorization_endpoint}?${new URLSearchParams(Object.entries(params).reverse())}`),
    });
    checkClaimsOf((await rp.userinfo(tokens.access_token)).body, ["email"], claims);
  },
  "oidcc-display-page": (op) => succeedsWith(op, { display: "page" }),
  "oidcc-display-popup": (op) => succeedsWith(op, { display: "popup" }),
  "oidcc-ensure-request-with-unknown-parameter-succeeds": (op) => succeedsWith(op, { extra: "foobar" }),
  "oidcc-login-hint": (op) => succeedsWith(op, { login_hint: "buffy@example.com" }),
  "oidcc-ui-locales": (op) => succeedsWith(op, { ui_locales: "se fr" }),
  "oidcc-claims-locales": (op) => succeedsWith(op, { claims_locales: "se" }),
  async "oidcc-ensure-request-with-acr-values-succeeds"(op) {
    const wanted = (op.rp.metadata.acr_values_supported ?? ["1", "2"]).join(" ");
    const { claims } = await succeedsWith(op, { acr_values: wanted });
    if (claims.acr !== undefined) assert.equal(typeof claims.acr, "string");
  },
  async "oidcc-ensure-registered-redirect-uri"({ rp, client, open }) {
    const sent = rp.request(client, { redirect_uri: `${client.redirect_uri}/${random(8)}` });
    const visit = await (await open()).visit(sent.url);
    assert.ok(!visit.left, `it went to ${visit.to}`);
    assert.ok(visit.status >= 400, `${visit.status}`);
  },
  async "oidcc-ensure-post-request-succeeds"({ rp, client, open }) {
    const browser = await open();
    await rp.signIn(browser, client, {}, {
      how: ({ params }) => browser.visit(rp.metadata.authorization_endpoint, { fields: params, from: new URL(client.redirect_uri).origin }),
    });
  },
  "oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported": ({ rp, client, open }) =>
    rejects({ rp, client, open }, { request_uri: `${client.redirect_uri}/request.jwt` }, "request_uri_not_supported"),
  "oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported": ({ rp, client, open }) =>
    rejects({ rp, client, open }, { request: unsigned({ nonce: random() }) }, "request_not_supported"),
  /** Claims without a scope that has them (Core §5.5): to leave them out is a warning, a refusal is a failure. */
  async "oidcc-claims-essential"({ rp, client, open }) {
    const asked = JSON.stringify({ userinfo: { name: { essential: true } } });
    const { claims, tokens } = await rp.signIn(await open(), client, { claims: asked });
    const { body } = await rp.userinfo(tokens.access_token);
    assert.equal(body.sub, claims.sub);
    assert.equal(claims.name, undefined, "the name was asked for at userinfo");
    if (rp.metadata.claims_parameter_supported) assert.equal(typeof body.name, "string", "the metadata says that it heeds claims");
  },
  async "oidcc-ensure-request-object-with-redirect-uri"({ rp, client, open }) {
    const other = `${client.redirect_uri}/not-registered`;
    const sent = rp.request(client, { redirect_uri: other, request: unsigned({ redirect_uri: client.redirect_uri }) });
    const visit = await (await open()).visit(sent.url);
    // Neither the address in the query, which is not registered, nor the one in an object that it does not read.
    assert.ok(!visit.left, `it went to ${visit.to}`);
    assert.ok(visit.status >= 400, `${visit.status}`);
  },
};

async function succeedsWith({ rp, client, open }, params) {
  return rp.signIn(await open(), client, params);
}

async function returnsClaimsOf({ rp, client, open, skip }, scopes) {
  const known = scopes.filter((scope) => rp.metadata.scopes_supported.includes(scope));
  // The suite would skip it where a scope is missing; what is asked for beyond must not harm all the same.
  const { claims, tokens } = await rp.signIn(await open(), client, { scope: ["openid", ...scopes].join(" ") });
  const { body } = await rp.userinfo(tokens.access_token);
  checkClaimsOf(body, known, claims);
  if (known.length < scopes.length) skip(`not offered, and left out: ${scopes.filter((scope) => !known.includes(scope))}`);
}

function checkClaimsOf(userinfo, scopes, claims) {
  assert.equal(userinfo.sub, claims.sub);
  for (const scope of scopes) {
    assert.ok(CLAIMS_OF[scope].some((name) => name in userinfo), `a claim of ${scope}: ${Object.keys(userinfo)}`);
    for (const name of CLAIMS_OF[scope]) assert.ok(!(name in claims), `${name} in the ID token, beside an access token`);
  }
  for (const name of Object.keys(userinfo).filter((one) => one !== "sub")) {
    assert.ok(scopes.some((scope) => CLAIMS_OF[scope].includes(name)), `${name} was not asked for`);
    checkType(name, userinfo[name]);
  }
}

/** Types of the standard claims (Core §5.1). */
function checkType(name, value) {
  const type = name.endsWith("_verified") ? "boolean" : { updated_at: "number", address: "object" }[name] ?? "string";
  assert.equal(typeof value, type, name);
  assert.notEqual(value, "", name);
}

const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

const unsigned = (claims) => `${encode({ alg: "none" })}.${encode(claims)}.`;

/** A request by an object is neither honoured, which no module here reads, nor ignored. */
async function rejects({ rp, client, open }, params, error) {
  const sent = rp.request(client, params);
  const visit = await (await open()).visit(sent.url);
  rp.errorOf(visit, sent, [error]);
}

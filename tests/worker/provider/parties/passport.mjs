// npm passport-openidconnect, a strategy of Passport: neither PKCE nor a check of the signature.
import assert from "node:assert/strict";
import Strategy from "passport-openidconnect";
import { getJson } from "../../support/relying_party.mjs";
import { registered } from "../clients.mjs";

const CALLBACK = "https://passport.example.com/callback";

/** Signs in and reads the profile, which the strategy makes of the ID token and userinfo. */
export async function passportOpenidconnect({ issuer, register, open }) {
  const client = await registered(register, { redirect_uri: CALLBACK, token_endpoint_auth_method: "client_secret_post", require_pkce: false });
  const { body: metadata } = await getJson(`${issuer}/.well-known/openid-configuration`);
  const strategy = new Strategy({
    issuer, authorizationURL: metadata.authorization_endpoint, tokenURL: metadata.token_endpoint, userInfoURL: metadata.userinfo_endpoint,
    clientID: client.client_id, clientSecret: client.client_secret, callbackURL: CALLBACK, scope: ["profile", "email"], nonce: true, skipUserProfile: false,
  }, (_, profile, done) => done(null, profile));
  const session = {};
  const browser = await open();
  const visit = await browser.visit(await outcome(strategy, { query: {}, session }, "redirect"));
  assert.ok(visit.left, `${visit.status} ${visit.html?.slice(-1500)}`);
  const profile = await outcome(strategy, { query: visit.params, session }, "success");
  assert.equal(profile.displayName, browser.person.name);
  assert.deepEqual(profile.emails.map(({ value }) => value), [browser.person.email]);
}

/** Calls the strategy as Passport does; returns what it came to, which must be of this kind. */
const outcome = (strategy, request, wanted) => new Promise((done, failed) => {
  const acts = Object.create(strategy);
  for (const kind of ["success", "redirect", "pass"]) acts[kind] = (value) => (kind === wanted ? done(value) : failed(new Error(kind)));
  acts.fail = (challenge) => failed(new Error(JSON.stringify(challenge)));
  acts.error = failed;
  acts.authenticate(request, {});
});

// Mobile application of examples/mobile, in a scheme of its own.
import assert from "node:assert/strict";
import { begin, finish, refresh } from "../../../../examples/mobile/sign_in.mjs";
import { relyingParty, getJson } from "../../support/relying_party.mjs";
import { registered } from "../clients.mjs";

const REDIRECT = "com.example.myapp:/callback";

/** Signs in, reads userinfo and refreshes twice. */
export async function mobileApplication({ issuer, register, open }) {
  const { client_id: clientId } = await registered(register, { redirect_uri: REDIRECT, token_endpoint_auth_method: "none", application_type: "native" });
  const sesame = { url: issuer, clientId };
  const { body: metadata } = await getJson(`${issuer}/.well-known/openid-configuration`);
  const browser = await open();
  const { page, pending } = await begin({ ...sesame, redirectUri: REDIRECT });
  const visit = await browser.visit(page);
  assert.ok(visit.left, `${visit.status} ${visit.html?.slice(-1500)}`);
  let tokens = await finish(sesame, visit.to.href, pending);
  const { body } = await relyingParty({ metadata }).userinfo(tokens.access_token);
  assert.equal(body.email, browser.person.email);
  for (let turn = 0; turn < 2; turn += 1) {
    const next = await refresh(sesame, tokens.refresh_token);
    assert.notEqual(next.access_token, tokens.access_token);
    tokens = next;
  }
  await assert.rejects(finish(sesame, visit.to.href, { ...pending, state: "another" }), /no answer/);
}

// Relying parties and quick starts of docs/integrate.md on the service.
import { after, test } from "node:test";
import { relyingParty, getJson } from "../support/relying_party.mjs";
import { registered } from "./clients.mjs";
import { trustedBy } from "./parties.mjs";
import { authCore } from "./parties/auth_core.mjs";
import { fastApi } from "./parties/fastapi.mjs";
import { formPost } from "./parties/form_post.mjs";
import { startSesameIssuer } from "./sesame_issuer.mjs";

const { close, ...provider } = await startSesameIssuer();
after(close);

trustedBy(provider);

test("@auth/core 0.41.3 by the ID token alone", () => authCore(provider, { id_token_claims: "id_token" }));

test("an application that takes a form, in Chromium without script", () => formPost(provider, { script: false }));

test("fastapi and PyJWT take a person's own token, and no other", () => fastApi({ ...provider, accessTokenOf }));

/** Access token that an application was given. */
async function accessTokenOf() {
  const { issuer, open, register } = provider;
  const client = await registered(register, { redirect_uri: "https://other.example.com/callback", require_pkce: false });
  const { body: metadata } = await getJson(`${issuer}/.well-known/openid-configuration`);
  const { tokens } = await relyingParty({ metadata }).signIn(await open(), client);
  return tokens.access_token;
}

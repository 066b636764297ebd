// Faults planted in the certified provider, each of which a module must find.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { startCertifiedIssuer } from "./certified_issuer.mjs";
import { registerClients } from "./clients.mjs";
import { run } from "./conformance.mjs";
import { PLANS } from "./modules/plans.mjs";

let planted = () => {};
const { close, ...issuer } = await startCertifiedIssuer({ takesPosts: true, spoil: (ctx) => planted(ctx) });
after(close);
const provider = { ...issuer, ...(await registerClients(issuer.register)) };

const isClient = (location) => location?.includes(".example.com/");

/** Changes the parameters that a redirect takes to the client. */
const inRedirect = (change) => (ctx) => {
  const location = ctx.response.get("location");
  if (!isClient(location)) return;
  const url = new URL(location);
  change(url.searchParams);
  ctx.set("location", url.href);
};

/** Changes the JSON of a path, and the status and headers if it likes. */
const inJson = (path, change) => (ctx) => {
  if (ctx.path !== path || !ctx.body || typeof ctx.body !== "object") return;
  const body = structuredClone(ctx.body); // the provider keeps the published keys in one object
  change(body, ctx);
  ctx.body = body;
};

/** Leads to an address instead of a page with an error. */
const insteadOfAPage = (path, parameter) => (ctx) => {
  if (ctx.path !== path || !ctx.query[parameter] || ctx.type !== "text/html" || ctx.method !== "GET") return;
  ctx.redirect(ctx.query[parameter]);
};

const spoiledSignature = (token) => `${token.slice(0, -8)}${token.endsWith("AAAAAAAA") ? "BBBBBBBB" : "AAAAAAAA"}`;

const FAULTS = [
  ["another issuer in the redirect", "oidcc-server", inRedirect((params) => params.set("iss", "https://another.example.com"))],
  ["no issuer in the redirect", "oidcc-server", inRedirect((params) => params.delete("iss"))],
  ["a state that was changed", "oidcc-server", inRedirect((params) => params.set("state", "changed"))],
  ["a code that can be guessed", "oidcc-server", inRedirect((params) => params.set("code", "12345678"))],
  ["tokens that caches may keep", "oidcc-server", inJson("/oauth2/token", (_, ctx) => ctx.remove("cache-control"))],
  ["a signature that does not verify", "oidcc-idtoken-signature", inJson("/oauth2/token", (body) => { body.id_token = spoiledSignature(body.id_token); })],
  ["a key without its kid", "oidcc-idtoken-signature", inJson("/oauth2/jwks", (body) => body.keys.forEach((key) => delete key.kid))],
  ["another person at userinfo", "oidcc-userinfo-get", inJson("/me", (body) => { body.sub = "another"; })],
  ["email_verified as a text", "oidcc-scope-email", inJson("/me", (body) => { body.email_verified = "true"; })],
  ["a claim that nobody asked for", "oidcc-scope-profile", inJson("/me", (body) => { body.phone_number = "+33 1 23 45 67 89"; })],
  ["a used code is no invalid_grant", "oidcc-codereuse", inJson("/oauth2/token", (body) => { if (body.error) body.error = "invalid_request"; })],
  ["no refresh token", "oidcc-refresh-token", inJson("/oauth2/token", (body) => delete body.refresh_token)],
  ["a code without a session", "oidcc-prompt-none-not-logged-in", inRedirect((params) => params.delete("error"))],
  ["a redirect to what is not registered", "oidcc-ensure-registered-redirect-uri", insteadOfAPage("/oauth2/authorize", "redirect_uri")],
  ["request objects are refused by another error", "oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported",
    inRedirect((params) => params.has("error") && params.set("error", "invalid_request"))],
  ["no RS256", "oidcc-discovery-endpoint-verification", inJson("/.well-known/openid-configuration", (body) => { body.id_token_signing_alg_values_supported = ["ES256"]; })],
  ["a private key", "oidcc-discovery-endpoint-verification", inJson("/oauth2/jwks", (body) => { body.keys[0].d = "AQAB"; })],
  ["a redirect after a foreign hint", "oidcc-rp-initiated-logout-bad-id-token-hint", insteadOfAPage("/session/end", "post_logout_redirect_uri")],
  ["a redirect without a hint", "oidcc-rp-initiated-logout-no-id-token-hint", insteadOfAPage("/session/end", "post_logout_redirect_uri")],
  ["a state that is lost at sign-out", "oidcc-rp-initiated-logout", inRedirect((params) => params.has("state") && !params.has("code") && params.delete("state"))],
];

for (const [fault, name, spoil] of FAULTS) {
  test(`${name} finds ${fault}`, async (context) => {
    const { mode, modules } = PLANS.find((plan) => name in plan.modules);
    planted = () => {};
    await run(modules[name], { ...provider, mode }, context);
    planted = spoil;
    await assert.rejects(run(modules[name], { ...provider, mode }, context), assert.AssertionError);
  });
}

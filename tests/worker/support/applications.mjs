// Applications that people sign in to by this service: registered ones, and their requests.
import { createHash, randomBytes } from "node:crypto";
import { PUBLIC_URL } from "./worker.mjs";

const DEFAULTS = {
  grant_types: ["authorization_code", "refresh_token"], response_types: ["code"], scope: "openid profile email offline_access",
  token_endpoint_auth_method: "client_secret_basic", id_token_signed_response_alg: "RS256", application_type: "web",
  post_logout_redirect_uris: [],
};
const SETTINGS = { require_pkce: true, first_party: false, id_token_claims: "userinfo", require_second_factor: false };

/** Registers an application in the database; returns its id. Settings of operators may be among its members. */
export async function registerApplication({ d1 }, members) {
  const id = `app-${randomBytes(8).toString("hex")}`;
  const settings = Object.fromEntries(Object.entries(SETTINGS).map(([name, value]) => [name, members[name] ?? value]));
  const standard = { ...DEFAULTS, ...Object.fromEntries(Object.entries(members).filter(([name]) => !(name in SETTINGS))) };
  await d1.prepare("INSERT INTO clients (id, metadata, settings, created_at, updated_at) VALUES (?, ?, ?, 1, 1)")
    .bind(id, JSON.stringify(standard), JSON.stringify(settings)).run();
  return id;
}

/** URL to which an application sends a browser. */
export function authorizationUrl(clientId, redirectUri, more = {}) {
  const challenge = createHash("sha256").update("a".repeat(43)).digest("base64url");
  const query = new URLSearchParams({
    client_id: clientId, redirect_uri: redirectUri, response_type: "code", scope: "openid profile email", state: "a state",
    code_challenge: challenge, code_challenge_method: "S256", ...more,
  });
  return `${PUBLIC_URL}/oauth2/authorize?${query}`;
}

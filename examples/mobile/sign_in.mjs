// Sign-in of a mobile application: a public client, code and PKCE, and a scheme of its own that leads back to it.
const encode = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const random = () => encode(crypto.getRandomValues(new Uint8Array(32)));

/**
 * Begins a sign-in. Open `page` in the system's browser (ASWebAuthenticationSession, Custom Tabs), never in a web view,
 * and keep `pending` until the application is opened again by its redirect URI.
 */
export async function begin({ url, clientId, redirectUri }) {
  const pending = { verifier: random(), state: random(), redirectUri };
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(pending.verifier));
  const parameters = new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: "code",
    scope: "openid profile email offline_access",
    prompt: "consent", // for offline_access: the refresh token outlives the browser's session
    state: pending.state,
    code_challenge: encode(digest),
    code_challenge_method: "S256",
  });
  return { page: `${url}/oauth2/authorize?${parameters}`, pending };
}

/** Ends a sign-in with the URL that opened the application; returns {access_token, refresh_token, id_token, expires_in}. */
export async function finish({ url, clientId }, opened, { verifier, state, redirectUri }) {
  const answer = new URL(opened).searchParams;
  if (answer.get("state") !== state || answer.get("iss") !== url) throw new Error("This is no answer to what was asked");
  if (answer.has("error")) throw new Error(answer.get("error"));
  return ask(url, { grant_type: "authorization_code", client_id: clientId, redirect_uri: redirectUri, code: answer.get("code"), code_verifier: verifier });
}

/** New tokens for a refresh token. Keep the new one: the one that was sent is spent. */
export const refresh = ({ url, clientId }, token) => ask(url, { grant_type: "refresh_token", client_id: clientId, refresh_token: token });

async function ask(url, fields) {
  const response = await fetch(`${url}/oauth2/token`, { method: "POST", body: new URLSearchParams(fields) });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

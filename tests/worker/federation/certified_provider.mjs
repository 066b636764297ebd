// Certified OpenID provider, npm oidc-provider, with its own sign-in and consent pages, and a browser without script
// that goes through them.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { Provider } from "oidc-provider";
import { formsOf } from "../clients/pages.mjs";
import { PUBLIC_URL } from "../support/worker.mjs";
import { closeServer } from "../support/double.mjs";

export const CLIENT = { id: "certified-client", secret: "a secret: with + signs/and=more" };

/** @param names its name in our service; @param inIdToken true if the ID token has the address, as at Google */
export async function startCertifiedProvider({ names, inIdToken }) {
  const people = new Map();
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://localhost:${server.address().port}`;
  const provider = new Provider(url, {
    clients: [{
      client_id: CLIENT.id, client_secret: CLIENT.secret,
      redirect_uris: names.map((name) => `${PUBLIC_URL}/api/auth/callback/${name}`),
    }],
    pkce: { required: () => true },
    conformIdTokenClaims: !inIdToken,
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "picture"] },
    cookies: { keys: ["a key of the tests"] },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...people.get(id) }) }),
  });
  server.on("request", provider.callback());
  return {
    url,
    /** Adds a person: their id at the provider, which is all they type, and their claims. */
    add: (id, claims) => people.set(id, claims),
    close: () => closeServer(server),
  };
}

/** Follows the redirect to the provider, signs in as `login`, consents, and returns the query of the redirect back. */
export async function passThrough(location, login) {
  const jar = new Map();
  let [next, body, pages] = [location, undefined, 0];
  for (let step = 0; step < 20; step += 1) {
    const cookies = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(next, { method: body ? "POST" : "GET", body, redirect: "manual", headers: { Cookie: cookies } });
    for (const line of response.headers.getSetCookie()) {
      const [name, value] = line.split(";")[0].split(/=(.*)/s);
      value ? jar.set(name, value) : jar.delete(name);
    }
    if (response.status >= 300 && response.status < 400) {
      const target = new URL(response.headers.get("location"), next);
      if (target.origin === PUBLIC_URL) return { pages, path: target.pathname, ...Object.fromEntries(target.searchParams) };
      [next, body] = [target.href, undefined];
      continue;
    }
    const text = await response.text();
    const [form] = formsOf(text);
    assert.ok(response.status === 200 && form, `${response.status}: ${text.slice(0, 500)}`);
    pages += 1;
    body = new URLSearchParams({ ...form.fields, ...(form.names.includes("login") ? { login, password: "any" } : {}) });
    next = new URL(form.action, next).href;
  }
  throw new Error("it never comes back");
}

// The routes for signing in by another provider, as a browser comes to them.
import assert from "node:assert/strict";
import { bearerHeader, cookieHeader, send } from "../clients/http.mjs";

/** A query string; a list gives a name more than once. */
function queryOf(parameters) {
  const pairs = Object.entries(parameters).flatMap(([name, values]) => [values].flat().map((value) => [name, value]));
  const text = new URLSearchParams(pairs.filter(([, value]) => value !== undefined)).toString();
  return text && `?${text}`;
}

export const oauth = (worker) => {
  /** Asks to be sent to a provider; `cookies` are those of the browser. */
  const start = async (provider, { parameters = {}, cookies = {}, method = "GET", headers } = {}) => {
    const answer = await send(worker, method, `/api/auth/oauth/${provider}${queryOf(parameters)}`, { headers: { ...cookieHeader(cookies), ...headers } });
    const location = answer.headers.get("location");
    return { ...answer, location, sent: location && Object.fromEntries(new URL(location).searchParams), browser: answer.cookies.oauth_browser?.value };
  };
  /** Comes back from a provider with these parameters. */
  const finish = async (provider, parameters, { browser, cookies = {}, method = "GET", headers } = {}) => {
    const all = browser === undefined ? cookies : { ...cookies, oauth_browser: browser };
    const answer = await send(worker, method, `/api/auth/callback/${provider}${queryOf(parameters)}`, { headers: { ...cookieHeader(all), ...headers } });
    return { ...answer, location: answer.headers.get("location"), token: answer.cookies.access_token?.value };
  };
  return {
    start,
    finish,
    /** Goes to a double and back, as this person. `change` may alter what is brought back. */
    async visit(provider, double, person, { parameters, cookies, change = (back) => back } = {}) {
      const started = await start(provider, { parameters, cookies });
      assert.equal(started.status, 302, started.text);
      const { browser, ...back } = change({ ...double.authorize(started.location, person), browser: started.browser });
      return finish(provider, back, { browser, cookies });
    },
    identities: (token, options = {}) => send(worker, "GET", "/api/auth/identities", { ...options, headers: bearerHeader(token) }),
    unlink: (token, id, options = {}) => send(worker, "DELETE", `/api/auth/identities/${id}`, { ...options, headers: bearerHeader(token) }),
  };
};

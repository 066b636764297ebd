// Client of the routes for signing in by a provider, as a browser uses them.
import assert from "node:assert/strict";
import { bearerHeader, cookieHeader, send } from "./http.mjs";

/** Query string. A list repeats its name. */
function queryOf(parameters) {
  const pairs = Object.entries(parameters).flatMap(([name, values]) => [values].flat().map((value) => [name, value]));
  const text = new URLSearchParams(pairs.filter(([, value]) => value !== undefined)).toString();
  return text && `?${text}`;
}

export const federation = (worker) => {
  /** Requests the redirect to a provider; `cookies` are the browser's. */
  const start = async (provider, { parameters = {}, cookies = {}, method = "GET", headers } = {}) => {
    const answer = await send(worker, method, `/api/auth/oauth/${provider}${queryOf(parameters)}`, { headers: { ...cookieHeader(cookies), ...headers } });
    const location = answer.headers.get("location");
    return { ...answer, location, sent: location && Object.fromEntries(new URL(location).searchParams), browser: answer.cookies.oauth_browser?.value };
  };
  /** Returns from a provider with these parameters. */
  const finish = async (provider, parameters, { browser, cookies = {}, method = "GET", headers } = {}) => {
    const all = browser === undefined ? cookies : { ...cookies, oauth_browser: browser };
    const answer = await send(worker, method, `/api/auth/callback/${provider}${queryOf(parameters)}`, { headers: { ...cookieHeader(all), ...headers } });
    return { ...answer, location: answer.headers.get("location"), token: answer.cookies.access_token?.value };
  };
  return {
    start,
    finish,
    /** Visits a double as this person, and returns. `change` may alter the returned parameters. */
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

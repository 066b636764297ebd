// Browser without script on the account site: it keeps its cookies, reads the forms, and submits them.
import assert from "node:assert/strict";
import { accountPageOf } from "../support/account_pages.mjs";
import { PUBLIC_URL } from "../support/worker.mjs";
import { cookieHeader, send } from "./http.mjs";
import { formsOf, unescape } from "./pages.mjs";

/** Browser with these cookies; `jar` holds its current ones. */
export function browser(worker, cookies = {}, { headers: always = {} } = {}) {
  const jar = { ...cookies };
  const keep = (answer) => {
    for (const [name, { value }] of Object.entries(answer.cookies)) {
      if (value) jar[name] = value;
      else delete jar[name];
    }
    return { ...answer, forms: formsOf(answer.text), location: answer.headers.get("location") };
  };
  const ask = async (method, path, { headers, ...options } = {}) =>
    keep(await send(worker, method, path, { ...options, headers: { ...cookieHeader(jar), ...always, ...headers } }));
  const browse = {
    jar,
    get: (path = "/account", options) => ask("GET", path, options),
    post: (path, fields, { headers, ...options } = {}) =>
      ask("POST", path, { ...options, form: true, body: fields, headers: { Origin: PUBLIC_URL, ...headers } }),
    /** Opens the page with the form of this action, and submits it with the typed fields. */
    async press(action, typed = {}, options) {
      const page = await browse.get(accountPageOf(action));
      return browse.fill(page, action, typed, options);
    },
    /** Submits a form of an answer. Each typed field must exist in the form. */
    fill(page, action, typed = {}, options) {
      const form = page.forms.find((one) => one.action === action);
      assert.ok(form, `no form ${action}, but ${page.forms.map((one) => one.action)} (${page.status})`);
      for (const name of Object.keys(typed)) assert.ok(form.names.includes(name), `no field ${name} in ${action}: ${form.names}`);
      return browse.post(action, { ...form.values, ...typed }, options);
    },
    /** Presses a button that must succeed, and returns the page that it leads to. */
    async done(action, typed, options) {
      const answer = await browse.press(action, typed, options);
      assert.equal(answer.status, 303, alerts(answer.text).join() || answer.text.slice(-500));
      return browse.follow(answer);
    },
    /** Follows an answer's redirect. */
    async follow(answer) {
      assert.ok(answer.location?.startsWith("/account"), answer.location);
      const page = await browse.get(answer.location.split("#")[0]);
      assert.equal(page.status, 200, page.text);
      return { ...page, section: answer.location.split("#")[1] };
    },
  };
  return browse;
}

/** Error messages on a page. */
export const alerts = (html) =>
  [...html.matchAll(/role="alert"(?![^>]* hidden)[^>]*>([^<]*)</g)].map(([, text]) => unescape(text));

/** Success messages on a page. */
export const notices = (html) => [...html.matchAll(/role="status">([^<]*)</g)].map(([, text]) => unescape(text));

/** HTML of a section of a page. */
export function section(html, id) {
  const [, inside] = html.match(new RegExp(`<section class="card" id="${id}"[^>]*>([\\s\\S]*?)</section>`)) ?? [];
  assert.ok(inside, `no section ${id}`);
  return inside;
}

/** Id in the action of the first form of a kind: `/account/passkeys/<id>/remove`. */
export const idIn = (page, pattern) => page.forms.map(({ action }) => action.match(pattern)?.[1]).find(Boolean);

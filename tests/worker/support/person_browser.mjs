// Browser without script, of one person: it keeps cookies, follows redirects, and submits the forms that the person
// answers.
import assert from "node:assert/strict";
import { once } from "node:events";
import { request } from "node:http";
import { formsOf } from "../clients/pages.mjs";
import { newAddress } from "./people.mjs";

const STEPS = 25;

/**
 * Opens a browser with an empty jar.
 *
 * @param answers function of a page {url, status, html, forms}: the person's {form, typed, name}, or null if the page
 * asks nothing of them
 * @param stays function of a URL: true if the browser goes there, false where the visit ends
 */
export function openPersonBrowser({ answers, stays }) {
  const jars = new Map();
  const ip = newAddress();

  const load = async ({ url, fields, from }) => {
    const isSameSite = !from || siteOf(from) === siteOf(url.origin);
    const headers = {
      "CF-Connecting-IP": ip, Accept: "text/html", "Accept-Language": "en",
      "Sec-Fetch-Site": relationOf(from, url), "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document",
    };
    // A cross-site POST carries no cookie that is SameSite=Lax, as all of ours are.
    if (!fields || isSameSite) headers.Cookie = cookiesOf(jars, url.origin);
    const answer = await exchange(url, { headers: fields ? { ...headers, Origin: from } : headers, fields });
    keepCookies(jars, url.origin, answer.cookies);
    return answer;
  };

  /**
   * Goes to a URL and answers what it is asked, until it is led outside or to a page that asks nothing.
   *
   * @param fields sent as a form, by a page of the origin `from`
   * @returns {left: true, to, mode, params, pages} or {left: false, url, status, headers, html, pages}; `pages` are the
   * names of the pages that were answered
   */
  const visit = async (url, { fields, from } = {}) => {
    const pages = [];
    let next = { url: new URL(url), fields, from };
    for (let step = 0; step < STEPS; step += 1) {
      const { status, headers, html } = await load(next);
      const to = status >= 300 && status < 400 ? new URL(headers.get("location"), next.url) : null;
      if (to && !stays(to)) return { left: true, to, mode: "query", params: paramsOf(to), pages };
      if (to) {
        next = { url: to, from: next.from };
        continue;
      }
      const page = { url: next.url, status, headers, html, forms: formsOf(html) };
      const leaving = page.forms.find(({ method, action }) => method === "post" && action && !stays(new URL(action, next.url)));
      if (leaving) return { left: true, to: new URL(leaving.action), mode: "form_post", params: leaving.fields, pages };
      const answer = answers(page);
      if (!answer) return { left: false, ...page, pages };
      pages.push(answer.name);
      next = { url: new URL(answer.form.action || next.url, next.url), fields: { ...answer.form.fields, ...answer.typed }, from: next.url.origin };
    }
    return assert.fail(`after ${STEPS} steps it is still on its way: ${pages}`);
  };
  return { visit, cookies: (origin) => cookiesOf(jars, origin), forget: () => jars.clear() };
}

/**
 * One request, with the headers of a navigation, which `fetch` would overwrite. A connection is not used twice.
 */
export async function exchange(url, { headers, fields }) {
  const body = fields && new URLSearchParams(fields).toString();
  const typed = body === undefined ? headers : { ...headers, "Content-Type": "application/x-www-form-urlencoded" };
  const sent = request(url, { method: body === undefined ? "GET" : "POST", headers: typed, agent: false });
  sent.end(body);
  const [response] = await once(sent, "response");
  const html = Buffer.concat(await response.toArray()).toString();
  const { "set-cookie": cookies = [], ...others } = response.headers;
  return { status: response.statusCode, headers: new Headers(others), cookies, html };
}

/** Value of Sec-Fetch-Site; a visit that no page began has none. */
function relationOf(from, url) {
  if (!from) return "none";
  if (from === url.origin) return "same-origin";
  return siteOf(from) === siteOf(url.origin) ? "same-site" : "cross-site";
}

const siteOf = (origin) => (origin ? new URL(origin).hostname : null);

export const cookiesOf = (jars, origin) => [...(jars.get(origin) ?? [])].map(([name, value]) => `${name}=${value}`).join("; ");

export function keepCookies(jars, origin, lines) {
  const jar = jars.get(origin) ?? new Map();
  for (const line of lines) {
    const [name, value] = line.split(";")[0].split(/=(.*)/s);
    if (value && !/;\s*Max-Age=0/i.test(line) && !/;\s*Expires=Thu, 01 Jan 1970/i.test(line)) jar.set(name, value);
    else jar.delete(name);
  }
  jars.set(origin, jar);
}

/** Query parameters by name; a repeated one fails. */
export function paramsOf(url) {
  const pairs = [...url.searchParams];
  assert.equal(new Set(pairs.map(([name]) => name)).size, pairs.length, `a parameter is repeated: ${url}`);
  return Object.fromEntries(pairs);
}

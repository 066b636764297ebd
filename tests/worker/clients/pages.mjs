// Pages of mailed links, used by a browser without script.
import assert from "node:assert/strict";
import { PUBLIC_URL } from "../support/worker.mjs";
import { cookieHeader, send } from "./http.mjs";

export const pages = (worker) => {
  const open = async (link, options) => {
    const answer = await send(worker, "GET", pathOf(link), options);
    return { ...answer, forms: formsOf(answer.text) };
  };
  /** Submits a form at this path, without following a redirect. */
  const post = (path, fields, { headers, ...options } = {}) =>
    send(worker, "POST", path, { ...options, form: true, body: fields, headers: { Origin: PUBLIC_URL, ...headers } });
  /** Submits a form, and follows the redirect to the page with its result or finding. */
  const submit = async (path, fields, options) => {
    const answer = await post(path, fields, options);
    const to = answer.headers.get("location");
    if (!/^\/(done|pair)\?/.test(to ?? "")) return answer;
    const { status, headers, text } = await send(worker, "GET", to, { headers: options?.headers });
    return { ...answer, status, headers, text, doneAt: to };
  };
  /** Opens the link and presses the button of this decision, with the typed fields. */
  const choose = async (link, decision, { typed = {}, ...options } = {}) => {
    const page = await open(link, options);
    const form = page.forms.find(({ fields }) => fields.decision === decision);
    assert.ok(form, `no choice "${decision}" (${page.status}): ${page.text.slice(-1500)}`);
    return submit(form.action, { ...form.fields, ...typed }, options);
  };
  /** Follows an answer's redirect, with the cookies that it set. */
  const follow = async (answer, options) => {
    const cookies = Object.fromEntries(Object.entries(answer.cookies).map(([name, { value }]) => [name, value]));
    const page = await open(answer.headers.get("location"), { ...options, headers: cookieHeader(cookies) });
    return { ...page, isFollowed: true };
  };
  return { open, post, submit, choose, follow };
};

/** Path and query of a link. */
export function pathOf(link) {
  const url = new URL(link, PUBLIC_URL);
  return url.pathname + url.search;
}

/**
 * Forms of a page, except the language switch: {method, action, mark (data-action), fields (hidden ones), names (of all
 * inputs), values (sent if nothing is typed)}.
 */
export function formsOf(html) {
  const [, main = html] = html.match(/<main\b[^>]*>([\s\S]*?)<\/main>/) ?? [];
  return [...main.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].map(([, tag, inside]) => {
    const inputs = [...inside.matchAll(/<input\b([^>]*)>/g)].map(([, input]) => attributes(input));
    const { method, action, "data-action": mark } = attributes(tag);
    const hidden = inputs.filter(({ type }) => type === "hidden");
    const sent = inputs.filter(({ name, type }) => name && type !== "checkbox");
    return {
      method, action, mark, fields: Object.fromEntries(hidden.map(({ name, value }) => [name, value])),
      names: inputs.map(({ name }) => name).filter(Boolean), values: Object.fromEntries(sent.map(({ name, value = "" }) => [name, value])),
    };
  });
}

const attributes = (tag) => Object.fromEntries([...tag.matchAll(/([\w-]+)(?:="([^"]*)")?/g)].map(([, name, value]) => [name, unescape(value ?? "")]));

/** Names of the cookies that an answer sets, except the press cookie of a form, which signs nobody in. */
export const cookiesSet = (answer) => Object.keys(answer.cookies).filter((name) => !/^(__Host-)?press$/.test(name));

/** Text of HTML as a reader sees it. */
export const unescape = (text) =>
  text.replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(code)).replace(/&#x([0-9a-f]+);/gi, (_, code) => String.fromCodePoint(parseInt(code, 16)))
    .replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&quot;/g, '"').replace(/&amp;/g, "&");

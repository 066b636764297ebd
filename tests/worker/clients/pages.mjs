// The pages that mailed links open, as a browser without script uses them.
import assert from "node:assert/strict";
import { PUBLIC_URL } from "../support/worker.mjs";
import { cookieHeader, send } from "./http.mjs";

export const pages = (worker) => {
  const open = async (link, options) => {
    const answer = await send(worker, "GET", pathOf(link), options);
    return { ...answer, forms: formsOf(answer.text) };
  };
  /** Sends a form of the page at this path, and follows nothing. */
  const post = (path, fields, { headers, ...options } = {}) =>
    send(worker, "POST", path, { ...options, form: true, body: fields, headers: { Origin: PUBLIC_URL, ...headers } });
  /** Sends a form; what it did, or found, is said on a page of its own, to which a browser goes on. */
  const submit = async (path, fields, options) => {
    const answer = await post(path, fields, options);
    const to = answer.headers.get("location");
    if (!/^\/(done|pair)\?/.test(to ?? "")) return answer;
    const { status, headers, text } = await send(worker, "GET", to, { headers: options?.headers });
    return { ...answer, status, headers, text, doneAt: to };
  };
  /** Opens the link and presses the button that means this decision, with what was typed. */
  const choose = async (link, decision, { typed = {}, ...options } = {}) => {
    const page = await open(link, options);
    const form = page.forms.find(({ fields }) => fields.decision === decision);
    assert.ok(form, `no choice "${decision}" (${page.status}): ${page.text.slice(-1500)}`);
    return submit(form.action, { ...form.fields, ...typed }, options);
  };
  /** Goes where an answer leads, with the cookies that it set. */
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
 * The forms of a page, but for the switch to the other language: {method, action, mark (data-action), fields (hidden ones), names (all of its inputs), values (what
 * a browser sends if nothing is typed)}.
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

/** Text of HTML as a reader sees it. */
/** Names of the cookies that an answer sets, but for the one of a form that is shown, which signs nobody in. */
export const cookiesSet = (answer) => Object.keys(answer.cookies).filter((name) => !/^(__Host-)?press$/.test(name));

export const unescape = (text) =>
  text.replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(code)).replace(/&#x([0-9a-f]+);/gi, (_, code) => String.fromCodePoint(parseInt(code, 16)))
    .replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&quot;/g, '"').replace(/&amp;/g, "&");

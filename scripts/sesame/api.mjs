// Operators' API of a running service, called with a service key.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Refusal, root } from "../run.mjs";

export const LOCAL = "http://localhost:8787";
/** Most entries of a page. */
const PAGE = 100;
const TIMEOUT = 30_000; // milliseconds
/** Exit codes besides 1, which is a refusal of the service. */
export const EXIT = { misused: 2, unreachable: 3 };

function keptKey() {
  const path = join(root, ".dev.vars");
  return existsSync(path) ? readFileSync(path, "utf8").match(/^SESAME_KEY="?([^"\s]+)"?\s*$/m)?.[1] : undefined;
}

const isLocal = (url) => ["localhost", "127.0.0.1", "[::1]"].includes(url?.hostname);

/** Address of the service. A key travels unencrypted to this machine alone. */
function addressOf(env) {
  const url = URL.canParse(env.SESAME_URL ?? LOCAL) ? new URL(env.SESAME_URL ?? LOCAL) : null;
  if (url?.protocol === "https:" || (url?.protocol === "http:" && isLocal(url))) return url;
  throw new Refusal("SESAME_URL is an https:// address, or http:// of this machine.", EXIT.misused);
}

/**
 * Service by SESAME_URL and SESAME_KEY; the local one where the first is not set. The key in .dev.vars goes to a service on
 * this machine alone.
 */
export function openApi(env = process.env, kept = keptKey) {
  const url = addressOf(env);
  const key = env.SESAME_KEY ?? (isLocal(url) ? kept() : undefined);
  if (!key) {
    throw new Refusal("There is no key: set SESAME_KEY, or make one by `npm run sesame -- key create <name> --scopes <a,b> --save`.", EXIT.misused);
  }
  return new Api(url.origin, key);
}

class Api {
  #key;

  constructor(url, key) {
    this.url = url;
    this.#key = key;
  }

  /** Body of the answer to a request; throws a refusal with the service's own sentence. */
  async call(method, path, { query = {}, body } = {}) {
    const url = new URL(`/api/admin/v1${path}`, this.url);
    for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
    const headers = { Authorization: `Bearer ${this.#key}`, ...(body && { "Content-Type": "application/json" }) };
    const answer = await this.#fetch(url, { method, headers, body: body && JSON.stringify(body) });
    if (answer.status >= 200 && answer.status < 300 && answer.json) return answer.json;
    const { status, json, request } = answer;
    const sentence = json?.message ?? "The answer is not one of Sesame's.";
    if (status >= 400 && status < 500 && json) throw new Refusal(`${sentence} (${status} ${json.error ?? ""})`);
    throw new Refusal(`${this.url} answered ${status}: ${sentence}${request ? ` Its log has more under ${request}.` : ""}`, EXIT.unreachable);
  }

  async #fetch(url, init) {
    try {
      const response = await fetch(url, { ...init, redirect: "manual", signal: AbortSignal.timeout(TIMEOUT) });
      const text = await response.text();
      return { status: response.status, json: parsed(text), request: response.headers.get("X-Request-Id") };
    } catch (error) {
      throw new Refusal(`${this.url} does not answer: ${error.cause?.message || error.cause?.code || error.message}`, EXIT.unreachable);
    }
  }

  /** First `limit` entries of a list, over as many pages as they take; `isWhole` tells whether there are no more. */
  async list(path, name, { query = {}, limit }) {
    const entries = [];
    for (let cursor; ;) {
      const page = await this.call("GET", path, { query: { ...query, cursor, limit: Math.min(PAGE, limit - entries.length) } });
      entries.push(...page[name]);
      cursor = page.next;
      if (cursor === undefined || entries.length >= limit) return { entries, isWhole: cursor === undefined };
    }
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

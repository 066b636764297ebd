// Known secrets: secrets and email addresses that no line of the log may hold. They are collected from requests, answers
// and the worker's settings, and looked for in the log when the worker is disposed of.

/** Fields of bodies, forms and queries with a secret or an address. */
const FIELDS = new Set([
  "password", "currentPassword", "newPassword", "token", "bearer", "session_token", "access_token", "refresh_token",
  "auth_id", "code", "verification_code", "totpCode", "totp_code", "challenge", "state", "secret", "otpauthUrl", "backupCodes",
  "captcha", "email", "login", "to",
]);
const SETTINGS = /SECRET|_KEY$/;
/** Shortest secret. A shorter one appears by chance. */
const LEAST = 6;
/** Longest secret that must be delimited: six digits also occur inside an id. */
const SHORT = 10;

export class KnownSecrets {
  #seen = new Set();

  add(value) {
    if (Array.isArray(value)) for (const one of value) this.add(one);
    if (typeof value === "string" && value.trim().length >= LEAST && value.isWellFormed()) this.#seen.add(value);
  }

  addSettings(settings) {
    for (const [name, value] of Object.entries(settings)) {
      if (SETTINGS.test(name)) this.add((value ?? "").split(",").map((key) => key.replace(/^\d+:/, "")));
    }
  }

  /** Collects from a request: its query, the end of a poll's path, its credentials, its body. */
  addRequest(path, { headers = {}, body } = {}) {
    const [, poll] = path.match(/^\/auth\/session\/([^/?]+)/) ?? [];
    this.add(poll);
    if (path.includes("?")) this.#addPairs(new URLSearchParams(path.slice(path.indexOf("?"))));
    for (const [name, value] of Object.entries(headers)) {
      if (/^authorization$/i.test(name)) this.add(String(value).split(" ").at(-1));
      if (/^cookie$/i.test(name)) this.add(String(value).split(/;\s*/).map((pair) => pair.slice(pair.indexOf("=") + 1)));
    }
    if (typeof body === "string") this.#addBody(body);
  }

  /** Collects from an answer: its cookies, its body, and the links and codes of mails in it. */
  addAnswer(cookies, body) {
    this.add(cookies.map((line) => line.split(";")[0]).map((pair) => pair.slice(pair.indexOf("=") + 1)));
    this.#addBody(body);
    for (const [, token] of body.matchAll(/[?&;]token=([\w.~-]+)/g)) this.add(token);
    for (const [, token] of body.matchAll(/name="(?:token|challenge)" value="([^"]+)"/g)) this.add(token);
    for (const [, code] of body.matchAll(/\\n(\d{6})\\n/g)) this.add(code);
  }

  #addBody(text) {
    try {
      this.#addFields(JSON.parse(text));
    } catch {
      if (!/[<\s]/.test(text)) this.#addPairs(new URLSearchParams(text));
    }
  }

  #addPairs(pairs) {
    for (const [name, value] of pairs) if (FIELDS.has(name)) this.add(value);
  }

  #addFields(value) {
    if (value === null || typeof value !== "object") return;
    for (const [name, field] of Object.entries(value)) {
      if (FIELDS.has(name)) this.add(field);
      this.#addFields(field);
    }
  }

  /** Secrets found in a log; empty if all is well. */
  foundIn(log) {
    const isThere = (text) => (text.length > SHORT ? log.includes(text) : standsAlone(text).test(log));
    const spellings = (secret) => new Set([secret, encodeURIComponent(secret)]); // mostly the same, and searched once
    return [...this.#seen].filter((secret) => [...spellings(secret)].some(isThere));
  }
}

const standsAlone = (text) => new RegExp(`(?<![\\w-])${text.replace(/[^\w]/g, "\\$&")}(?![\\w-])`);

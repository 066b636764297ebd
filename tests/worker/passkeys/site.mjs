// Site on a trusted origin: one page, the unmodified @simplewebauthn/browser, and a few lines that pass options and
// answers between it and the service.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { listen } from "../support/client_site.mjs";
import { root } from "../support/project.mjs";

/** Library as the page loads it: it defines SimpleWebAuthnBrowser. */
export const library = readFileSync(join(root, "node_modules/@simplewebauthn/browser/dist/bundle/index.umd.min.js"), "utf8");

/** Script of the site; `api` is the service's URL. */
const script = `
const { startRegistration, startAuthentication } = SimpleWebAuthnBrowser;

async function post(api, path, body, token) {
  const headers = { "Content-Type": "application/json" };
  if (token) headers.Authorization = "Bearer " + token;
  const answer = await fetch(api + "/api/auth/passkey" + path, { method: "POST", headers, body: JSON.stringify(body) });
  return { status: answer.status, body: await answer.json() };
}

async function register(api, token, name) {
  const { body } = await post(api, "/register", {}, token);
  const credential = await startRegistration({ optionsJSON: body.options });
  return post(api, "/register", { credential, name }, token);
}

async function signIn(api, useBrowserAutofill = false) {
  const { body } = await post(api, "/sign-in", {});
  const credential = await startAuthentication({ optionsJSON: body.options, useBrowserAutofill });
  return { ...(await post(api, "/sign-in", { credential })), credential };
}
`;

const html = `<!doctype html><title>A site</title>
<input autocomplete="username webauthn"><script src="/library.js"></script><script>${script}</script>`;

/** Starts the site. Stop it with `close`. */
export function startSite() {
  return listen(createServer((request, response) => {
    const isLibrary = request.url === "/library.js";
    response.setHeader("Content-Type", isLibrary ? "text/javascript" : "text/html; charset=utf-8");
    response.end(isLibrary ? library : html);
  }));
}

/** Adds the site's functions to another page. */
export async function equip(page) {
  await page.addScriptTag({ content: library });
  await page.addScriptTag({ content: script });
}

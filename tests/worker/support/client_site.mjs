// Client in another tab, on a trusted origin: it requests a login or a pairing, and polls until it is approved.
import { createServer } from "node:http";
import { after } from "node:test";
import { openBrowser } from "./chromium.mjs";
import { PUBLIC_URL, TRUSTED_ORIGIN } from "./worker.mjs";

const html = `<!doctype html><title>A client</title><main><output></output></main><script>
const service = ${JSON.stringify(PUBLIC_URL)};
const show = (text) => { document.querySelector("output").textContent = text; };
const post = async (path, body) =>
  (await fetch(service + path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) })).json();
async function poll(id) {
  for (;;) {
    const answer = await fetch(service + "/auth/session/" + id);
    if (answer.ok) return (await answer.json()).session_token;
    await new Promise((later) => setTimeout(later, 700));
  }
}
/** Requests a login by username and address. Resolves with the answer once it is approved. */
async function logIn(body) {
  const { auth_id } = await post("/auth/login", body);
  show("waiting");
  poll(auth_id).then(show);
}
/** Shows a pairing code, as a device does. */
async function pair(name) {
  const { code, auth_id } = await post("/auth/pair/code", { name });
  show(code);
  poll(auth_id).then(show);
}
</script>`;

/** Lets a site's server listen: {address, close}. */
export async function listen(server) {
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { address: `127.0.0.1:${server.address().port}`, close: () => server.close() };
}

/** Starts the client's site. Stop it with `close`. */
export function startClientSite() {
  return listen(createServer((_, response) => response.setHeader("Content-Type", "text/html; charset=utf-8").end(html)));
}

const hostOf = (url) => new URL(url).host;

/**
 * Starts a browser that reaches the world's worker as PUBLIC_URL, and a site as TRUSTED_ORIGIN. Browser, site and world
 * stop with the test file.
 */
export async function openBrowserBeside(world, site) {
  const browser = await openBrowser({ [hostOf(PUBLIC_URL)]: hostOf(world.worker.url), [hostOf(TRUSTED_ORIGIN)]: site.address });
  after(async () => {
    await browser.close();
    site.close();
    await world.dispose();
  });
  return browser;
}

/** Opens the client's tab beside the visitor's; for a visitor without script, in a window of another browser. */
export async function openClient({ context, script }, browser) {
  const home = script ? context : await browser.newContext();
  const page = await home.newPage();
  await page.goto(`${TRUSTED_ORIGIN}/`);
  const output = page.locator("output");
  return {
    /** Requests a login to an account. */
    logIn: (person, platform) =>
      page.evaluate((body) => logIn(body), { username: person.username, email: person.email, session_platform: platform }),
    /** Shows the pairing code of a device of this name; returns the code. */
    async pair(name) {
      await page.evaluate((name) => pair(name), name);
      return output.textContent();
    },
    /** Token that the client received. */
    async token() {
      await output.filter({ hasText: /^ey/ }).waitFor();
      return output.textContent();
    },
  };
}

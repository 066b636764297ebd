// Somebody else's program in another tab, on a trusted origin: it asks to be let in, and polls until it is.
import { createServer } from "node:http";
import { PUBLIC_URL, TRUSTED_ORIGIN } from "../support/worker.mjs";

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
/** Asks by a username and an address; the answer comes once it was approved. */
async function logIn(body) {
  const { auth_id } = await post("/auth/login", body);
  show("waiting");
  poll(auth_id).then(show);
}
/** Shows a code, as a device does. */
async function pair(name) {
  const { code, auth_id } = await post("/auth/pair/code", { name });
  show(code);
  poll(auth_id).then(show);
}
</script>`;

/** Starts the site of the client; end it with `close`. */
export async function startClientSite() {
  const server = createServer((_, response) => response.setHeader("Content-Type", "text/html; charset=utf-8").end(html));
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { address: `127.0.0.1:${server.address().port}`, close: () => server.close() };
}

/** Opens the tab beside the visitor's; beside a visitor without script, a window of another browser. */
export async function openClient({ context, script }, browser) {
  const home = script ? context : await browser.newContext();
  const page = await home.newPage();
  await page.goto(`${TRUSTED_ORIGIN}/`);
  const output = page.locator("output");
  return {
    /** Asks to be let in to an account. */
    logIn: (person, platform) =>
      page.evaluate((body) => logIn(body), { username: person.username, email: person.email, session_platform: platform }),
    /** Shows the code of a device of this name; gives the code. */
    async pair(name) {
      await page.evaluate((name) => pair(name), name);
      return output.textContent();
    },
    /** The token it was given in the end. */
    async token() {
      await output.filter({ hasText: /^ey/ }).waitFor();
      return output.textContent();
    },
  };
}

// Single-page application of examples/spa, by npm oidc-client-ts in Chromium.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { openBrowser } from "../../support/chromium.mjs";
import { root } from "../../support/project.mjs";
import { registered } from "../clients.mjs";
import { startApplication } from "./application.mjs";

const EXAMPLE = join(root, "examples", "spa");

/**
 * Signs in, refreshes and signs out; nothing that the application does is blocked.
 *
 * @param provider {issuer, register, newAccount, passThrough, confirmSignOut?}: the last two go through the provider's pages in Chromium
 */
export async function singlePageApplication({ issuer, register, newAccount, passThrough, confirmSignOut }) {
  const settings = {};
  const { origin, close } = await startApplication(await filesOf(settings));
  const browser = await openBrowser({});
  try {
    const client = await registered(register, { redirect_uri: `${origin}/`, post_logout_redirect_uri: `${origin}/`, token_endpoint_auth_method: "none" });
    Object.assign(settings, { issuer, clientId: client.client_id });
    const person = await newAccount();
    const page = await browser.newPage();
    const problems = [];
    page.on("console", (message) => message.type() === "error" && page.url().startsWith(origin) && problems.push(message.text()));
    page.on("pageerror", (error) => problems.push(error.message));
    await page.goto(origin);
    const shows = (text) =>
      page.locator("output").filter({ hasText: text }).waitFor({ timeout: 10_000 }).catch(async () => {
        assert.fail(`"${text}" is not shown at ${page.url()}: ${problems.join("; ")} ${(await page.content()).slice(-1500)}`);
      });
    await shows("You are signed out.");
    await page.getByRole("button", { name: "Sign in" }).click();
    await passThrough(page, person);
    await shows(`Hello ${person.name}`);
    const answered = page.waitForResponse((response) => response.request().method() === "POST" && response.url().endsWith("/token"));
    await page.getByRole("button", { name: "Refresh" }).click();
    assert.equal((await answered).status(), 200);
    await shows(`Hello ${person.name}`);
    await page.getByRole("button", { name: "Sign out" }).click();
    await confirmSignOut?.(page);
    await shows("You are signed out.");
    assert.deepEqual(problems, []);
  } finally {
    await browser.close();
    await close();
  }
}

/** Server of the example's files, its script bundled and its settings filled in. */
async function filesOf(settings) {
  const { outputFiles } = await build({ entryPoints: [join(EXAMPLE, "main.mjs")], bundle: true, write: false, format: "esm", target: "es2022", logLevel: "error" });
  const html = readFileSync(join(EXAMPLE, "index.html"), "utf8");
  return (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/main.mjs") return new Response(outputFiles[0].text, { headers: { "Content-Type": "text/javascript" } });
    if (pathname !== "/") return new Response(null, { status: 204 });
    const filled = html.replace("https://auth.example.com", settings.issuer).replace("…", settings.clientId);
    return new Response(filled, { headers: { "Content-Type": "text/html; charset=utf-8" } });
  };
}

// A real browser with an authenticator of its own making: Chromium, and what it offers to tests of WebAuthn
// (https://chromedevtools.github.io/devtools-protocol/tot/WebAuthn/).
import { execFileSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

function installed() {
  const folders = process.env.PATH.split(delimiter);
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** The browser of this machine; Debian's, installed now, where there is none. */
function executable() {
  if (!installed()) {
    try {
      execFileSync("sh", ["-c", "apt-get update -qq && apt-get install -y -qq chromium"], { stdio: "ignore", timeout: 240_000 });
    } catch (error) {
      throw new Error(`there is no Chromium and apt-get did not install one (${error.message}): install it, then run this again`);
    }
  }
  return installed();
}

/**
 * Starts the browser; end it with `close`.
 * @param hosts {"localhost:8787": "127.0.0.1:40123", …}: where a host and port of a URL really are
 */
export function openBrowser(hosts) {
  const rules = Object.entries(hosts).map(([name, address]) => `MAP ${name} ${address}`).join(",");
  return chromium.launch({ executablePath: executable(), args: ["--no-sandbox", `--host-resolver-rules=${rules}`] });
}

/**
 * Gives a page an authenticator that verifies its person: {send, authenticatorId}.
 * @param options over its own; @see https://chromedevtools.github.io/devtools-protocol/tot/WebAuthn/#type-VirtualAuthenticatorOptions
 */
export async function addAuthenticator(page, options = {}) {
  const devtools = await page.context().newCDPSession(page);
  const send = (method, parameters) => devtools.send(`WebAuthn.${method}`, parameters);
  await send("enable");
  const { authenticatorId } = await send("addVirtualAuthenticator", {
    options: {
      protocol: "ctap2", ctap2Version: "ctap2_1", transport: "internal", hasResidentKey: true, hasUserVerification: true,
      isUserVerified: true, automaticPresenceSimulation: true, ...options,
    },
  });
  return { send, authenticatorId };
}

/** A browser window of its own, with an authenticator: {page, send, authenticatorId}. */
export async function openWindow(browser, url, { authenticator = {}, ...contextOptions } = {}) {
  const context = await browser.newContext(contextOptions);
  const page = await context.newPage();
  await page.goto(url);
  return { page, ...(await addAuthenticator(page, authenticator)) };
}

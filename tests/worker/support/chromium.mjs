// Chromium with its virtual authenticator (https://chromedevtools.github.io/devtools-protocol/tot/WebAuthn/).
import { chromium } from "playwright-core";
import { findChromium } from "../../../scripts/test_tools/install.mjs";

/**
 * Starts the browser. Stop it with `close`.
 * @param hosts {"localhost:8787": "127.0.0.1:40123", …}: the real address of a URL's host and port
 */
export function openBrowser(hosts) {
  const rules = Object.entries(hosts).map(([name, address]) => `MAP ${name} ${address}`).join(",");
  return chromium.launch({ executablePath: findChromium(), args: ["--no-sandbox", `--host-resolver-rules=${rules}`] });
}

/**
 * Adds an authenticator that verifies the user to a page: {send, authenticatorId}.
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

/** Browser window of its own, with an authenticator: {page, send, authenticatorId}. */
export async function openWindow(browser, url, { authenticator = {}, ...contextOptions } = {}) {
  const context = await browser.newContext(contextOptions);
  const page = await context.newPage();
  await page.goto(url);
  return { page, ...(await addAuthenticator(page, authenticator)) };
}

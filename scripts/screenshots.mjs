// `npm run screenshots`: the pictures of the README, in docs/images/, from a worker of its own with a demo account.
import { mkdirSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { authenticator } from "../tests/worker/second_factor/authenticator.mjs";
import { addAuthenticator, openBrowser } from "../tests/worker/support/chromium.mjs";
import { PUBLIC_URL } from "../tests/worker/support/worker.mjs";
import { openWorld } from "../tests/worker/support/world.mjs";
import { handsOf } from "../tests/worker/browser/hands.mjs";
import { build } from "./build.mjs";
import { main, root } from "./run.mjs";
import { ensureToolchain } from "./toolchain.mjs";

const FOLDER = join(root, "docs", "images");
const ADA = { name: "Ada Lovelace", username: "ada", email: "ada@example.org", password: "correct horse battery" };
const SIZE = { width: 900, height: 760 };
const browserIs = (name) => ({ headers: { "User-Agent": name } });

await main(async () => {
  await ensureToolchain();
  await build();
  mkdirSync(FOLDER, { recursive: true });
  const world = await openWorld();
  const browser = await openBrowser({ [new URL(PUBLIC_URL).host]: new URL(world.worker.url).host });
  try {
    await photograph(world, browser);
  } finally {
    await browser.close();
    await world.dispose();
  }
});

async function photograph(world, browser) {
  const context = await browser.newContext({ viewport: SIZE, deviceScaleFactor: 2, locale: "en-GB", reducedMotion: "reduce" });
  const page = await context.newPage();
  const hands = handsOf(page);
  await furnish(world, page, hands);
  await page.goto(`${PUBLIC_URL}/account`);
  await picture(page, "account", { height: 1500 });

  await world.passwordless.logIn(ADA, { platform: "Acme CLI on ada-laptop" });
  await page.goto((await world.mail.next(ADA.email, "approve-login")).link);
  await picture(page, "approval");

  await context.clearCookies();
  await page.goto(`${PUBLIC_URL}/sign-in`);
  await page.evaluate(() => document.activeElement?.blur());
  await picture(page, "sign-in");
}

/** An account with something to see in every list. */
async function furnish({ session, mail }, page, { submit }) {
  await page.goto(`${PUBLIC_URL}/sign-up`);
  await submit("/sign-up", { name: ADA.name, email: ADA.email, password: ADA.password });
  await session.verifyEmail((await mail.next(ADA.email, "verify-email")).token);
  await addAuthenticator(page);
  await submit("/account/profile", { username: ADA.username });
  await submit("/account/passkeys", { name: "Ada’s laptop" });
  await submit("/account/two-factor/enable");
  const secret = (await page.locator("code").first().textContent()).replaceAll(/\s/g, "");
  await submit("/account/two-factor/verify", { totp_code: await authenticator(secret, () => Date.now() / 1000).next() });
}

async function picture(page, name, { height = SIZE.height } = {}) {
  await page.setViewportSize({ ...SIZE, height });
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    const path = join(FOLDER, `${name}-${colorScheme}.png`);
    await page.screenshot({ path });
    console.log(`  ${relative(root, path)}: ${(statSync(path).size / 1024).toFixed(0)} KiB`);
  }
}

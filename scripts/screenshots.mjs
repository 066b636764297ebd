// `npm run screenshots`: the README's pictures in docs/images/, and every page in every state in screenshots/. With words
// (`npm run screenshots -- account`), the states alone whose names have one of them; `--language=fr` for French pages.
import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { PNG } from "pngjs";
import { authenticator } from "../tests/worker/support/authenticator_app.mjs";
import { addAuthenticator, openBrowser } from "../tests/worker/support/chromium.mjs";
import { actionsOn } from "../tests/worker/support/page_actions.mjs";
import { PUBLIC_URL } from "../tests/worker/support/worker.mjs";
import { openWorld } from "../tests/worker/support/world.mjs";
import { build } from "./build.mjs";
import { PICTURED, photographGallery } from "./gallery_pictures.mjs";
import { Refusal, main, root, say } from "./run.mjs";
import { ensureToolchain } from "./toolchain.mjs";

const FOLDER = join(root, "docs", "images");
const ADA = { name: "Ada Lovelace", username: "ada", email: "ada@example.org", password: "correct horse battery" };
// Two of the narrow ones stand side by side in the README.
const NARROW = { width: 560, height: 400 };
const WIDE = { width: 1000, height: 590 };

const { values, positionals: words } = parseArgs({ allowPositionals: true, options: { language: { type: "string", default: "en" } } });

await main(async () => {
  await ensureToolchain();
  await build();
  if (words.length === 0) {
    mkdirSync(FOLDER, { recursive: true });
    await inBrowser({}, photograph);
  }
  say("Every page in every state");
  const missing = await inBrowser(PICTURED, (world, browser) => photographGallery(world, browser, { language: values.language, words }));
  if (missing.length > 0) throw new Refusal(`Not reached: ${missing.join("; ")}.`);
});

/** Runs an act with a worker of these settings and a browser that reaches it. */
async function inBrowser(settings, act) {
  const world = await openWorld({ settings });
  const browser = await openBrowser({ [new URL(PUBLIC_URL).host]: new URL(world.worker.url).host });
  try {
    return await act(world, browser);
  } finally {
    await browser.close();
    await world.dispose();
  }
}

async function photograph(world, browser) {
  const owner = await openPage(browser);
  await furnish(world, owner);
  await owner.goto(`${PUBLIC_URL}/account`);
  await picture(owner, "account", WIDE);

  const page = await openPage(browser);
  await world.passwordless.logIn({ ...ADA, ip: "192.0.2.7" }, { platform: "Acme CLI on ada-laptop" });
  await page.goto((await world.mail.next(ADA.email, "approve-login")).link);
  await picture(page, "approval", NARROW);
  await page.goto(`${PUBLIC_URL}/sign-in`);
  await picture(page, "sign-in", NARROW);
}

async function openPage(browser) {
  const context = await browser.newContext({ viewport: WIDE, deviceScaleFactor: 1.4, locale: "en-GB", reducedMotion: "reduce" });
  return context.newPage();
}

/** Fills every list of an account. */
async function furnish({ session, mail }, page) {
  const { submit, skipSteps } = actionsOn(page);
  await page.goto(`${PUBLIC_URL}/sign-up`);
  await submit("/sign-up", { name: ADA.name, email: ADA.email, password: ADA.password });
  await skipSteps();
  await session.verifyEmail((await mail.next(ADA.email, "verify-email")).token);
  await addAuthenticator(page);
  await submit("/account/profile", { username: ADA.username });
  await submit("/account/passkeys", { name: "Ada’s laptop" });
  await submit("/account/two-factor/enable");
  const secret = (await page.locator("code").first().textContent()).replaceAll(/\s/g, "");
  await submit("/account/two-factor/verify", { totp_code: await authenticator(secret, () => Date.now() / 1000).next() });
}

async function picture(page, name, size) {
  await page.setViewportSize(size);
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    const taken = PNG.sync.read(await page.screenshot({ fullPage: size === NARROW }));
    const path = join(FOLDER, `${name}-${colorScheme}.png`);
    const bytes = PNG.sync.write(flattened(taken), { colorType: 2, deflateLevel: 9 });
    writeFileSync(path, bytes);
    console.log(`  ${relative(root, path)}: ${(bytes.length / 1024).toFixed(0)} KiB`);
  }
}

/** Reduces a picture's shades: a gradient in the background otherwise takes most of its bytes. */
function flattened(png) {
  for (let at = 0; at < png.data.length; at += 1) png.data[at] = Math.round(png.data[at] / 5) * 5;
  return png;
}

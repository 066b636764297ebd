// Pages that arrive slowly: nothing that is shown moves when the rest comes.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { openBrowser } from "../support/chromium.mjs";
import { actionsOn } from "../support/page_actions.mjs";
import { newPerson } from "../support/people.mjs";
import { startSlowNetwork } from "../support/slow_network.mjs";
import { LANGUAGES, LOCALES, WIDTHS, checkLayoutOfEveryPage } from "../support/visitor.mjs";
import { PUBLIC_URL } from "../support/worker.mjs";
import { NO_LIMITS, openWorld } from "../support/world.mjs";

const world = await openWorld({ settings: NO_LIMITS });
const network = await startSlowNetwork(world.worker.url);
const browser = await openBrowser({ [new URL(PUBLIC_URL).host]: network.address });
after(async () => {
  await browser.close();
  network.close();
  await world.dispose();
});

const BEFORE_SIGN_IN = ["/sign-in", "/sign-up", "/forgot-password"];
const SIGNED_IN = ["/account", "/pair", "/check-email", "/add-passkey"];

for (const [at, width] of WIDTHS.entries()) {
  const language = LANGUAGES[at];
  test(`pages in slices: nothing jumps (${width} px, ${language})`, async () => {
    const context = await browser.newContext({ locale: LOCALES[language], viewport: { width, height: 800 } });
    const [jumps, looks] = [[], []];
    context.on("console", (message) => message.text().includes("jumps") && jumps.push(message.text()));
    const page = await context.newPage();
    await checkLayoutOfEveryPage({ context, page, problems: jumps, looks });
    const see = async (path) => {
      await page.goto(PUBLIC_URL + path);
      assert.equal(new URL(page.url()).pathname, path);
    };
    for (const path of BEFORE_SIGN_IN) await see(path);
    const account = await world.verified(await world.signedUp(newPerson()));
    await see("/sign-in");
    await actionsOn(page).submit("/sign-in", { login: account.email, password: account.password });
    for (const path of SIGNED_IN) await see(path);
    await Promise.all(looks);
    await context.close();
    assert.deepEqual(jumps, []);
  });
}

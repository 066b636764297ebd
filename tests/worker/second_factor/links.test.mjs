// Codes with a mailed link: five wrong ones spend it, a missing one does not, and the next link starts again.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { openSecondFactorWorld } from "../support/second_factor_world.mjs";
import { assertError } from "../support/shapes.mjs";
import { assertAsked, assertWrong, signInMethods } from "../support/sign_in_methods.mjs";

const world = await openSecondFactorWorld();
after(() => world.dispose());

const link = signInMethods["magic link"];
const page = signInMethods["magic link's page"];

test("magic link: the fifth wrong code spends it; a missing code does not count", async () => {
  const account = await world.enrolled();
  const go = await link.start(world, account);
  for (let n = 0; n < 5; n += 1) {
    assertAsked(link, await go(null));
    assertWrong(link, await go(account.app.wrong()));
  }
  for (const code of [null, await account.app.next(), account.backupCodes[0]]) {
    assertError(await go(code), "session", 401, "INVALID_TOKEN");
  }
});

test("magic link page: counts wrong codes the same way", async () => {
  const account = await world.enrolled();
  const go = await page.start(world, account);
  for (let n = 0; n < 5; n += 1) assertWrong(page, await go(account.app.wrong()));
  assert.equal((await go(await account.app.next())).status, 400);
});

test("magic link: wrong codes count against their link; the next link accepts five again", async () => {
  const account = await world.enrolled();
  for (const last of [5, 4]) {
    const go = await link.start(world, account);
    for (let n = 0; n < last; n += 1) assertWrong(link, await go(account.app.wrong()));
    if (last === 4) assert.ok(link.tokenOf(await go(await account.app.next())));
  }
});

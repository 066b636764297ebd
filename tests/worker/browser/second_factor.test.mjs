// Second factor in a browser, from the QR code on the page to the code at the next sign-in.
import assert from "node:assert/strict";
import jsQR from "jsqr";
import { PNG } from "pngjs";
import { authenticator } from "../support/authenticator_app.mjs";
import { openHouse } from "../support/visitor.mjs";

const { journey } = await openHouse();
const now = () => Date.now() / 1000;

/** Content of the QR code as displayed on the screen. */
async function scanned(picture) {
  const { data, width, height } = PNG.sync.read(await picture.screenshot());
  const found = jsQR(new Uint8ClampedArray(data), width, height);
  assert.ok(found, "a QR code that can be read");
  return new URL(found.data);
}

journey("scan the code on the page, then sign in with a code and with a backup code", { withoutScript: true }, async (visitor) => {
  const { page } = visitor;
  const person = await visitor.signUp();
  assert.equal(await visitor.submit("/account/two-factor/enable"), 200);
  const url = await scanned(page.locator('img[src^="data:image/png"]'));
  assert.deepEqual([url.protocol, url.host], ["otpauth:", "totp"]);
  const secret = url.searchParams.get("secret");
  const shown = (await page.locator("code").allTextContents()).map((text) => text.replaceAll(/\s/g, ""));
  assert.ok(shown.includes(secret), "the same secret, to be typed by hand");
  const backupCodes = shown.filter((text) => text !== secret);
  assert.equal(new Set(backupCodes).size, 10);
  const app = authenticator(secret, now);

  assert.equal(await visitor.submit("/account/two-factor/verify", { totp_code: app.wrong() }), 401);
  await visitor.submit("/account/two-factor/verify", { totp_code: await app.next() });
  assert.equal(await page.locator("#two-factor .badge.good").count(), 1);
  await visitor.signOut();

  for (const code of [await app.next(), backupCodes[0]]) {
    await visitor.signIn(person);
    assert.equal(await page.locator('[name="totp_code"]').count(), 2, "it asks for a code, or a backup code");
    assert.ok(await page.locator("#totp_code").evaluate((field) => field === document.activeElement));
    assert.equal(await page.locator('[name="password"]').count(), 0, "and not for the password again");
    assert.equal(await visitor.submit("/second-factor", { totp_code: app.wrong() }, { mark: "confirm" }), 401);
    await visitor.submit("/second-factor", { totp_code: code }, { mark: "confirm" });
    assert.equal(await visitor.whoIsIn(), person.email);
    await visitor.signOut();
  }

  await visitor.signIn(person);
  assert.equal(await visitor.submit("/second-factor", { totp_code: backupCodes[0] }, { mark: "confirm" }), 401, "once");
  assert.equal(await visitor.whoIsIn(), null);
});

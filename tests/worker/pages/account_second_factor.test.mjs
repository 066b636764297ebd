// Setup of the second factor on the account page, from the page's content alone.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import jsQR from "jsqr";
import { PNG } from "pngjs";
import { alerts, browser, section } from "../clients/account.mjs";
import { unescape } from "../clients/pages.mjs";
import { authenticator } from "../support/authenticator_app.mjs";
import { openSecondFactorWorld } from "../support/second_factor_world.mjs";
import { signInMethods } from "../support/sign_in_methods.mjs";

const world = await openSecondFactorWorld();
after(() => world.dispose());
const { worker, clock } = world;
const VERIFY = "/account/two-factor/verify";

/** Content to keep: the QR code, the secret in text, and the backup codes. */
function shown(html) {
  const [, picture] = html.match(/src="data:image\/png;base64,([^"]+)"/) ?? [];
  const { data, width, height } = PNG.sync.read(Buffer.from(picture, "base64"));
  const [, key] = html.match(/<p><code[^>]*>([A-Z2-7 ]+)<\/code>/);
  return { scanned: jsQR(new Uint8ClampedArray(data), width, height).data, key: key.replaceAll(" ", ""), codes: codesOf(html) };
}

const codesOf = (html) => [...html.matchAll(/<li><code>([^<]+)<\/code>/g)].map(([, code]) => unescape(code));

async function member() {
  const account = await world.member();
  return { account, browse: browser(worker, { access_token: account.token }) };
}

async function enrolled() {
  const { account, browse } = await member();
  const page = await browse.press("/account/two-factor/enable");
  const { key, codes } = shown(page.text);
  const app = authenticator(key, clock);
  const answer = await browse.fill(page, VERIFY, { totp_code: await app.next() });
  assert.equal(answer.status, 303, alerts(answer.text).join());
  return { account: { ...account, app }, browse, codes, answer };
}

test("set-up: QR code, key and link hold the same secret; ten backup codes; a code turns it on", async () => {
  const { account, browse } = await member();
  const page = await browse.press("/account/two-factor/enable");
  assert.equal(page.status, 200, page.text);
  const { scanned, key, codes } = shown(page.text);
  assert.equal(new URL(scanned).searchParams.get("secret"), key);
  assert.ok(unescape(page.text).includes(`href="${scanned}"`), "the link to the app");
  assert.equal(new Set(codes).size, 10);
  assert.match(section((await browse.get("/account/security")).text, "two-factor"), /badge">Off/, "not before a code was right");
  const app = authenticator(key, clock);
  const wrong = await browse.fill(page, VERIFY, { totp_code: app.wrong() });
  assert.deepEqual([wrong.status, alerts(wrong.text)], [401, ["That code is wrong or has expired."]]);
  assert.deepEqual(shown(wrong.text), { scanned, key, codes }, "a slip of the finger takes nothing away");
  const right = await browse.follow(await browse.fill(wrong, VERIFY, { totp_code: await app.next() }));
  assert.match(section(right.text, "two-factor"), /badge good">On[\s\S]*<dd dir="auto">10<\/dd>/);
  for (const code of codes) assert.ok(!right.text.includes(code), "shown once");
  const owner = { ...account, app };
  const go = await signInMethods.B.start(world, owner);
  assert.equal((await go(null)).body.error, "TOTP_REQUIRED");
  assert.equal((await go(codes[0])).status, 200);
  assert.match(section((await browse.get("/account/security")).text, "two-factor"), /<dd dir="auto">9<\/dd>/);
});

test("set-up: a secret or backup codes that the service did not make are refused", async () => {
  const { browse } = await member();
  const page = await browse.press("/account/two-factor/enable");
  const { values } = page.forms.find(({ action }) => action === VERIFY);
  for (const change of [
    { otpauth_url: "javascript:alert(1)" }, { otpauth_url: "https://evil.example/?secret=A" }, { otpauth_url: "otpauth://totp/x" }, { otpauth_url: "" },
    { otpauth_url: `otpauth://totp/x?secret=A&x=${"y".repeat(3000)}` }, { backup_codes: "" }, { backup_codes: "<script>" }, { backup_codes: Array(10).fill("x").join(" ") },
  ]) {
    const answer = await browse.post(VERIFY, { ...values, totp_code: "000000", ...change });
    assert.equal(answer.status, 400, JSON.stringify(change).slice(0, 80));
  }
});

test("backup codes: renewing needs a code, and replaces the old ones", async () => {
  const { account, browse, codes: old } = await enrolled();
  const wrong = await browse.press("/account/two-factor/backup-codes", { totp_code: account.app.wrong() });
  assert.deepEqual([wrong.status, alerts(wrong.text)], [401, ["That code is wrong or has expired."]]);
  const page = await browse.press("/account/two-factor/backup-codes", { totp_code: await account.app.next() });
  const codes = codesOf(page.text);
  assert.deepEqual([page.status, new Set(codes).size, codes.filter((code) => old.includes(code))], [200, 10, []]);
  assert.ok(!page.text.includes("otpauth"), "the secret is not shown again");
  const go = await signInMethods.B.start(world, account);
  assert.equal((await go(old[0])).body.error, "INVALID_TOTP");
  assert.equal((await go(codes[0])).status, 200);
});

test("turning off: by a code of the app or a backup code", async () => {
  for (const useBackup of [false, true]) {
    const { account, browse, codes } = await enrolled();
    const wrong = await browse.press("/account/two-factor/disable", { totp_code: account.app.wrong() });
    assert.equal(wrong.status, 401);
    const off = await browse.done("/account/two-factor/disable", { totp_code: useBackup ? codes[3] : await account.app.next() });
    assert.match(section(off.text, "two-factor"), /badge">Off/);
    assert.equal((await (await signInMethods.B.start(world, account))(null)).status, 200);
  }
});

test("turning on twice, or off when it is off: refused with the reason", async () => {
  const { browse } = await enrolled();
  const twice = await browse.post("/account/two-factor/enable", {});
  assert.deepEqual([twice.status, alerts(twice.text)], [409, ["Two-step verification is already on."]]);
  const other = await member();
  const none = await other.browse.post("/account/two-factor/disable", { totp_code: "000000" });
  assert.deepEqual([none.status, alerts(none.text)], [400, ["Two-step verification is not on."]]);
});

// Setup of the second factor in dialect B: the answer, the QR code as a phone reads it, and the first sign-in that asks
// for it.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import jsqr from "jsqr";
import { TOTP, URI } from "otpauth";
import { PNG } from "pngjs";
import { send } from "../clients/http.mjs";
import { codeOf } from "../support/authenticator_app.mjs";
import { rows } from "../support/database.mjs";
import { openSecondFactorWorld } from "../support/second_factor_world.mjs";
import { assertError } from "../support/shapes.mjs";

const world = await openSecondFactorWorld();
after(() => world.dispose());
const { worker, twoFactor, session, mail, isAlive } = world;

const rowsOf = async (table, { id }) => (await rows(worker.d1, table)).filter((row) => row.account_id === id);

test("setup: shows a 160-bit secret, a QR code, a URL and ten backup codes", async () => {
  const account = await world.member();
  const { status, headers, body } = await twoFactor.enable(account.token);
  assert.equal(status, 200);
  assert.equal(headers.get("content-type"), "application/json");
  assert.equal(headers.get("cache-control"), "no-store");
  assert.deepEqual(Object.keys(body).sort(), ["backupCodes", "otpauthUrl", "qrCode", "secret"]);
  assert.match(body.secret, /^[A-Z2-7]{32}$/);
  assert.equal(body.otpauthUrl, `otpauth://totp/Sesame:${encodeURIComponent(account.email)}?secret=${body.secret}&issuer=Sesame`);
  assert.equal(new Set(body.backupCodes).size, 10);
  for (const code of body.backupCodes) assert.match(code, /^[0-9a-hjkmnp-tv-z]{4}-[0-9a-hjkmnp-tv-z]{4}-[0-9a-hjkmnp-tv-z]{4}$/);
});

test("setup: the QR code has the URL, and another implementation's codes are accepted", async () => {
  const account = await world.offered();
  const [, base64] = account.qrCode.match(/^data:image\/png;base64,([A-Za-z0-9+/]+={0,2})$/);
  const { data, width, height } = PNG.sync.read(Buffer.from(base64, "base64"));
  assert.equal(jsqr(new Uint8ClampedArray(data), width, height).data, account.otpauthUrl);

  const read = URI.parse(account.otpauthUrl);
  assert.ok(read instanceof TOTP);
  assert.deepEqual(
    [read.issuer, read.label, read.secret.base32, read.algorithm, read.digits, read.period],
    ["Sesame", account.email, account.secret, "SHA1", 6, 30],
  );
  const code = read.generate({ timestamp: world.clock() * 1000 });
  const verified = await twoFactor.verify(account.token, code);
  assert.equal(verified.status, 200, verified.text);
  assert.equal(codeOf(account.secret, 1_700_000_000), read.generate({ timestamp: 30_000 * 1_700_000_000 }), "ours agrees");
});

test("setup: the first right code enables the factor and mails the owner", async () => {
  const account = await world.offered();
  assert.equal((await session.signIn(account)).status, 200, "nothing is asked for before");
  const { body } = await twoFactor.verify(account.token, await account.app.next());
  const { user } = (await session.session(account.token)).body;
  assert.deepEqual(body, { success: true, user });
  for (const key of ["id", "email", "name", "image", "emailVerified", "createdAt"]) assert.ok(key in user, key);
  assertError(await session.signIn(account), "session", 401, "TOTP_REQUIRED");
  assert.match((await mail.next(account.email, "remove-second-factor")).subject, /Two-step verification is on/);
});

test("setup: a wrong or malformed code enables nothing", async () => {
  const account = await world.offered();
  const backup = account.backupCodes[0];
  for (const code of [account.app.wrong(), "", "12345", "1234567", "１２３４５６", " 123456", "x".repeat(10_000), backup]) {
    const answer = await twoFactor.verify(account.token, code);
    assertError(answer, "session", 401, "INVALID_TOTP");
    assert.equal(answer.body.message, "The TOTP code is invalid or expired");
  }
  for (const code of [undefined, null, 123456, ["123456"], { length: 6 }]) {
    assertError(await twoFactor.verify(account.token, code), "session", 400, "INVALID_REQUEST");
  }
  assert.equal((await session.signIn(account)).status, 200);
  assert.deepEqual(await rowsOf("totp", account), []);
});

test("setup: repeated before enabling shows the same secret and new backup codes; afterwards it is refused", async () => {
  const account = await world.offered();
  const again = await twoFactor.enable(account.token);
  assert.equal(again.body.secret, account.secret);
  assert.equal(again.body.otpauthUrl, account.otpauthUrl);
  assert.equal(new Set([...again.body.backupCodes, ...account.backupCodes]).size, 20);
  assert.equal((await twoFactor.verify(account.token, await account.app.next())).status, 200);
  assertError(await twoFactor.enable(account.token), "session", 409, "TWO_FACTOR_ALREADY_ENABLED");
  const signIn = (totpCode) => send(worker, "POST", "/api/auth/sign-in", { body: { ...account, totpCode } });
  assertError(await signIn(account.backupCodes[0]), "session", 401, "INVALID_TOTP");
  assert.equal((await signIn(again.body.backupCodes[0])).status, 200, "the newest ones are good");
  assert.equal((await signIn(again.body.backupCodes[1].toUpperCase().replaceAll("-", " "))).status, 200, "as a person types them");
  assert.equal((await rowsOf("backup_codes", account)).filter((row) => row.spent_by !== null).length, 2);
});

test("setup: verifying needs a session and an offered factor", async () => {
  const account = await world.member();
  for (const answer of [await twoFactor.enable(undefined), await twoFactor.verify("no token", "123456")]) {
    assertError(answer, "session", 401, "INVALID_TOKEN");
  }
  for (const answer of [
    await twoFactor.verify(account.token, "123456"),
    await twoFactor.disable(account.token, { totpCode: "123456" }),
    await twoFactor.renew(account.token, { totpCode: "123456" }),
  ]) assertError(answer, "session", 400, "TWO_FACTOR_NOT_ENABLED");
  const body = { challenge: "nobody was put off with this", totpCode: "123456" };
  assertError(await send(worker, "POST", "/api/auth/two-factor/challenge", { body }), "session", 401, "INVALID_TOKEN");
});

test("enabling: ends every other session and every pending sign-in", async () => {
  const { bearer, cookie, passwordless, pages } = world;
  const account = await world.offered();
  const others = [await bearer.signIn(account), await session.signIn(account), await cookie.signIn(account)];
  for (const { token } of others) assert.ok(await isAlive(token));
  const { authId } = await passwordless.logIn({ ...account, ip: undefined });
  const { link } = await mail.next(account.email, "approve-login");
  assert.equal((await pages.choose(link, "confirm")).status, 200);
  const shown = (await bearer.pairingCode("Living room")).body;
  assert.equal((await bearer.pair(others[1].token, shown.code)).status, 200);

  assert.equal((await twoFactor.verify(account.token, await account.app.next())).status, 200);
  for (const { token } of others) assert.equal(await isAlive(token), false);
  assert.equal((await cookie.refresh(others[2].refreshToken)).status, 401);
  for (const waiting of [authId, shown.auth_id]) {
    const polled = await passwordless.poll(waiting);
    assert.deepEqual([polled.status, polled.token], [400, undefined], "approved before, collected after");
  }
  assert.ok(await isAlive(account.token));
});

test("disabling and new backup codes: need a code, and a fresh session or the password", async () => {
  const account = await world.enrolled();
  assertError(await twoFactor.renew(account.token, {}), "session", 401, "TOTP_REQUIRED");
  assertError(await twoFactor.renew(account.token, { totpCode: account.app.wrong() }), "session", 401, "INVALID_TOTP");
  const renewed = await twoFactor.renew(account.token, { totpCode: account.backupCodes[0] });
  assert.equal(renewed.status, 200, renewed.text);
  assert.deepEqual(Object.keys(renewed.body), ["backupCodes"]);
  assert.equal(new Set([...renewed.body.backupCodes, ...account.backupCodes]).size, 20);

  await world.restart({ ahead: 601 });
  const [fresh] = renewed.body.backupCodes;
  assertError(await twoFactor.disable(account.token, { totpCode: fresh }), "session", 403, "REAUTHENTICATION_REQUIRED");
  assertError(await twoFactor.disable(account.token, { totpCode: account.backupCodes[1], password: account.password }), "session", 401, "INVALID_TOTP");
  const off = await twoFactor.disable(account.token, { totpCode: fresh, password: account.password });
  assert.deepEqual([off.status, off.body], [200, { success: true }]);
  assert.equal((await session.signIn(account)).status, 200);
  for (const table of ["totp", "backup_codes"]) assert.deepEqual(await rowsOf(table, account), []);
});

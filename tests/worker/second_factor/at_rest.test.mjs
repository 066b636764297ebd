// Second factor in storage and in the log, the value of a copied row, and deletion with keys or accounts.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { fromBase32 } from "../support/authenticator_app.mjs";
import { eventually, rows, rowsWith, storedText } from "../support/database.mjs";
import { openSecondFactorWorld } from "../support/second_factor_world.mjs";
import { assertRefused, assertWrong, signInMethods } from "../support/sign_in_methods.mjs";
import { newSecret } from "../support/worker.mjs";

const world = await openSecondFactorWorld();
after(() => world.dispose());
const { worker, twoFactor, session } = world;

const sealedOf = async ({ id }) => (await rows(worker.d1, "totp")).find((row) => row.account_id === id).secret;
/** Sealed secret that a session of the account was offered. */
const offeredTo = ({ id }) =>
  worker.d1.prepare("SELECT secret FROM totp_offers JOIN sessions ON sessions.id = session_id WHERE account_id = ?").bind(id).first("secret");
const enter = async (method, account, code, more) => (await method.start(world, account))(code, more);
const enterB = (account, code, more) => enter(signInMethods.B, account, code, more);

function spellingsOf({ secret, backupCodes }) {
  const bytes = fromBase32(secret);
  const encodings = ["hex", "base64", "base64url"].map((encoding) => bytes.toString(encoding).replace(/=+$/, ""));
  const codes = backupCodes.flatMap((code) => [code, code.replaceAll("-", "")]);
  return [secret, JSON.stringify(bytes.toString("latin1")).slice(1, -1), ...encodings, ...codes].map((text) => text.toLowerCase());
}

test("D1, KV and the log: hold no secrets or codes", async () => {
  const offered = await world.offered();
  const accounts = [offered, await world.enrolled()];
  const used = [];
  for (const method of Object.values(signInMethods)) {
    const account = await world.enrolled();
    const code = await account.app.next();
    const [backup, spare] = account.backupCodes;
    for (const shown of [code, backup, account.app.wrong()]) await enter(method, account, shown);
    for (const n of [1, 2]) await enter(method, account, spare, { headers: { "x-test-fail-call": String(n) } });
    accounts.push(account);
    used.push(code);
  }
  const stored = (await storedText(worker)).toLowerCase();
  const log = worker.logs().toLowerCase();
  assert.ok(log.length > 0, "failures of D1 are logged");
  for (const account of accounts) {
    const sealed = await (account === offered ? offeredTo : sealedOf)(account);
    assert.ok(stored.includes(sealed.toLowerCase()), "the search sees what is stored");
    for (const text of spellingsOf(account)) {
      assert.ok(!stored.includes(text), `stored: ${text}`);
      assert.ok(!log.includes(text), `logged: ${text}`);
    }
  }
  for (const code of used) assert.doesNotMatch(log, new RegExp(`\\b${code}\\b`));
});

test("sealed secret: a row copied to another account is useless", async () => {
  const [one, two] = [await world.enrolled(), await world.enrolled()];
  const sealed = [await sealedOf(one), await sealedOf(two)];
  assert.notEqual(sealed[0], sealed[1]);
  const write = async ({ id }, secret) => worker.d1.prepare("UPDATE totp SET secret = ?2 WHERE account_id = ?1").bind(id, secret).run();
  const swap = "UPDATE backup_codes SET account_id = CASE account_id WHEN ?1 THEN ?2 ELSE ?1 END WHERE account_id IN (?1, ?2)";
  const swapBackupCodes = () => worker.d1.prepare(swap).bind(one.id, two.id).run();
  const codes = [await one.app.next(), await two.app.next()];

  await write(one, sealed[1]);
  await write(two, sealed[0]);
  await swapBackupCodes();
  for (const account of [one, two]) {
    for (const code of [...codes, one.backupCodes[0], two.backupCodes[0], null]) {
      for (const method of Object.values(signInMethods)) {
        assertRefused(method, await enter(method, account, code));
      }
    }
  }
  await write(one, sealed[0]);
  await write(two, sealed[1]);
  for (const account of [one, two]) assertWrong(signInMethods.B, await enterB(account, account.backupCodes[0]));
  await swapBackupCodes();
  for (const [i, account] of [one, two].entries()) {
    assert.equal((await enterB(account, codes[i])).status, 200, "in its place it is good again");
    assert.equal((await enterB(account, account.backupCodes[0])).status, 200);
  }
});

test("DATA_SECRET: rotation reseals a secret at its next use; then the old key can go", async () => {
  const before = worker.settings.DATA_SECRET;
  const [old, fresh] = [before.split(":")[1], newSecret()];
  const [comes, stays] = [await world.enrolled(), await world.enrolled()];
  for (const account of [comes, stays]) assert.match(await sealedOf(account), /^1\./);

  await world.restart({ settings: { DATA_SECRET: `2:${fresh},1:${old}` } });
  assert.equal((await enterB(comes, await comes.app.next())).status, 200);
  const remade = await eventually(async () => {
    const sealed = await sealedOf(comes);
    assert.match(sealed, /^2\./);
    return sealed;
  });
  assert.equal((await enterB(comes, comes.backupCodes[0])).status, 200, "a backup code made under the old key");
  assert.equal(await sealedOf(comes), remade, "and only once");
  assert.match(await sealedOf(stays), /^1\./, "who does not come stays");
  assert.equal((await enterB(stays, await stays.app.next())).status, 200);

  // Password under the new key with a secret under the old one. No normal use leaves an account this way.
  const left = await world.enrolled();
  await worker.d1.prepare("UPDATE totp SET secret = ?2 WHERE account_id = ?1").bind(left.id, `1.${(await sealedOf(left)).slice(2)}`).run();
  await world.restart({ ahead: 60, settings: { DATA_SECRET: `2:${fresh}` } });
  assert.equal((await enterB(comes, await comes.app.next())).status, 200);
  const closed = await enterB(left, await left.app.next());
  assert.ok(closed.status >= 400 && !signInMethods.B.tokenOf(closed), "without its key it fails closed");
});

test("deletion: removes the second factor", async () => {
  const account = await world.enrolled();
  assert.equal((await enterB(account, account.backupCodes[0])).status, 200);
  const gone = await session.deleteUser(account.token, { password: account.password });
  assert.equal(gone.status, 200, gone.text);
  await eventually(async () => assert.deepEqual(await rowsWith(worker.d1, [account.id]), []));
  assert.equal((await twoFactor.verify(account.token, await account.app.next())).status, 401);
});

// Contests: of fifty concurrent uses of one code over all dialects, at most one succeeds.
import assert from "node:assert/strict";
import { assertOneWinner, together } from "../support/contest.mjs";
import { mailedLink, signInMethods } from "../support/sign_in_methods.mjs";

const CONTENDERS = 50;

/**
 * Every way to sign in, started once for the account, and `two-factor/verify` from its session. A newer link replaces
 * the older one.
 */
async function entrances(world, account) {
  const holder = { ...account, link: await mailedLink(world, account) };
  const started = await Promise.all(Object.values(signInMethods).map((method) => method.start(world, holder)));
  return [...started, (code) => world.twoFactor.verify(account.token, code)];
}

const tokensOf = (answers) => answers.flatMap((answer) => Object.values(signInMethods).map((method) => method.tokenOf(answer))).filter(Boolean);

async function enter(world, account, code) {
  const entered = await entrances(world, account);
  const answers = await together(CONTENDERS, (i) => entered[i % entered.length](code, { unpolled: true }));
  assertOneWinner(answers);
  const { sessions } = (await world.session.sessions(account.token)).body;
  assert.ok(sessions.length <= 2, `${sessions.length} sessions`);
  assert.ok(new Set(tokensOf(answers)).size <= 1);
  for (const again of await entrances(world, account)) {
    const { status, text } = await again(code, { unpolled: true });
    assert.equal(status, 401, `used up: ${text.slice(-300)}`);
  }
}

/** One round of each contest. */
export const contests = {
  /** Code of one time step. */
  async step(world) {
    const account = await world.enrolled();
    await enter(world, account, await account.app.next());
  },
  /** One backup code; the other nine stay valid. */
  async backupCode(world) {
    const account = await world.enrolled();
    const [one, other] = account.backupCodes;
    await enter(world, account, one);
    assert.equal((await world.twoFactor.verify(account.token, other)).status, 200);
  },
  /** Code that enables the factor. */
  async firstCode(world) {
    const account = await world.offered();
    const code = await account.app.next();
    assertOneWinner(await together(CONTENDERS, () => world.twoFactor.verify(account.token, code)));
  },
  /** Fifty requests for a secret. */
  async offer(world) {
    const account = await world.member();
    const answers = await together(CONTENDERS, () => world.twoFactor.enable(account.token));
    for (const { status, text } of answers) assert.equal(status, 200, text);
    assert.equal(new Set(answers.map(({ body }) => body.secret)).size, 1, "one secret");
    const { token, app, backupCodes } = await world.offered(account);
    assert.equal(app.secret, answers[0].body.secret);
    assert.equal((await world.twoFactor.verify(token, await app.next())).status, 200);
    const codes = "SELECT count(*) AS n FROM backup_codes WHERE account_id = ?";
    assert.equal((await world.worker.d1.prepare(codes).bind(account.id).first()).n, 10);
    const newest = await world.twoFactor.verify(token, backupCodes[0]);
    assert.equal(newest.status, 200, newest.text);
  },
  /** Two sessions with an offered factor of their own both verify; one succeeds. */
  async twoSessions(world) {
    const account = await world.offered();
    const token = (await world.session.signIn(account)).token;
    const early = await world.twoFactor.verify(token, await account.app.next());
    assert.equal(early.status, 400); // what was offered to another session
    const other = await world.offered({ ...account, token });
    assert.notEqual(other.app.secret, account.app.secret);
    const codes = [await account.app.next(), await other.app.next()];
    const answers = await together(CONTENDERS, (i) => world.twoFactor.verify([account.token, token][i % 2], codes[i % 2]));
    assertOneWinner(answers);
    const enabled = "SELECT count(*) AS n FROM totp WHERE account_id = ? AND enabled_at IS NOT NULL";
    assert.equal((await world.worker.d1.prepare(enabled).bind(account.id).first()).n, 1);
    const { n } = await world.worker.d1.prepare("SELECT count(*) AS n FROM backup_codes WHERE account_id = ?").bind(account.id).first();
    assert.equal(n, 10);
  },
  /** Fifty requests for new backup codes with one code. */
  async renewal(world) {
    const account = await world.enrolled();
    const totpCode = await account.app.next();
    const answers = await together(CONTENDERS, () => world.twoFactor.renew(account.token, { totpCode }));
    assertOneWinner(answers);
    const [fresh] = answers.find(({ status }) => status === 200).body.backupCodes;
    assert.equal((await world.twoFactor.verify(account.token, fresh)).status, 200);
  },
};

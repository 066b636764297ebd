// Worlds in which accounts have a second factor.
import assert from "node:assert/strict";
import { bearerHeader, send } from "../clients/http.mjs";
import { authenticator } from "./authenticator_app.mjs";
import { NO_LIMITS, openWorld } from "./world.mjs";

/** World with the second factor's routes, accounts that have one, and a clock that can be moved. */
export async function openSecondFactorWorld({ settings, ...options } = {}) {
  const world = await openWorld({ ...options, settings: { ...NO_LIMITS, ...settings } });
  let offset = options.clockOffset ?? 0;
  const clock = () => Date.now() / 1000 + offset;
  const post = (token, path, body, more = {}) =>
    send(world.worker, "POST", `/api/auth/two-factor/${path}`, { ...more, body, headers: { ...bearerHeader(token), ...more.headers } });
  const twoFactor = {
    enable: (token, body, more) => post(token, "enable", body, more),
    verify: (token, code, more) => post(token, "verify", { code }, more),
    disable: (token, body) => post(token, "disable", body),
    renew: (token, body) => post(token, "backup-codes", body),
  };

  /** Account with a password, a username and a proven address. */
  const member = async () => {
    const account = await world.verified(await world.signedUp());
    const named = await world.session.updateUser(account.token, { username: account.username });
    assert.equal(named.status, 200, named.text);
    return { ...account, id: named.body.user.id };
  };
  /** As `member`, after `two-factor/enable`: with its answer, and an authenticator that scanned it. */
  const offered = async (account) => {
    const owner = account ?? (await member());
    const shown = await twoFactor.enable(owner.token);
    assert.equal(shown.status, 200, shown.text);
    return { ...owner, ...shown.body, app: authenticator(shown.body.secret, clock) };
  };
  return {
    ...world,
    clock,
    twoFactor,
    member,
    offered,
    /** Account with its second factor enabled. */
    async enrolled(account) {
      const owner = await offered(account);
      const verified = await twoFactor.verify(owner.token, await owner.app.next());
      assert.equal(verified.status, 200, verified.text);
      return owner;
    },
    /** Restarts the worker with its clock this many seconds ahead, and with these settings. */
    async restart({ ahead = 0, settings = {} } = {}) {
      offset += ahead;
      await world.worker.restart({ clockOffset: offset, settings });
    },
  };
}

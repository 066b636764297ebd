// Pre-hijacked accounts: whatever an attacker prepared on somebody else's address is gone once the owner proves the
// mailbox, by signing in or by a reset. After Sudhodanan and Paverd, "Pre-hijacked accounts" (USENIX Security 2022).
// Two of their attacks, classic-federated merge and the non-verifying identity provider, need a provider and are tested
// elsewhere.
import assert from "node:assert/strict";
import { after, beforeEach, describe, test } from "node:test";
import { clientsOf } from "../clients/all.mjs";
import { cookieHeader } from "../clients/http.mjs";
import { newPerson } from "../support/people.mjs";
import { startedLogin } from "../support/redemptions.mjs";
import { openWorld } from "../support/world.mjs";

const world = await openWorld();
after(() => world.dispose());
const { worker, session, cookie, bearer, passwordless, mail, pages, isAlive } = world;
beforeEach(() => worker.restart({ clockOffset: 0 }));
const NEW = "the victim's own password";

/** Ways of the mailbox's owner to take over: each returns a session of theirs. */
const comings = {
  async "a magic link by JSON"({ email }) {
    await session.sendMagicLink(email);
    return (await session.magicLink((await mail.next(email, "magic-link")).token)).token;
  },
  async "a magic link whose page says not mine"({ email }) {
    await session.sendMagicLink(email);
    return (await pages.choose((await mail.next(email, "magic-link")).link, "not_mine")).cookies.access_token.value;
  },
  async "a reset"({ email }) {
    await session.forgotPassword(email);
    const answer = await session.resetPassword((await mail.next(email, "reset-password")).token, NEW);
    assert.equal(answer.status, 200, answer.text);
    return (await session.signIn({ email, password: NEW })).token;
  },
};

/** Preparations of the attacker with the victim's address: each returns an action that must fail afterwards. */
const traps = {
  async "a password set before"(victim) {
    const attacker = await world.signedUp({ ...newPerson(), email: victim.email });
    return () => Promise.all(Object.values(clientsOf(worker)).map(async (client) => assert.ok(!(await client.signIn(attacker)).token, client.dialect)));
  },
  async "an unexpired session, with its refresh token"(victim) {
    const attacker = { ...newPerson(), email: victim.email };
    const [first, second, third] = [await cookie.signUp(attacker), await bearer.signIn(attacker), await cookie.signIn(attacker)];
    return async () => {
      for (const { token } of [first, second, third]) assert.equal(await isAlive(token), false);
      for (const { refreshToken } of [first, third]) assert.equal((await cookie.refresh(refreshToken)).status, 401);
    };
  },
  async "a trojan identifier: a username with the password"(victim) {
    const attacker = { ...newPerson(), email: victim.email };
    const { token } = await session.signUp(attacker);
    await session.updateUser(token, { username: attacker.username });
    return async () => assert.equal((await cookie.signIn({ email: attacker.username, password: attacker.password })).status, 401);
  },
  async "an unexpired change of address"(victim) {
    const { token } = await world.signedUp({ ...newPerson(), email: victim.email });
    const own = newPerson().email;
    assert.equal((await session.changeEmail(token, own)).status, 200);
    const confirmation = await mail.next(own, "confirm-address");
    return async () => {
      assert.equal((await session.verifyEmail(confirmation.token)).status, 400);
      assert.equal((await pages.submit("/confirm-address", { token: confirmation.token, decision: "mine" })).status, 400);
    };
  },
  async "a device that waits for its pairing"(victim) {
    const { token } = await world.signedUp({ ...newPerson(), email: victim.email });
    const { body } = await bearer.pairingCode("Attacker's television");
    assert.equal((await bearer.pair(token, body.code)).status, 200);
    return async () => assert.equal((await passwordless.poll(body.auth_id)).status, 400);
  },
  async "a device whose code was looked up"(victim) {
    const { token } = await world.signedUp({ ...newPerson(), email: victim.email });
    const { body } = await bearer.pairingCode("Attacker's television");
    await pages.submit("/pair", { code: body.code }, { headers: cookieHeader({ access_token: token }) });
    return async () => {
      assert.ok((await bearer.pair(token, body.code)).status >= 400);
      assert.equal((await passwordless.poll(body.auth_id)).status, 400);
    };
  },
  async "a login that waits"(victim) {
    const attacker = await world.registered({ ...newPerson(), email: victim.email });
    const login = await startedLogin(world, {}, attacker);
    return async () => {
      assert.equal((await pages.submit("/approve-login", { token: login.token, decision: "confirm" })).status, 400);
      assert.equal((await passwordless.poll(login.authId)).status, 400);
    };
  },
};

for (const [coming, come] of Object.entries(comings)) {
  describe(`account planted at a victim's address, owner arrives by ${coming}`, () => {
    for (const [trap, set] of Object.entries(traps)) {
      test(`${trap} no longer works`, async () => {
        const victim = newPerson();
        const fails = await set(victim);
        const token = await come(victim);
        const { user } = (await session.session(token)).body;
        assert.deepEqual([user.email, user.emailVerified], [victim.email, true]);
        await fails();
        assert.equal((await session.sessions(token)).body.sessions.length, 1, "the owner's own session alone");
      });
    }
  });
}

test("magic link: keeps sessions and password set after the first proof", async () => {
  const account = await world.verified(await world.signedUp());
  const other = await session.signIn(account);
  await comings["a magic link by JSON"](account);
  assert.ok(await isAlive(other.token));
  assert.ok((await session.signIn(account)).token);
});

test("verification page: names the account first; “not mine” gives the attacker nothing", async () => {
  const attacker = await world.signedUp({ ...newPerson(), name: "Mallory" });
  const page = await pages.open(attacker.verification.link);
  for (const fact of ["Mallory", "Austin", "UTC"]) assert.ok(page.text.includes(fact), fact);
  assert.equal((await session.session(attacker.token)).body.user.emailVerified, false);
  await pages.choose(attacker.verification.link, "not_mine");
  assert.equal((await session.session(attacker.token)).body.user.email, null);
  assert.equal((await session.signIn(attacker)).status, 401, "the address no longer names the account");
});

test("verification: a proof of one address does not prove another", async () => {
  const [attacker, victim] = [await world.signedUp(), await world.signedUp()];
  assert.equal((await cookie.verifyCode(victim.token, attacker.verification.code)).status, 400);
  const { email } = newPerson();
  await session.changeEmail(attacker.token, email);
  await mail.next(email, "confirm-address");
  assert.equal((await session.verifyEmail(attacker.verification.token)).status, 200, "proves the address it went to");
  assert.equal((await session.session(attacker.token)).body.user.email, attacker.email);
});

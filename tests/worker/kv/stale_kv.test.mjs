// Stale KV: whatever it shows, forgets or restores, D1 decides, once.
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { cookieHeader } from "../clients/http.mjs";
import { formsOf, pathOf } from "../clients/pages.mjs";
import { succeeded } from "../support/contest.mjs";
import { rows } from "../support/database.mjs";
import { inTurn, redemptions, shownCode, startedLogin } from "../support/redemptions.mjs";
import { elsewhere, onceDespite, settled, wipe, withoutKv } from "../support/stale_kv.mjs";
import { decodeToken } from "../support/tokens.mjs";
import { beginRequest, openBrowser, redeemCode, registerShop, signInOn, toApplication } from "../support/waiting_requests.mjs";
import { NO_LIMITS, openWorld } from "../support/world.mjs";

const world = await openWorld({ settings: NO_LIMITS });
after(() => world.dispose());
const { worker, session, passwordless, bearer, mail, pages, isAlive } = world;

for (const [fault, holds] of Object.entries(onceDespite)) {
  describe(fault, () => {
    for (const [thing, make] of Object.entries(redemptions)) {
      test(`${thing}: is redeemed once`, () => holds(worker, async (headers) => inTurn(await make(world, headers))));
    }
  });
}

const here = {};
const conditions = {
  "at another location": { there: elsewhere, before: () => {} },
  "after KV was wiped": { there: here, before: () => wipe(worker.kv) },
  "without KV": { there: withoutKv, before: () => {} },
};

const codesOf = async (client) => (await rows(worker.d1, "authorization_codes")).filter(({ client_id: id }) => id === client);

for (const [condition, { there, before }] of Object.entries(conditions)) {
  test(`approval: given here, reaches the next poll ${condition}`, async () => {
    const { authId, token } = await startedLogin(world);
    await before();
    assert.equal((await passwordless.poll(authId, { headers: there })).status, 400);
    assert.ok(succeeded(await pages.submit("/approve-login", { token, decision: "confirm" })));
    await before();
    assert.ok(await isAlive((await passwordless.poll(authId, { headers: there })).token));
  });

  test(`approval: given ${condition}, reaches the next poll here`, async () => {
    const { authId, token } = await startedLogin(world);
    assert.equal((await passwordless.poll(authId)).status, 400);
    await before();
    assert.ok(succeeded(await pages.submit("/approve-login", { token, decision: "confirm" }, { headers: there })));
    assert.ok(await isAlive((await passwordless.poll(authId)).token));
  });

  test(`refusal: given here, holds ${condition}`, async () => {
    const { authId, token } = await startedLogin(world);
    assert.ok(succeeded(await pages.submit("/approve-login", { token, decision: "refuse" })));
    await before();
    assert.equal((await pages.submit("/approve-login", { token, decision: "confirm" }, { headers: there })).status, 400);
    assert.equal((await passwordless.poll(authId, { headers: there })).status, 400);
  });

  test(`pairing code: issued here, is found ${condition}, and the approval reaches the device`, async () => {
    const { approver, authId, code } = await shownCode(world, {}, "Kitchen");
    await before();
    const paired = await bearer.pair(approver.token, code, { headers: there });
    assert.equal(paired.body?.name, "Kitchen", paired.text);
    assert.ok(await isAlive((await passwordless.poll(authId)).token));
  });

  test(`/pair ${condition}: cannot change a decision made here`, async () => {
    const { approver, authId, code } = await shownCode(world, {}, "Kitchen");
    const headers = { ...cookieHeader({ access_token: approver.token }), ...there };
    const look = () => pages.submit("/pair", { code }, { headers });
    await before();
    const seen = await look();
    assert.ok(seen.status === 200 && seen.text.includes("Kitchen"), seen.text);
    const { id } = formsOf(seen.text).find(({ mark }) => mark === "confirm").fields;
    assert.ok(succeeded(await pages.submit("/pair", { code, id, decision: "refuse" }, { headers: cookieHeader({ access_token: approver.token }) })));
    await before();
    assert.ok([200, 404].includes((await look()).status), "an old page, or none");
    assert.equal((await pages.submit("/pair", { code, id, decision: "approve" }, { headers })).status, 404);
    assert.equal((await passwordless.poll(authId, { headers: there })).status, 400);
  });

  test(`revocation: made here, holds ${condition}`, async () => {
    const { account, authId, token } = await startedLogin(world);
    await pages.submit("/approve-login", { token, decision: "confirm" });
    const opened = await passwordless.poll(authId);
    assert.equal((await session.session(opened.token, { headers: there })).status, 200);
    assert.equal((await session.signOut(opened.token)).status, 200);
    await before();
    assert.equal((await session.session(opened.token, { headers: there })).status, 401);
    assert.equal((await passwordless.poll(authId, { headers: there })).status, 400);
    assert.ok(await isAlive(account.token), "another session of the account stays");
  });

  test(`mailed links: open their pages ${condition}, and the account is known`, async () => {
    const account = await world.signedUp();
    await session.sendMagicLink(account.email);
    await session.forgotPassword(account.email);
    const links = [account.verification.link, (await mail.next(account.email, "magic-link")).link, (await mail.next(account.email, "reset-password")).link];
    const login = await startedLogin(world);
    await before();
    for (const link of [...links, login.link]) {
      const page = await pages.open(link, { headers: there });
      assert.equal(page.status, 200, `${pathOf(link)}: ${page.text}`);
      assert.ok(page.forms.some(({ mark }) => mark === "confirm"));
    }
    assert.ok((await session.signIn(account)).token);
  });

  test(`disabled and deleted accounts: their links and approvals do nothing ${condition}`, async () => {
    const ends = {
      disabled: ({ email }) => worker.d1.prepare("UPDATE accounts SET disabled_at = unixepoch() WHERE email_key = ?").bind(email.toLowerCase()).run(),
      deleted: ({ email }) => worker.d1.prepare("DELETE FROM accounts WHERE email_key = ?").bind(email.toLowerCase()).run(),
    };
    for (const [state, end] of Object.entries(ends)) {
      const { account, authId, token } = await startedLogin(world);
      await session.sendMagicLink(account.email);
      const link = await mail.next(account.email, "magic-link");
      await session.forgotPassword(account.email);
      const reset = await mail.next(account.email, "reset-password");
      await end(account);
      await before();
      assert.notEqual((await session.magicLink(link.token, { headers: there })).status, 200, state);
      await pages.submit("/approve-login", { token, decision: "confirm" }, { headers: there });
      const polled = await passwordless.poll(authId, { headers: there });
      assert.ok(polled.status === 400 && polled.body?.session_token === undefined, `${state}: ${polled.text}`);
      assert.equal((await session.session(account.token, { headers: there })).status, 401, state);
      await pages.submit("/reset-password", { token: reset.token, newPassword: "AnotherPassword456" }, { headers: there });
      for (const password of [account.password, "AnotherPassword456"]) {
        assert.notEqual((await session.signIn({ ...account, password }, { headers: there })).status, 200, state);
      }
    }
  });

  test(`newer link: voids the former ${condition}`, async () => {
    const { email } = await world.signedUp();
    await session.sendMagicLink(email);
    const old = await mail.next(email, "magic-link");
    await session.sendMagicLink(email, undefined, { headers: there });
    const newer = await mail.next(email, "magic-link");
    await before();
    assert.equal((await session.magicLink(old.token)).status, 401);
    assert.equal((await session.magicLink(newer.token, { headers: there })).status, 200);
  });

  const ways = { [`begun here, goes on ${condition}`]: [here, there], [`begun ${condition}, goes on here`]: [there, here] };
  for (const [way, [begun, on]] of Object.entries(ways).slice(0, there === here ? 1 : 2)) {
    test(`request of an application: ${way}, in its browser alone`, async () => {
      const [shop, account, other] = [await registerShop(world), await world.signedUp(), await world.signedUp()];
      const browser = openBrowser(world);
      const url = await beginRequest(browser, shop, begun);
      await before();
      const page = await browser.go(url, { headers: on });
      assert.ok(page.status === 200 && page.text.includes("continue to Shop"), page.text);
      await before();
      const back = await signInOn(browser, page, account, on);
      await before();
      const forged = Object.fromEntries(browser.cookieNames().map((name) => [name, `${"x".repeat(43)}.`]));
      for (const cookies of [{ access_token: other.token }, { ...forged, access_token: other.token }]) {
        const stranger = await openBrowser(world, cookies).go(back, { headers: on });
        assert.ok(stranger.status === 200 && stranger.text.includes("Go back to the application"), stranger.text);
      }
      assert.deepEqual(await codesOf(shop), [], "no code in another browser");
      const { code, state } = toApplication(await browser.go(back, { headers: on }));
      assert.equal(state, "a state");
      const { status, body, text } = await redeemCode(world, shop, code, on);
      assert.equal(status, 200, text);
      assert.equal(decodeToken(body.id_token).claims.sub, decodeToken(account.token).claims.sub);
    });
  }
}

const afterDeletion = { "with its copy in KV": { there: here, before: settled, isNamed: true }, ...conditions };
for (const [condition, { there, before, isNamed = false }] of Object.entries(afterDeletion)) {
  test(`request of an application that was deleted, ${condition}: signs in, and sends nobody on`, async () => {
    const [shop, account, browser] = [await registerShop(world), await world.signedUp(), openBrowser(world)];
    const url = await beginRequest(browser, shop);
    await before();
    await worker.d1.prepare("DELETE FROM clients WHERE id = ?").bind(shop).run();
    const page = await browser.go(url, { headers: there });
    assert.equal(page.text.includes("continue to Shop"), isNamed, "by the copy alone");
    const back = await signInOn(browser, page, account, there);
    const answer = await browser.go(back, { headers: there });
    assert.deepEqual([answer.status, answer.to], [400, null], answer.text);
    assert.equal((await browser.go("/account", { headers: there })).status, 200, "the person is signed in");
  });
}

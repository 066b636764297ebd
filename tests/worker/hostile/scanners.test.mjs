// Mail scanners, which open links again and again: nothing is spent, nothing changes.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { cookieHeader, send } from "../clients/http.mjs";
import { cookiesSet, pathOf } from "../clients/pages.mjs";
import { succeeded } from "../support/contest.mjs";
import { newPerson } from "../support/people.mjs";
import { shownCode, startedLogin } from "../support/redemptions.mjs";
import { dump, eventually } from "../support/database.mjs";
import { openWorld } from "../support/world.mjs";

const world = await openWorld();
after(() => world.dispose());
const { worker, session, mail, pages } = world;

const AGENTS = ["Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/126.0 Safari/537.36", "Barracuda Sentinel", "Microsoft Office Protocol Discovery", "facebookexternalhit/1.1", ""];

/** Kinds of mailed links: each returns a link and a check that it still works after being opened. */
const links = {
  async "magic-link"() {
    const { email } = await world.signedUp();
    await session.sendMagicLink(email);
    return [await mail.next(email, "magic-link"), "mine"];
  },
  "verify-email": async () => [(await world.signedUp()).verification, "mine"],
  async "reset-password"() {
    const { email } = await world.signedUp();
    await session.forgotPassword(email);
    return [await mail.next(email, "reset-password"), "confirm", { newPassword: "a new password altogether" }];
  },
  async "confirm-address"() {
    const [account, { email }] = [await world.signedUp(), newPerson()];
    await session.changeEmail(account.token, email);
    return [await mail.next(email, "confirm-address"), "mine"];
  },
  async "approve-address-change"() {
    const account = await world.verified(await world.signedUp());
    await worker.restart({ clockOffset: 11 * 60 });
    await session.changeEmail(account.token, newPerson().email);
    return [await mail.next(account.email, "approve-address-change"), "approve"];
  },
  "approve-login": async () => [await startedLogin(world), "mine"],
};

const kept = () => dump(worker.d1, { without: [] });

for (const [page, make] of Object.entries(links)) {
  test(`/${page}: five GETs and HEADs change nothing; then the button works once`, async () => {
    const [{ link, token }, decision, typed] = await make();
    const before = await kept();
    for (const agent of AGENTS) {
      for (const extra of ["", `&decision=${decision}`, "&_method=POST"]) {
        for (const method of ["GET", "HEAD"]) {
          const headers = { "User-Agent": agent, "X-HTTP-Method-Override": "POST" };
          const answer = await send(worker, method, pathOf(link) + extra, { headers });
          assert.equal(answer.status, 200, answer.text);
          assert.deepEqual(cookiesSet(answer), []);
          if (method === "HEAD") assert.deepEqual([answer.text, answer.cookies], ["", {}]);
        }
      }
      assert.equal((await send(worker, "OPTIONS", pathOf(link))).status, 405);
    }
    assert.deepEqual(await kept(), before);
    assert.ok(succeeded(await pages.choose(link, decision, { typed })));
    const again = await pages.submit(`/${page}`, { token, decision, ...typed });
    assert.equal(again.status, 400);
    await eventually(async () => assert.notDeepEqual(await kept(), before, "the button did something"));
    await worker.restart({ clockOffset: 0 });
  });

  test(`/${page}: a missing or wrong token gets an error page`, async () => {
    for (const query of ["", "?token=", "?token=x", `?token=${page}_${"A".repeat(43)}`, "?token=%00", "?token=a&token=b", `?token=${"x".repeat(5000)}`]) {
      const answer = await send(worker, "GET", `/${page}${query}`);
      assert.equal(answer.status, 400, query);
      assert.match(answer.headers.get("content-type"), /^text\/html/);
      assert.doesNotMatch(answer.text, /<form/);
    }
  });
}

for (const [where, headers] of [["with KV", {}], ["without KV", { "x-test-kv": "down" }]]) {
  test(`mailed token: opens no other page, ${where}`, async () => {
    const opened = [];
    for (const [kind, make] of Object.entries(links)) {
      const [{ token }] = await make();
      await eventually(async () => assert.equal((await pages.open(`/${kind}?token=${token}`)).status, 200));
      for (const page of Object.keys(links).filter((other) => other !== kind)) {
        const { status } = await pages.open(`/${page}?token=${token}`, { headers });
        if (status !== 400) opened.push(`/${page} by ${kind}: ${status}`);
      }
      await worker.restart({ clockOffset: 0 });
    }
    assert.deepEqual(opened, []);
  });
}

test("pages: no form submits itself", async () => {
  // The pages' own script acts only on passkey forms; on others it just disables a button that was pressed.
  const [ownScript] = (await pages.open("/sign-in")).text.match(/<script>[^]*<\/script>/);
  for (const make of Object.values(links)) {
    const [{ link }] = await make();
    const { text, forms } = await pages.open(link);
    assert.doesNotMatch(text.replace(ownScript, ""), /<script|autofocus|http-equiv|onload/i);
    assert.ok(forms.every(({ method, action }) => method === "post" && action.startsWith("/")));
    await worker.restart({ clockOffset: 0 });
  }
});

test("pairing page: GET with a code claims and approves nothing", async () => {
  const { approver, code } = await shownCode(world);
  const before = await kept();
  for (const method of ["GET", "HEAD"]) {
    await send(worker, method, `/pair?code=${code}&decision=approve`, { headers: cookieHeader({ access_token: approver.token }) });
  }
  assert.deepEqual(await kept(), before);
});

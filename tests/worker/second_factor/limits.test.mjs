// Wrong codes count against the account on every route, and a right password does not reset them.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { tally, together } from "../support/contest.mjs";
import { eventually } from "../support/database.mjs";
import { newAddress } from "../support/people.mjs";
import { openSecondFactorWorld } from "../support/second_factor_world.mjs";
import { assertLimited } from "../support/shapes.mjs";
import { assertAsked, assertWrong, mailedLink, signInMethods } from "../support/sign_in_methods.mjs";

const world = await openSecondFactorWorld({ settings: { LIMIT_ACCOUNT_FAILURES: "10" }, delay: [5, 30] });
after(() => world.dispose());
const { twoFactor, session } = world;

const WINDOW = 901; // seconds, and one more

/** Failures counted against an account: wrong passwords and wrong codes. */
async function countedOf({ id }) {
  const count = (kind) => world.worker.d1.prepare("SELECT count FROM attempts WHERE subject = ?").bind(`${kind}:${id}`).first("count");
  return { account: await count("account"), codes: await count("codes") };
}

/** Routes that differ from another only in their dialect, or in what is typed of a mail. Without them ten remain, as many as the limit. */
const TWINS = ["magic link's page", "magic link's code", "magic link's code on its page", "A as JSON"];
const DISTINCT = Object.keys(signInMethods).filter((name) => !TWINS.includes(name));

/** These ways to sign in, and other routes that take a code, by name. */
async function routesOf(account, ways = DISTINCT) {
  const started = {};
  for (const name of ways) started[name] = await signInMethods[name].start(world, account);
  return {
    ...started,
    verify: (code) => twoFactor.verify(account.token, code),
    disable: (totpCode) => twoFactor.disable(account.token, { totpCode }),
    renew: (totpCode) => twoFactor.renew(account.token, { totpCode }),
  };
}

test("wrong codes: ten over all routes lock right ones too, whatever passwords come between", async () => {
  const account = await world.enrolled();
  const routes = Object.entries(await routesOf(account));
  assert.equal(routes.length, 10);
  for (const [name, go] of routes) {
    assertAsked(signInMethods.B, await (await signInMethods.B.start(world, account))(null));
    const wrong = await go(account.app.wrong());
    assert.equal(wrong.status, 401, `${name}: ${wrong.text}`);
  }
  const right = await account.app.next();
  for (const [name, go] of routes) assertLimited(await go(right), signInMethods[name]?.shape ?? "session");
  assertAsked(signInMethods.B, await (await signInMethods.B.start(world, account))(null));
  await world.restart({ ahead: WINDOW });
  const answer = await (await signInMethods.B.start(world, account))(await account.app.next());
  assert.equal(answer.status, 200, answer.text);
});

test("wrong codes: are cleared by a right code only", async () => {
  const account = await world.enrolled();
  const go = await signInMethods.D.start(world, account);
  for (let n = 0; n < 9; n += 1) assertWrong(signInMethods.D, await go(account.app.wrong()));
  assert.equal((await go(await account.app.next())).status, 204);
  for (let n = 0; n < 10; n += 1) assertWrong(signInMethods.D, await go(account.app.wrong()));
  assertLimited(await go(account.backupCodes[0]), "cookie");
});

test("wrong codes: are counted apart from wrong passwords", async () => {
  const account = await world.enrolled();
  for (let n = 0; n < 9; n += 1) {
    assert.equal((await session.signIn({ ...account, ip: newAddress(), password: "a wrong password" })).status, 401);
    assertWrong(signInMethods.B, await (await signInMethods.B.start(world, account))(account.app.wrong()));
    // The right password releases its own attempt after the answer; until then it counts.
    await eventually(async () => assert.deepEqual(await countedOf(account), { account: n + 1, codes: n + 1 }));
  }
  const answer = await (await signInMethods.B.start(world, account))(await account.app.next());
  assert.equal(answer.status, 200, answer.text);
});

test("wrong codes: count while enabling the factor too", async () => {
  const account = await world.offered();
  for (let n = 0; n < 10; n += 1) assert.equal((await twoFactor.verify(account.token, account.app.wrong())).status, 401);
  assertLimited(await twoFactor.verify(account.token, await account.app.next()), "session");
});

test("wrong codes: of 100 at once over all routes at most ten are checked", async () => {
  const account = await world.enrolled();
  const holder = { ...account, link: await mailedLink(world, account) };
  const routes = Object.values(await routesOf(holder, Object.keys(signInMethods)));
  const wrong = account.app.wrong();
  const counts = tally(await together(100, (i) => routes[i % routes.length](wrong)));
  assert.ok(counts[401] <= 10 && counts[429] >= 90, JSON.stringify(counts));
  assert.equal(counts[401] + counts[429], 100, JSON.stringify(counts));
});

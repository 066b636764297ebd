// Matrix: every way to sign in asks for the second factor, refuses a wrong code, and accepts a right one.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { send } from "../clients/http.mjs";
import { root } from "../support/project.mjs";
import { openSecondFactorWorld } from "../support/second_factor_world.mjs";
import { assertError } from "../support/shapes.mjs";
import { CONTINUING, LATER, OPENING_NONE, ROWS_ELSEWHERE, assertAsked, assertWrong, signInMethods } from "../support/sign_in_methods.mjs";

const world = await openSecondFactorWorld();
after(() => world.dispose());
const { worker, session, cookie, bearer, passwordless, mail, pages, isAlive } = world;

const sessionsOf = async (account) => (await session.sessions(account.token)).body.sessions.length;

for (const [name, method] of Object.entries(signInMethods)) {
  test(`${name}: asks for a code, refuses a wrong one, accepts a right one and a backup code`, async () => {
    const account = await world.enrolled();
    const go = await method.start(world, account);
    const asked = await go(null);
    assertAsked(method, asked);
    const wrong = await go(account.app.wrong());
    assertWrong(method, wrong);
    const noBackup = await go("0000-0000-0000");
    assertWrong(method, noBackup);
    for (const refused of [asked, wrong, noBackup]) assert.equal(method.tokenOf(refused), undefined);
    assert.equal(await sessionsOf(account), 1, "none was opened");

    const right = await go(await account.app.next());
    assert.ok(right.status < 400, right.text);
    assert.ok(await isAlive(method.tokenOf(right)));
    assert.equal(await sessionsOf(account), 2);

    const [backup] = account.backupCodes;
    const byBackup = await (await method.start(world, account))(backup);
    assert.ok(await isAlive(method.tokenOf(byBackup)), byBackup.text);
    assertWrong(method, await (await method.start(world, account))(backup));
  });

  test(`${name}: refuses the code that enabled the factor`, async () => {
    const account = await world.offered();
    const code = await account.app.next();
    assert.equal((await world.twoFactor.verify(account.token, code)).status, 200);
    assertWrong(method, await (await method.start(world, account))(code));
  });
}

test("wrong password: gets the same answer with any code", async () => {
  const account = await world.enrolled();
  const guess = { ...account, password: "a wrong password" };
  for (const code of [null, account.app.wrong(), await account.app.next()]) {
    const go = await signInMethods.B.start(world, guess);
    assertError(await go(code), "session", 401, "INVALID_CREDENTIALS");
  }
});

test("password reset: opens no session, and the new password needs a code", async () => {
  for (const byPage of [false, true]) {
    const account = await world.enrolled();
    await session.forgotPassword(account.email);
    const { token } = await mail.next(account.email, "reset-password");
    const password = "a new password altogether";
    const reset = byPage
      ? await pages.submit("/reset-password", { token, decision: "confirm", newPassword: password })
      : await session.resetPassword(token, password);
    assert.deepEqual([reset.status, reset.cookies], [200, {}], reset.text);
    if (!byPage) assert.deepEqual(reset.body, { success: true });
    assert.equal(await isAlive(account.token), false);
    const go = await signInMethods.B.start(world, { ...account, password });
    assertAsked(signInMethods.B, await go(null));
    assert.equal((await go(await account.app.next())).status, 200);
  }
});

test("refresh and pairing: need no code from a session that has passed", async () => {
  const account = await world.enrolled();
  const signedIn = await (await signInMethods.D.start(world, account))(await account.app.next());
  const refreshed = await cookie.refresh(signedIn.cookies.refresh_token.value);
  assert.equal(refreshed.status, 204);
  assert.ok(await isAlive(refreshed.token));
  const shown = (await bearer.pairingCode("Living room")).body;
  assert.equal((await bearer.pair(account.token, shown.code)).status, 200);
  assert.ok(await isAlive((await passwordless.poll(shown.auth_id)).token));
});

test("open routes: each has a row here or opens no session", async () => {
  const known = [...Object.values(signInMethods).flatMap(({ routes }) => routes), ...LATER, ...CONTINUING, ...OPENING_NONE, ...Object.keys(ROWS_ELSEWHERE)];
  const found = routes();
  assert.ok(found.length > 40, `${found.length} routes`);
  const unknown = [];
  for (const route of found) {
    if (known.includes(route)) continue;
    const [method, path] = route.split(" ");
    const answer = await send(worker, method, path.replaceAll(/:\w+/g, "45314ce9-74c8-48dd-9094-0bcf980f335b"), { body: method === "GET" ? undefined : {} });
    if (answer.status === 401 && answer.body?.error === "INVALID_TOKEN") continue; // it wants a session
    if (answer.status === 303 && answer.headers.get("location").startsWith("/sign-in?")) continue; // so does a page
    if (route === "POST /auth/email" && answer.status === 401) continue; // in dialect C's shape
    unknown.push(`${route} (${answer.status})`);
  }
  assert.deepEqual(unknown, [], "give each its row in sign_in_methods.mjs");
  assert.deepEqual(known.filter((route) => !found.includes(route)), [], "no row without a route");
});

test("rows tested elsewhere: exist", () => {
  for (const [file, name] of Object.values(ROWS_ELSEWHERE)) {
    assert.ok(readFileSync(join(root, file), "utf8").includes(name), `${file}: ${name}`);
  }
});

/** Routes in the source code: "POST /auth/login". */
function routes() {
  const folder = join(root, "src");
  const files = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".rs"));
  const source = files.map((name) => readFileSync(join(folder, name), "utf8")).join("\n");
  return [...source.matchAll(/route!\(\s*[\w:]+,\s*([A-Z]+)\s+"([^"]+)",/g)].map(([, method, path]) => `${method} ${path}`);
}

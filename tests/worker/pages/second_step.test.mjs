// Second step of a sign-in by password on the pages: a page for the code, which does not ask for the password again.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { cookiesSet, formsOf } from "../clients/pages.mjs";
import { openSecondFactorWorld } from "../support/second_factor_world.mjs";
import { TRUSTED_ORIGIN } from "../support/worker.mjs";

const world = await openSecondFactorWorld();
after(() => world.dispose());
const { session, pages, isAlive } = world;

async function askedFor(account, redirectUrl) {
  const asked = await pages.submit("/sign-in", { login: account.email, password: account.password, ...(redirectUrl && { redirectUrl }) });
  assert.deepEqual([asked.status, asked.text], [303, ""]);
  const [[name, { value: challenge, attributes }], ...others] = Object.entries(asked.cookies);
  assert.deepEqual([asked.headers.get("location"), others], [name.replace("second_factor_", "/second-factor?step="), []]);
  assert.deepEqual([attributes.httponly, attributes.samesite, attributes.path, attributes["max-age"]], [true, "Lax", "/", "600"]);
  const page = await pages.follow(asked);
  assert.deepEqual([page.status, page.calls, page.text], [200, 0, (await pages.follow(asked)).text], "as often as it is reloaded");
  const [form] = formsOf(page.text);
  assert.deepEqual([form.action, form.fields.challenge], ["/second-factor", challenge]);
  assert.ok(!page.text.includes(account.password));
  return { asked, form };
}

test("right password: leads to the code, and the code to the redirect target", async () => {
  const account = await world.enrolled();
  const redirectUrl = `${TRUSTED_ORIGIN}/welcome`;
  const { asked, form } = await askedFor(account, redirectUrl);
  assert.equal(asked.calls, 2);
  const wrong = await pages.submit(form.action, { ...form.fields, totp_code: account.app.wrong() });
  assert.deepEqual([wrong.status, cookiesSet(wrong)], [401, []]);
  const right = await pages.submit(form.action, { ...form.fields, totp_code: await account.app.next() });
  assert.deepEqual([right.status, right.headers.get("location")], [303, redirectUrl], right.text);
  assert.ok(await isAlive(right.cookies.access_token.value));
  const twice = await pages.submit(form.action, { ...form.fields, totp_code: await account.app.next() });
  assert.deepEqual([twice.status, cookiesSet(twice)], [400, []], "it was good once");
});

test("attempts: a sign-in without a code counts as none, a wrong code as one", async () => {
  const account = await world.enrolled();
  for (let i = 0; i < 12; i += 1) await askedFor(account);
  const { form } = await askedFor(account);
  for (let i = 0; i < 5; i += 1) {
    await pages.submit(form.action, { ...form.fields, totp_code: account.app.wrong() });
  }
  const spent = await pages.submit(form.action, { ...form.fields, totp_code: await account.app.next() });
  assert.deepEqual([spent.status, cookiesSet(spent)], [400, []], "five wrong codes spent it");
});

test("password change: ends a sign-in begun with the old password", async () => {
  for (const change of [
    (account) => session.changePassword(account.token, account.password, "a new password altogether"),
    async (account) => {
      await session.forgotPassword(account.email);
      return session.resetPassword((await world.mail.next(account.email, "reset-password")).token, "a new password altogether");
    },
  ]) {
    const account = await world.enrolled();
    const { form } = await askedFor(account);
    assert.equal((await change(account)).status, 200);
    const answer = await pages.submit(form.action, { ...form.fields, totp_code: await account.app.next() });
    assert.deepEqual([answer.status, answer.cookies], [400, {}], answer.text);
  }
});

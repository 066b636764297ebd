// Activity on the account page, shown to its owner alone.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { browser } from "../clients/account.mjs";
import { eventually, rows } from "../support/database.mjs";
import { openWorld } from "../support/world.mjs";

const world = await openWorld();
after(() => world.dispose());
const { worker, session, cookie } = world;

/** Headings of the section, newest first. */
function headings(html) {
  const section = html.split('id="activity"')[1].split("</section>")[0];
  return [...section.matchAll(/<h3><span dir="auto">([^<]*)</g)].map(([, text]) => text);
}

test("activity: events are shown newest first, failed sign-ins included", async () => {
  const account = await world.signedUp();
  await world.signedUp();
  assert.equal((await session.signIn({ ...account, password: "Not this one 1" })).status, 401);
  await eventually(async () => assert.ok((await rows(worker.d1, "events")).some(({ kind }) => kind === "sign-in-failed")));
  const { token, refreshToken } = await cookie.signIn(account);
  const page = await browser(worker, { access_token: token, refresh_token: refreshToken }).get();
  assert.deepEqual(headings(page.text), ["Signed in", "Wrong password at sign-in", "Account created"]);
  assert.match(page.text.split('id="activity"')[1], /by password/);
});

test("activity: the last ten events are shown", async () => {
  const account = await world.signedUp();
  for (let n = 0; n < 10; n += 1) await session.signIn(account);
  const { token, refreshToken } = await cookie.signIn(account);
  const page = await browser(worker, { access_token: token, refresh_token: refreshToken }).get();
  assert.deepEqual(headings(page.text), Array(10).fill("Signed in"));
});

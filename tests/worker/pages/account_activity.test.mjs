// Activity on the account page, shown to its owner alone.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { browser } from "../clients/account.mjs";
import { eventually, rows } from "../support/database.mjs";
import { openWorld } from "../support/world.mjs";

const world = await openWorld();
after(() => world.dispose());
const { worker, session, cookie } = world;

/** Headings of a section, newest first. */
function headings(html, id = "activity") {
  const section = html.split(`id="${id}"`)[1].split("</section>")[0];
  return [...section.matchAll(/<h3>([^<]*)</g)].map(([, text]) => text.trim());
}

test("activity: events are shown newest first, failed sign-ins included", async () => {
  const account = await world.signedUp();
  await world.signedUp();
  assert.equal((await session.signIn({ ...account, password: "Not this one 1" })).status, 401);
  await eventually(async () => assert.ok((await rows(worker.d1, "events")).some(({ kind }) => kind === "sign-in-failed")));
  const { token, refreshToken } = await cookie.signIn(account);
  const page = await browser(worker, { access_token: token, refresh_token: refreshToken }).get("/account/activity");
  assert.deepEqual(headings(page.text), ["Signed in with a password", "Wrong password at sign-in", "Account created"]);
  assert.match(page.text.split('id="activity"')[1], /Signed in with a password/);
});

test("activity: thirty events are shown, then the older ones, and three on the overview", async () => {
  const account = await world.signedUp();
  for (let n = 0; n < 30; n += 1) await session.signIn(account);
  const { token, refreshToken } = await cookie.signIn(account);
  const browse = browser(worker, { access_token: token, refresh_token: refreshToken });
  const signedIn = (count) => Array(count).fill("Signed in with a password");
  const newest = await browse.get("/account/activity");
  assert.deepEqual(headings(newest.text), signedIn(30));
  const [, older] = /href="(\/account\/activity\?before=[^"]+)"/.exec(newest.text);
  const oldest = await browse.get(older);
  assert.deepEqual(headings(oldest.text), [...signedIn(1), "Account created"]);
  assert.match(oldest.text, /That is everything/);
  assert.deepEqual(headings((await browse.get()).text, "latest"), signedIn(3));
});

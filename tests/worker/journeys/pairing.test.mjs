// Pairing by the JSON route and by the page, and its refusals.
import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { cookieHeader } from "../clients/http.mjs";
import { formsOf } from "../clients/pages.mjs";
import { eventually } from "../support/database.mjs";
import { shownCode } from "../support/redemptions.mjs";
import { openWorld } from "../support/world.mjs";

const world = await openWorld();
after(() => world.dispose());
const { worker, bearer, session, passwordless, pages, isAlive } = world;
beforeEach(() => worker.restart({ clockOffset: 0 }));

/** Page as somebody signed in by cookie uses it. */
const as = ({ token }, fields) => pages.submit("/pair", fields, { headers: cookieHeader({ access_token: token }) });

test("pairing page: a typed code shows the device, and confirming gives its poll a session of its own", async () => {
  const { approver, authId, code } = await shownCode(world, {}, "Living room");
  const headers = cookieHeader({ access_token: approver.token });
  const entry = await pages.open("/pair", { headers });
  assert.deepEqual(entry.forms.map(({ action, names }) => [action, names]), [["/pair", ["code"]]]);
  const seen = await as(approver, { code: code.toLowerCase() });
  assert.equal(seen.status, 200, seen.text);
  for (const fact of ["Living room", "Austin", "UTC", "less than a minute"]) assert.ok(seen.text.includes(fact), fact);
  assert.match(seen.text, /class="warning"/);
  assert.equal((await passwordless.poll(authId)).status, 400, "looking is not approving");
  const done = await as(approver, { code, decision: "approve" });
  assert.deepEqual([done.status, done.cookies], [200, {}]);
  const device = await passwordless.poll(authId);
  assert.ok(await isAlive(device.token));
  const listed = (await session.sessions(approver.token)).body.sessions;
  assert.deepEqual(listed.filter(({ platform }) => platform === "Living room").length, 1);
  assert.equal((await session.endSession(approver.token, listed.find(({ platform }) => platform === "Living room").id)).status, 200);
  assert.equal(await isAlive(device.token), false, "and the person can revoke it");
});

test("pairing page: a refused device gets no session", async () => {
  const { approver, authId, code } = await shownCode(world);
  assert.equal((await as(approver, { code, decision: "refuse" })).status, 200);
  for (const decision of ["approve", "refuse"]) assert.equal((await as(approver, { code, decision })).status, 404);
  assert.equal((await bearer.pair(approver.token, code)).status, 404);
  assert.equal((await passwordless.poll(authId)).status, 400);
});

test("pairing page: a link with the code decides nothing; deciding takes a session and our own origin", async () => {
  const { approver, authId, code } = await shownCode(world);
  const headers = cookieHeader({ access_token: approver.token });
  await pages.open(`/pair?code=${code}&decision=approve`, { headers });
  await pages.submit("/pair", { code, decision: "approve" });
  const foreign = await pages.submit("/pair", { code, decision: "approve" }, { headers: { ...headers, Origin: "https://evil.example" } });
  assert.equal(foreign.status, 403);
  assert.equal((await as(approver, { code, decision: "APPROVE" })).status, 400);
  assert.equal((await passwordless.poll(authId)).status, 400);
  assert.equal((await as(approver, { code, decision: "approve" })).status, 200, "and it is still open");
});

/** Events that end the approver's session before the device collects its own. */
const endings = {
  "sign-out": ({ token }) => session.signOut(token),
  "a password change elsewhere": async (approver) => {
    const { token } = await session.signIn(approver);
    return session.changePassword(token, approver.password, "a new password altogether");
  },
  "a password change in the same session": ({ token, password }) => session.changePassword(token, password, "a new password altogether"),
  "ending all other sessions elsewhere": async (approver) => session.endOthers((await session.signIn(approver)).token),
  "deletion of the account": ({ token, password }) => session.deleteUser(token, { password }),
};
for (const [name, end] of Object.entries(endings)) {
  test(`approval: ${name} before the poll voids it`, async () => {
    const { approver, authId, code } = await shownCode(world);
    assert.equal((await bearer.pair(approver.token, code)).status, 200);
    assert.equal((await end(approver)).status, 200);
    assert.equal((await passwordless.poll(authId)).status, 400);
  });
}

/** Confirmation form, with its details. */
const shownForm = ({ text }) => {
  const { code, id } = formsOf(text).find(({ mark }) => mark === "confirm").fields;
  return { code, id };
};

test("pairing page: looking claims nothing; the first decision counts, on the device shown", async () => {
  const { approver, authId, code } = await shownCode(world);
  const other = await world.signedUp();
  assert.equal((await as(approver, { code })).status, 200);
  const seen = shownForm(await as(other, { code }));
  assert.equal((await as(other, { ...seen, id: "another", decision: "approve" })).status, 404);
  assert.equal((await as(other, { ...seen, decision: "approve" })).status, 200);
  assert.equal((await as(approver, { ...seen, decision: "approve" })).status, 404);
  const device = await passwordless.poll(authId);
  assert.equal((await session.session(device.token)).body.user.email, other.email);
});

test("pairing page: a code cached in KV costs no call of D1 beside the session check", async () => {
  const { approver, code } = await shownCode(world, {}, "Living room");
  const seen = await eventually(async () => {
    const page = await as(approver, { code });
    assert.deepEqual([page.status, page.calls, page.kvCalls], [200, 1, 1]);
    return page;
  });
  for (const fact of ["Living room", "Austin", "less than a minute"]) assert.ok(seen.text.includes(fact), fact);
});

test("pairing page: of fifty lookups of unknown codes at once ten are answered, then known ones are refused too", async () => {
  const { approver, code } = await shownCode(world);
  const guess = (i) => `0000${String(i).padStart(2, "0")}`;
  const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => as(approver, { code: guess(i) })));
  assert.deepEqual([404, 429].map((status) => answers.filter((answer) => answer.status === status).length), [10, 40]);
  assert.equal((await as(approver, { code })).status, 429);
});

test("pairing code: collects no session by itself and expires after 10 minutes, approved or not", async () => {
  const [open, approved] = [await shownCode(world), await shownCode(world)];
  assert.equal((await passwordless.poll(open.code)).status, 400);
  assert.equal((await bearer.pair(approved.approver.token, approved.code)).status, 200);
  await worker.restart({ clockOffset: 10 * 60 + 1 });
  assert.equal((await bearer.pair(open.approver.token, open.code)).status, 404);
  assert.equal((await passwordless.poll(approved.authId)).status, 400);
});

test("pairing codes: fifty are all different and have no look-alike characters", async () => {
  const codes = await Promise.all(Array.from({ length: 50 }, async () => (await bearer.pairingCode("x")).body.code));
  assert.equal(new Set(codes).size, 50);
  assert.doesNotMatch(codes.join(""), /[01OILBS]/);
});

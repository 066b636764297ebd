// Account management routes: sessions, password, profile, export, deletion.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { clientsOf } from "../clients/all.mjs";
import { eventually, rowsWith, storedText } from "../support/database.mjs";
import { newPerson } from "../support/people.mjs";
import { assertError } from "../support/shapes.mjs";
import { decodeToken } from "../support/tokens.mjs";
import { startWorker } from "../support/worker.mjs";

const worker = await startWorker({ settings: { MAIL_TRANSPORT: "none" } });
after(() => worker.dispose());
const clients = clientsOf(worker);
const { bearer, session, cookie } = clients;
const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

const alive = async (token) => (await session.session(token)).status === 200;
const idOf = (token) => decodeToken(token).claims.sid;

/** Person with one session of each dialect. */
async function signedInEverywhere() {
  const person = newPerson();
  const { token: first } = await session.signUp(person);
  const { token: second } = await bearer.signIn(person);
  const third = await cookie.signIn(person);
  return { person, tokens: [first, second, third.token], refreshToken: third.refreshToken };
}

test("sessions: are listed with platform, place and times", async () => {
  const { tokens } = await signedInEverywhere();
  const stranger = await session.signUp(newPerson());
  const { status, body } = await session.sessions(tokens[1]);
  assert.equal(status, 200);
  assert.deepEqual(body.sessions.map((one) => one.id).sort(), tokens.map(idOf).sort());
  assert.deepEqual(body.sessions.filter((one) => one.current).map((one) => one.id), [idOf(tokens[1])]);
  for (const one of body.sessions) {
    for (const key of ["platform", "place"]) assert.ok(key in one, key);
    for (const key of ["createdAt", "lastUsedAt", "expiresAt"]) assert.match(one[key], RFC3339);
  }
  assert.ok(!JSON.stringify(body).includes(idOf(stranger.token)));
});

test("sessions: one is ended by its id; others stay", async () => {
  const { tokens } = await signedInEverywhere();
  const ended = await session.endSession(tokens[0], idOf(tokens[1]));
  assert.equal(ended.status, 200, ended.text);
  assert.deepEqual(await Promise.all(tokens.map(alive)), [true, false, true]);
});

test("sessions: all others are ended at once, with their refresh tokens", async () => {
  const { tokens, refreshToken } = await signedInEverywhere();
  const ended = await session.endOthers(tokens[0]);
  assert.equal(ended.status, 200, ended.text);
  assert.deepEqual(await Promise.all(tokens.map(alive)), [true, false, false]);
  assert.equal((await cookie.refresh(refreshToken)).status, 401);
});

test("sessions: another person's session answers as one that does not exist", async () => {
  const { tokens } = await signedInEverywhere();
  const { token: stranger } = await session.signUp(newPerson());
  const foreign = await session.endSession(stranger, idOf(tokens[0]));
  const unknown = await session.endSession(stranger, "00000000-0000-4000-8000-000000000000");
  assertError(foreign, "session", 404, "NOT_FOUND");
  assert.equal(foreign.text, unknown.text);
  assert.equal(foreign.status, unknown.status);
  assert.ok(await alive(tokens[0]));
});

for (const id of ["x", "%00", "'%20OR%201=1--", "x".repeat(5000), "%ff"]) {
  test(`sessions: an id of ${JSON.stringify(id.slice(0, 20))} is refused`, async () => {
    const { token } = await session.signUp(newPerson());
    const refused = await session.endSession(token, id);
    assert.ok([400, 404].includes(refused.status), refused.text);
    assert.ok(await alive(token));
  });
}

test("password change: ends the other sessions and their refresh tokens in every dialect", async () => {
  const { person, tokens, refreshToken } = await signedInEverywhere();
  const changed = await session.changePassword(tokens[0], person.password, "a new password altogether");
  assert.equal(changed.status, 200, changed.text);
  assert.deepEqual(changed.body, { success: true });
  assert.deepEqual(await Promise.all(tokens.map(alive)), [true, false, false]);
  assert.equal((await cookie.refresh(refreshToken)).status, 401);
  for (const client of Object.values(clients)) {
    assert.equal((await client.signIn(person)).status, 401);
    assert.ok((await client.signIn({ ...person, password: "a new password altogether" })).token);
  }
});

test("password change: a wrong current password changes nothing", async () => {
  const { person, tokens } = await signedInEverywhere();
  const refused = await session.changePassword(tokens[0], "not the password", "a new password altogether");
  assertError(refused, "session", 401, "INVALID_CREDENTIALS");
  assert.deepEqual(await Promise.all(tokens.map(alive)), [true, true, true]);
  assert.ok((await session.signIn(person)).token);
});

test("profile: name, image and username can be changed and cleared, other fields cannot", async () => {
  const { token } = await session.signUp(newPerson());
  const before = (await session.session(token)).body.user;
  const changed = await session.updateUser(token, { name: "Zoë 🦊", image: "https://example.com/z.png", emailVerified: true, id: "x", email: "x@example.com" });
  assert.equal(changed.status, 200, changed.text);
  const expected = { ...before, name: "Zoë 🦊", image: "https://example.com/z.png" };
  for (const key of Object.keys(before)) assert.deepEqual(changed.body.user[key], expected[key], key);
  await session.updateUser(token, { image: null });
  const { user } = (await session.session(token)).body;
  assert.deepEqual([user.name, user.image], ["Zoë 🦊", null]);
});

test("export: has the person's data and no secret", async () => {
  const person = newPerson();
  const { token } = await session.signUp(person);
  const { refreshToken } = await cookie.signIn(person);
  const exported = await session.exportUser(token);
  assert.equal(exported.status, 200, exported.text);
  for (const value of [person.email, person.name, idOf(token)]) assert.ok(exported.text.includes(value), value);
  for (const secret of [person.password, "$argon2", token, refreshToken]) assert.ok(!exported.text.includes(secret));
});

test("deletion: leaves no row, and the address can sign up again", async () => {
  const { person, tokens, refreshToken } = await signedInEverywhere();
  await session.signIn({ ...person, password: "a wrong password" });
  const { sub } = decodeToken(tokens[0]).claims;
  const deleted = await session.deleteUser(tokens[0], { password: person.password });
  assert.equal(deleted.status, 200, deleted.text);
  assert.deepEqual(deleted.body, { success: true });
  const traces = [sub, person.email, person.name, ...tokens.map(idOf)];
  assert.deepEqual(await rowsWith(worker.d1, traces), []);
  await eventually(async () => {
    const stored = await storedText(worker);
    for (const trace of traces) assert.ok(!stored.includes(trace), trace);
  });
  assert.deepEqual(await Promise.all(tokens.map(alive)), [false, false, false]);
  assert.equal((await cookie.refresh(refreshToken)).status, 401);
  for (const client of Object.values(clients)) assert.equal((await client.signIn(person)).status, 401);
  const again = await session.signUp(person);
  assert.equal(again.status, 201, again.text);
  assert.notEqual(again.body.user.id, sub);
  assert.deepEqual(await Promise.all(tokens.map(alive)), [false, false, false]);
});

test("deletion: does not touch another account's rows", async () => {
  const [leaver, stayer] = [await signedInEverywhere(), await signedInEverywhere()];
  await session.deleteUser(leaver.tokens[0], { password: leaver.person.password });
  assert.deepEqual(await Promise.all(stayer.tokens.map(alive)), [true, true, true]);
  assert.equal((await session.sessions(stayer.tokens[0])).body.sessions.length, 3);
});

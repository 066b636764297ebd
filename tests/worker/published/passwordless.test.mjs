// Documented commands of dialect C, run unchanged except for the address and the placeholders.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import { runExample } from "../support/programs.mjs";
import { newPerson } from "../support/people.mjs";
import { openWorld } from "../support/world.mjs";

const world = await openWorld();
after(() => world.dispose());
const { worker, session, passwordless, mail, pages, isAlive } = world;

const NOT_AUTHORIZED = { error: "The auth id is invalid, expired, or not yet authorized" };

/** Runs examples/<name>.sh for a person. */
function example(name, { username, email }, authId) {
  let text = readFileSync(new URL(`./examples/${name}.sh`, import.meta.url), "utf8");
  const changes = {
    "http://127.0.0.1:3000": worker.url, "<API_BASE_URL>": worker.url, "<USERNAME>": username, "<EMAIL>": email,
    "45314ce9-74c8-48dd-9094-0bcf980f335b": authId ?? "45314ce9-74c8-48dd-9094-0bcf980f335b",
  };
  for (const [from, to] of Object.entries(changes)) text = text.replaceAll(from, to);
  return runExample("sh", text);
}

test("registration: needs a username alone", async () => {
  const { status, body } = await example("passwordless-registration", newPerson());
  assert.deepEqual([status, Object.keys(body)], [200, ["session_token"]]);
  const sessions = (await session.sessions(body.session_token)).body.sessions;
  assert.deepEqual(sessions.map(({ platform }) => platform), ["cURL"]);
});

test("an account with an address opens a session on another device: the mail's link approves, the poll gets it", async () => {
  const person = newPerson();
  const made = await example("passwordless-registration-with-email", person);
  assert.equal(made.status, 200);
  const started = await example("passwordless-login", person);
  assert.equal(started.status, 200);
  assert.deepEqual(Object.keys(started.body).sort(), ["auth_id", "expiration_date"]);
  const polled = () => example("passwordless-session", person, started.body.auth_id);
  const early = await polled();
  assert.deepEqual([early.status, early.body], [400, NOT_AUTHORIZED]);
  const { link } = await mail.next(person.email, "approve-login");
  assert.equal((await pages.choose(link, "mine")).status, 200);
  const got = await polled();
  assert.deepEqual([got.status, Object.keys(got.body)], [200, ["session_token"]]);
  assert.ok(await isAlive(got.body.session_token));
  const late = await polled();
  assert.deepEqual([late.status, late.body], [400, NOT_AUTHORIZED]);
});

test("poll: the documented auth id is unknown and refused", async () => {
  const { status, body } = await example("passwordless-session", newPerson());
  assert.deepEqual([status, body], [400, NOT_AUTHORIZED]);
});

test("an account without an address cannot log in elsewhere, and an address is added later", async () => {
  const person = newPerson();
  const { body } = await example("passwordless-registration", person);
  assert.equal((await example("passwordless-login", person)).status, 200);
  await mail.nothingFor(person.email);
  assert.equal((await passwordless.changeEmail(body.session_token, person.email)).status, 200);
  await pages.choose((await mail.next(person.email, "confirm-address")).link, "mine");
  assert.equal((await example("passwordless-login", person)).status, 200);
  await mail.next(person.email, "approve-login");
});

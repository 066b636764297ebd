// Client that disconnects before its answer: the background work of its request still completes.
import assert from "node:assert/strict";
import { request } from "node:http";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { eventually } from "../support/database.mjs";
import { newAddress, newPerson } from "../support/people.mjs";
import { openWorld } from "../support/world.mjs";

const DELAY = 300;
const world = await openWorld({ delay: [DELAY, DELAY + 10] });
after(() => world.dispose());
const { worker, mail, session } = world;

/**
 * Sends a request and resets its connection during a D1 call: after the statements ran, before their result returns.
 */
async function breakOff(path, body, headers = {}) {
  const asked = request(worker.url + path, { method: "POST", headers: { "Content-Type": "application/json", ...headers } });
  asked.on("error", () => {});
  asked.on("response", () => assert.fail("it was answered before it could be broken off"));
  asked.end(JSON.stringify(body));
  await sleep(DELAY * 1.5);
  asked.socket.resetAndDestroy();
}

test("aborted request: the mail of a sign-up is sent", async () => {
  const person = newPerson();
  await breakOff("/api/auth/sign-up", { email: person.email, password: person.password });
  const { token } = await mail.next(person.email, "verify-email");
  assert.ok(token);
});

test("aborted request: a code with a wrong password does not stay counted", async () => {
  const person = await world.signedUp();
  const subject = `codes:${(await session.session(person.token)).body.user.id}`;
  const counted = () => worker.d1.prepare("SELECT count FROM attempts WHERE subject = ?").bind(subject).first("count");
  await breakOff("/api/auth/sign-in", { email: person.email, password: "WrongPassword123", totpCode: "000000" }, { "CF-Connecting-IP": newAddress() });
  await eventually(async () => assert.equal(await counted(), 0));
});

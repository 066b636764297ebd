// Mail by Resend: the API request, and the outcome if the API is slow, refuses or answers nonsense.
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { clientsOf } from "../clients/all.mjs";
import { eventually } from "../support/database.mjs";
import { newPerson } from "../support/people.mjs";
import { startResendDouble } from "../support/resend_double.mjs";
import { PUBLIC_URL, startWorker } from "../support/worker.mjs";

const KEY = "re_9f3Kd_canary";
const resend = await startResendDouble();
const settings = {
  MAIL_TRANSPORT: "resend",
  MAIL_FROM: "Acme <auth@acme.example>",
  RESEND_API_KEY: KEY,
  RESEND_API_URL: resend.url,
  LIMIT_ADDRESS_FAILURES: "1000",
};
const worker = await startWorker({ settings });
after(async () => {
  await worker.dispose();
  await resend.close();
});
const { cookie } = clientsOf(worker);

/** Signs a new person up, which mails a code; returns the person and the answer time in milliseconds. */
async function signUp(...behaviours) {
  const person = newPerson();
  resend.plan(person, ...behaviours);
  const start = Date.now();
  const answer = await cookie.signUp(person);
  assert.equal(answer.status, 201, answer.text);
  return { person, took: Date.now() - start };
}

/** Waits for this many requests about the person, and then long enough for a further retry to show. */
async function triesFor(person, count, { wait = 10_000, still = 0 } = {}) {
  await eventuallyWithin(wait, () => assert.ok(resend.requestsFor(person).length >= count, `${count} tries`));
  await sleep(still);
  const tries = resend.requestsFor(person);
  assert.equal(tries.length, count);
  return tries;
}

async function eventuallyWithin(milliseconds, check) {
  const end = Date.now() + milliseconds;
  for (;;) {
    try {
      return await eventually(check);
    } catch (error) {
      if (Date.now() > end) throw error;
    }
  }
}

const gaps = (tries) => tries.slice(1).map(({ at }, i) => at - tries[i].at);
const notSent = () => worker.logs().split("mail_failed").length - 1;

describe("Resend", { concurrency: true }, () => {
  test("is asked to send one mail with both parts to one person", async () => {
    const { person } = await signUp();
    const [{ method, path, headers, mail }] = await triesFor(person, 1);
    assert.deepEqual([method, path], ["POST", "/emails"]);
    assert.equal(headers.authorization, `Bearer ${KEY}`);
    assert.match(headers["content-type"], /^application\/json/);
    assert.ok(headers["user-agent"] && headers["idempotency-key"]);
    assert.deepEqual(Object.keys(mail).sort(), ["from", "html", "subject", "text", "to"]);
    assert.deepEqual([mail.from, mail.to], ["Acme <auth@acme.example>", [person.email]]);
    assert.match(mail.subject, /^[^\r\n]+$/);
    assert.match(mail.text, /\b\d{6}\b/);
    const [link] = mail.text.match(/https?:\/\/\S+/);
    assert.ok(link.startsWith(`${PUBLIC_URL}/`) && /[?]token=/.test(link), link);
    assert.match(mail.html, /\b\d{6}\b/);
  });

  for (const behaviour of ["fail", "overload", "conflict", "hangUp", "huge", "redirect", "page", "empty", "noId", "numericId", "list", "cutJson"]) {
    test(`${behaviour}: the mail is retried under the same idempotency key`, async () => {
      const { person, took } = await signUp(behaviour);
      assert.ok(took < 4000, `the answer took ${took} ms`);
      const tries = await triesFor(person, 2, { still: 5500 });
      assert.ok(gaps(tries)[0] >= 950, `after ${gaps(tries)[0]} ms`);
      assert.equal(new Set(tries.map(({ headers }) => headers["idempotency-key"])).size, 1);
      assert.equal(resend.requests.filter(({ path }) => path !== "/emails").length, 0, "no redirect is followed");
    });
  }

  test("fails twice: the third and last try comes four seconds later", async () => {
    const { person } = await signUp("fail", "fail");
    const tries = await triesFor(person, 3, { still: 1000 });
    assert.ok(gaps(tries)[1] >= 3950, `after ${gaps(tries)[1]} ms`);
  });

  for (const behaviour of ["refuse", "forbid"]) {
    test(`${behaviour}: the mail is not retried, and the account exists`, async () => {
      const { person } = await signUp(behaviour);
      await triesFor(person, 1, { still: 2500 });
      assert.equal((await cookie.signIn(person)).status, 204);
    });
  }

  for (const behaviour of ["silent", "drip"]) {
    test(`${behaviour}: the answer does not wait, and the mail is retried`, async () => {
      const { person, took } = await signUp(behaviour);
      assert.ok(took < 4000, `the answer took ${took} ms`);
      const tries = await triesFor(person, 2, { wait: 15_000 });
      assert.ok(gaps(tries)[0] >= 8000 && gaps(tries)[0] < 13_000, `after ${gaps(tries)[0]} ms`);
    });
  }

  test("two mails to one person have different idempotency keys", async () => {
    const { person } = await signUp();
    await triesFor(person, 1);
    const answer = await worker.fetch("/api/auth/send-magic-link", {
      method: "POST",
      headers: { "Content-Type": "application/json", "CF-Connecting-IP": person.ip },
      body: JSON.stringify({ email: person.email }),
    });
    assert.equal(answer.status, 200);
    const tries = await triesFor(person, 2);
    assert.notEqual(tries[0].headers["idempotency-key"], tries[1].headers["idempotency-key"]);
  });
});

test("fails three times: one log line, without the mail", async () => {
  const before = notSent();
  const { person } = await signUp("fail", "fail", "fail");
  const [{ mail }] = await triesFor(person, 3, { still: 1000 });
  await eventually(() => assert.equal(notSent(), before + 1));
  const logs = worker.logs();
  const [code] = mail.text.match(/\b\d{6}\b/);
  const token = mail.text.match(/[?]token=(\S+)/)[1];
  for (const secret of [KEY, person.email, code, token]) assert.ok(!logs.includes(secret), "the log is silent");
  const line = logs.split("\n").findLast((one) => one.includes("mail_failed"));
  assert.match(JSON.parse(line.slice(line.indexOf("{"))).request, /^[0-9a-f-]{36}$/);
});

test("is unreachable: sign-up works and the log names the unsent mail", async () => {
  const before = notSent();
  await worker.restart({ settings: { RESEND_API_URL: "http://127.0.0.1:9" } });
  const person = newPerson();
  assert.equal((await cookie.signUp(person)).status, 201);
  await eventuallyWithin(10_000, () => assert.equal(notSent(), before + 1));
  assert.ok(!worker.logs().includes(KEY));
});

// Development mailbox: its content, and its absence in every other configuration.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { clientsOf } from "../clients/all.mjs";
import { send } from "../clients/http.mjs";
import { eventually } from "../support/database.mjs";
import { newPerson } from "../support/people.mjs";
import { PUBLIC_URL, newSecret, startWorker, testSettings } from "../support/worker.mjs";

const good = testSettings();
const worker = await startWorker({ settings: good });
after(() => worker.dispose());

const mailbox = (to) => send(worker, "GET", `/dev/mailbox.json?to=${encodeURIComponent(to)}`);

async function mailsTo(to, count) {
  return eventually(async () => {
    const { body } = await mailbox(to);
    assert.equal(body?.length, count);
    return body;
  });
}

async function signUp() {
  const person = newPerson();
  assert.equal((await clientsOf(worker).cookie.signUp(person)).status, 201);
  return person;
}

test("mailbox: lists the mails to an address as JSON, newest first", async () => {
  const person = await signUp();
  const [first] = await mailsTo(person.email, 1);
  assert.deepEqual(Object.keys(first).sort(), ["html", "id", "sentAt", "subject", "text", "to"]);
  assert.equal(first.to, person.email);
  assert.match(first.sentAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  assert.ok(Math.abs(Date.parse(first.sentAt) - Date.now()) < 60_000);

  await send(worker, "POST", "/api/auth/send-magic-link", { body: { email: person.email } });
  const mails = await mailsTo(person.email.toUpperCase(), 2);
  assert.deepEqual(mails[1], first);
  assert.notEqual(mails[0].id, first.id);
  assert.deepEqual((await mailbox(newPerson().email)).body, []);
});

test("mailbox: shows them on a page that may not be stored or framed", async () => {
  const person = await signUp();
  await mailsTo(person.email, 1);
  const page = await send(worker, "GET", "/dev/mailbox");
  assert.equal(page.status, 200);
  assert.match(page.headers.get("content-type"), /^text\/html/);
  assert.equal(page.headers.get("cache-control"), "no-store");
  assert.match(page.headers.get("content-security-policy"), /frame-ancestors 'none'/);
  assert.ok(page.text.includes(person.email));
});

const ELSEWHERE = [
  ["no transport is set", { MAIL_TRANSPORT: undefined }],
  ["the transport is none", { MAIL_TRANSPORT: "none" }],
  ["the transport is Resend", { MAIL_TRANSPORT: "resend", MAIL_FROM: "auth@acme.example", RESEND_API_KEY: "re_1", RESEND_API_URL: "http://127.0.0.1:9" }],
];

for (const [label, settings] of ELSEWHERE) {
  test(`mailbox: is absent if ${label}`, async () => {
    await worker.restart({ settings: { ...good, ...settings } });
    for (const path of ["/dev/mailbox", "/dev/mailbox.json", "/dev/mailbox.json?to=a@b.com", "/dev/mailbox/"]) {
      assert.equal((await send(worker, "GET", path)).status, 404, path);
    }
    const before = (await worker.kv.list({ prefix: "mailbox:" })).keys.length;
    const logged = worker.logs().length;
    await signUp();
    if (settings.MAIL_TRANSPORT === "resend") {
      await sleep(5000); // between the first of three tries and the last
      await eventually(() => assert.ok(worker.logs().slice(logged).includes("mail_failed")));
    }
    assert.equal((await worker.kv.list({ prefix: "mailbox:" })).keys.length, before);
  });
}

const UNFIT = [
  ["MAIL_TRANSPORT", { MAIL_TRANSPORT: "smtp" }],
  ["MAIL_TRANSPORT", { MAIL_TRANSPORT: "mailbox", PUBLIC_URL: "https://auth.acme.example" }],
  ["REQUIRE_VERIFIED_EMAIL", { MAIL_TRANSPORT: "none", REQUIRE_VERIFIED_EMAIL: "true" }],
  ["MAIL_FROM", { MAIL_TRANSPORT: "resend", MAIL_FROM: undefined, RESEND_API_KEY: newSecret() }],
  ["RESEND_API_KEY", { MAIL_TRANSPORT: "resend", MAIL_FROM: "auth@acme.example" }],
  ["RESEND_API_URL", { MAIL_TRANSPORT: "resend", MAIL_FROM: "auth@acme.example", RESEND_API_KEY: newSecret(), RESEND_API_URL: "http://mail.acme.example" }],
  ["EMAIL", { MAIL_TRANSPORT: "send_email", MAIL_FROM: "auth@acme.example" }],
];

for (const [setting, settings] of UNFIT) {
  test(`${JSON.stringify(Object.keys(settings))}: every request is 503 and the log names ${setting}`, async () => {
    const before = worker.logs().length;
    await worker.restart({ settings: { ...good, PUBLIC_URL, RESEND_API_KEY: undefined, RESEND_API_URL: undefined, APP_NAME: undefined, REQUIRE_VERIFIED_EMAIL: undefined, ...settings } });
    for (const path of ["/dev/mailbox.json", "/api/auth/session"]) {
      assert.equal((await send(worker, "GET", path)).status, 503, path);
    }
    await eventually(() => assert.ok(worker.logs().slice(before).includes(setting), worker.logs().slice(before)));
  });
}

// Captcha, if configured: without a valid answer nobody signs up or in, and the request costs no database trip.
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { send } from "../clients/http.mjs";
import { session } from "../clients/session.mjs";
import { rows } from "../support/database.mjs";
import { newPerson } from "../support/people.mjs";
import { assertError } from "../support/shapes.mjs";
import { SECRET, SITE_KEY, TESTING, startSiteverifyDouble } from "../support/siteverify_double.mjs";
import { startWorker, TRUSTED_ORIGIN } from "../support/worker.mjs";

const double = await startSiteverifyDouble();
const withProvider = (name, more = {}) => ({
  CAPTCHA_PROVIDER: name, CAPTCHA_SECRET: SECRET, CAPTCHA_SITE_KEY: SITE_KEY, CAPTCHA_VERIFY_URL: double.url, ...more,
});
const worker = await startWorker({ settings: withProvider("turnstile", { LIMIT_ADDRESS_FAILURES: "1000" }) });
after(async () => {
  await worker.dispose();
  await double.close();
});

const post = (route, { email, password, name, ip }, captcha) =>
  send(worker, "POST", `/api/v1/auth/${route}/`, { ip, body: { email, login: email, password, name, captcha } });
const signUp = (person, captcha) => post("signup", person, captcha);
const signIn = (person, captcha) => post("signin", person, captcha);
const accounts = async () => (await rows(worker.d1, "accounts")).length;

/** Asserts the refusal, and that no account was created or looked up. */
async function assertRefused(answer, status, code) {
  assertError(answer, "cookie", status, code);
  assert.equal(answer.calls, 0, "no trip to the database");
  assert.deepEqual(answer.cookies, {});
}

async function joined() {
  const person = newPerson();
  assert.equal((await session(worker).signUp(person)).status, 201);
  return person;
}

for (const provider of ["turnstile", "recaptcha", "hcaptcha"]) {
  test(`${provider}: a good answer signs up and in, and is asked about as its provider wants it`, async () => {
    await worker.restart({ settings: withProvider(provider) });
    const person = newPerson();
    const made = await signUp(person, double.solve());
    assert.equal(made.status, 201, made.text);
    const response = double.solve();
    const entered = await signIn(person, response);
    assert.equal(entered.status, 204, entered.text);
    assert.deepEqual([made.calls, entered.calls], [1, 2], "no trip more than without a captcha");
    const asked = double.requests.at(-1);
    assert.deepEqual([asked.method, asked.path, asked.type], ["POST", "/siteverify", "application/x-www-form-urlencoded"]);
    const expected = { secret: SECRET, response, remoteip: person.ip, ...(provider === "hcaptcha" ? { sitekey: SITE_KEY } : {}) };
    assert.deepEqual(Object.fromEntries(asked.form), expected);
    await assertRefused(await signIn(person, response), 400, "CAPTCHA_FAILED");
  });
}

test("missing, empty, of another type, too long or made up: 400, and no account is made or asked for", async () => {
  const known = await joined();
  const before = await accounts();
  const refuse = async (captcha) => {
    const asked = double.requests.length;
    await assertRefused(await signUp(newPerson(), captcha), 400, "CAPTCHA_FAILED");
    await assertRefused(await signIn(known, captcha), 400, "CAPTCHA_FAILED");
    return double.requests.length - asked;
  };
  for (const captcha of [undefined, null, "", 5, true, [], {}, ["x"], "x".repeat(9000)]) {
    assert.equal(await refuse(captcha), 0, `its provider is not troubled with ${JSON.stringify(captcha)?.slice(0, 20)}`);
  }
  for (const captcha of ["recaptcha_response", "a&secret=b", "é\u0000"]) assert.equal(await refuse(captcha), 2);
  assert.equal(await accounts(), before);
});

test("a wrong captcha is no failure of the account, and a right one does not make a wrong password right", async () => {
  const person = await joined();
  for (let i = 0; i < 12; i += 1) await assertRefused(await signIn(person, "made up"), 400, "CAPTCHA_FAILED");
  assertError(await signIn({ ...person, password: "not the password" }, double.solve()), "cookie", 401, "INVALID_CREDENTIALS");
  assert.equal((await signIn(person, double.solve())).status, 204);
});

test("what is wrong with a sign-up is said before its captcha is spent", async () => {
  const captcha = double.solve();
  assertError(await signUp({ ...newPerson(), password: "short" }, captcha), "cookie", 400, "PASSWORD_TOO_SHORT");
  assert.equal((await signUp(newPerson(), captcha)).status, 201);
});

test("solved on our host or a trusted one is good, on any other it is not", async () => {
  await worker.restart({ settings: withProvider("turnstile", { TRUSTED_ORIGINS: `${TRUSTED_ORIGIN},https://app.acme.example:444` }) });
  for (const hostname of ["localhost", "LOCALHOST", "app.acme.example"]) {
    assert.equal((await signUp(newPerson(), double.solve({ hostname }))).status, 201, hostname);
  }
  for (const hostname of ["evil.example", "example.com", "localhost.evil.example", "acme.example", "x.app.acme.example", "", null, undefined]) {
    await assertRefused(await signUp(newPerson(), double.solve({ hostname })), 400, "CAPTCHA_FAILED");
  }
});

test("solved for one action, it is good for no other; without an action it is good for both", async () => {
  const person = await joined();
  for (const action of ["signin", "", undefined]) assert.equal((await signIn(person, double.solve({ action }))).status, 204, action);
  for (const action of ["signup", "checkout", "SIGNIN"]) await assertRefused(await signIn(person, double.solve({ action })), 400, "CAPTCHA_FAILED");
  assert.equal((await signUp(newPerson(), double.solve({ action: "signup" }))).status, 201);
  await assertRefused(await signUp(newPerson(), double.solve({ action: "signin" })), 400, "CAPTCHA_FAILED");
});

test("a low score is a program at reCAPTCHA; hCaptcha's runs the other way and is left alone", async () => {
  await worker.restart({ settings: withProvider("recaptcha") });
  for (const score of [0.5, 0.9, 1]) assert.equal((await signUp(newPerson(), double.solve({ score }))).status, 201);
  for (const score of [0, 0.1, 0.49]) await assertRefused(await signUp(newPerson(), double.solve({ score })), 400, "CAPTCHA_FAILED");
  await worker.restart({ settings: withProvider("hcaptcha") });
  assert.equal((await signUp(newPerson(), double.solve({ score: 0.1 }))).status, 201);
});

test("hCaptcha may leave the host out when it is asked much, and names no other site by that", async () => {
  await worker.restart({ settings: withProvider("hcaptcha") });
  for (const hostname of ["not-provided", undefined, "localhost"]) {
    assert.equal((await signUp(newPerson(), double.solve({ hostname }))).status, 201, hostname);
  }
  for (const hostname of ["evil.example", ""]) await assertRefused(await signUp(newPerson(), double.solve({ hostname })), 400, "CAPTCHA_FAILED");
  await worker.restart({ settings: withProvider("recaptcha") });
  await assertRefused(await signUp(newPerson(), double.solve({ hostname: "not-provided" })), 400, "CAPTCHA_FAILED");
});

test("of twenty sign-ups at once with one answer, one is let in", async () => {
  await worker.restart({ settings: withProvider("turnstile") });
  const captcha = double.solve();
  const answers = await Promise.all(Array.from({ length: 20 }, () => signUp(newPerson(), captcha)));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, ...Array(19).fill(400)]);
});

describe("a provider that does not say", { concurrency: true }, () => {
  const json = (status, body) => (response) => response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
  const down = {
    "answers 503": "fail",
    "hangs up": "hangUp",
    "serves a page": "page",
    "serves nothing": "empty",
    "redirects": "redirect",
    "cuts its JSON": "cutJson",
    "serves a mebibyte": "huge",
    "has other JSON": "list",
    "has success in words": json(200, { success: "true", hostname: "localhost" }),
    "has a success of the wrong status": json(500, { success: true, hostname: "localhost" }),
    "has a success nobody is to believe": json(403, { success: true, hostname: "localhost" }),
    "fails inside": json(200, { success: false, "error-codes": ["internal-error"] }),
    "finds our request bad": json(400, { success: false, "error-codes": ["bad-request"] }),
  };
  test("lets nobody in, with 503, and the next answer works", async () => {
    const person = await joined();
    for (const [how, behaviour] of Object.entries(down)) {
      await double.behaving(behaviour, async () => {
        await assertRefused(await signUp(newPerson(), double.solve()), 503, "SERVICE_UNAVAILABLE");
        await assertRefused(await signIn(person, double.solve()), 503, "SERVICE_UNAVAILABLE");
      }).catch((error) => { throw new Error(`${how}: ${error.message}`, { cause: error }); });
    }
    assert.equal((await signIn(person, double.solve())).status, 204);
  });
});

for (const behaviour of ["silent", "drip"]) {
  test(`a provider that is ${behaviour} is waited for 5 seconds, no longer`, async () => {
    await double.behaving(behaviour, async () => {
      const start = Date.now();
      await assertRefused(await signUp(newPerson(), double.solve()), 503, "SERVICE_UNAVAILABLE");
      const took = Date.now() - start;
      assert.ok(took >= 4_900 && took < 7_500, `${took} ms`);
    });
  });
}

test("a secret that its provider does not know is our fault: 503, and the log names the setting, not the secret", async () => {
  const wrong = "0x4AAAAAAA-canary_of_another";
  await worker.restart({ settings: withProvider("turnstile", { CAPTCHA_SECRET: wrong }) });
  await assertRefused(await signUp(newPerson(), double.solve()), 503, "SERVICE_UNAVAILABLE");
  assert.match(worker.logs(), /invalid-input-secret, by CAPTCHA_SECRET/);
  assert.ok(!worker.logs().includes(wrong) && !worker.logs().includes(SECRET));
});

test("Turnstile's testing keys do on this machine what they are for", async () => {
  const person = newPerson();
  await worker.restart({ settings: withProvider("turnstile", { CAPTCHA_SECRET: TESTING.passes }) });
  assert.equal((await signUp(person, TESTING.response)).status, 201);
  assert.equal((await signIn(person, TESTING.response)).status, 204);
  await assertRefused(await signIn(person, undefined), 400, "CAPTCHA_FAILED");
  for (const secret of [TESTING.fails, TESTING.spent]) {
    await worker.restart({ settings: withProvider("turnstile", { CAPTCHA_SECRET: secret }) });
    await assertRefused(await signIn(person, TESTING.response), 400, "CAPTCHA_FAILED");
  }
});

test("anywhere else a testing key stops the service", async () => {
  const settings = withProvider("turnstile", { CAPTCHA_SECRET: TESTING.passes, PUBLIC_URL: "https://auth.acme.example", MAIL_TRANSPORT: "none" });
  await worker.restart({ settings });
  await assertRefused(await signUp(newPerson(), TESTING.response), 503);
  assert.match(worker.logs(), /setting CAPTCHA_SECRET is a published testing key/);
});

test("without a provider the field is ignored, whatever it is", async () => {
  const none = { CAPTCHA_PROVIDER: undefined, CAPTCHA_SECRET: undefined, CAPTCHA_SITE_KEY: undefined, CAPTCHA_VERIFY_URL: undefined };
  await worker.restart({ settings: { ...none, PUBLIC_URL: "http://localhost:8787", MAIL_TRANSPORT: "mailbox" } });
  const asked = double.requests.length;
  for (const captcha of [undefined, null, "", 5, {}, "recaptcha_response"]) {
    const person = newPerson();
    assert.equal((await signUp(person, captcha)).status, 201);
    assert.equal((await signIn(person, captcha)).status, 204);
  }
  assert.equal(double.requests.length, asked);
});

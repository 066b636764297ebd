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
  test(`${provider}: a valid answer signs up and in, and is verified in the provider's format`, async () => {
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

test("captcha: missing, empty, mistyped, overlong or made up is 400 and touches no account", async () => {
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

test("captcha: a wrong one does not count against the account; a right one does not excuse the password", async () => {
  const person = await joined();
  for (let i = 0; i < 12; i += 1) await assertRefused(await signIn(person, "made up"), 400, "CAPTCHA_FAILED");
  assertError(await signIn({ ...person, password: "not the password" }, double.solve()), "cookie", 401, "INVALID_CREDENTIALS");
  assert.equal((await signIn(person, double.solve())).status, 204);
});

test("captcha: is spent only after the other fields are valid", async () => {
  const captcha = double.solve();
  assertError(await signUp({ ...newPerson(), password: "short" }, captcha), "cookie", 400, "PASSWORD_TOO_SHORT");
  assert.equal((await signUp(newPerson(), captcha)).status, 201);
});

test("captcha: is valid if solved on our host or a trusted one", async () => {
  await worker.restart({ settings: withProvider("turnstile", { TRUSTED_ORIGINS: `${TRUSTED_ORIGIN},https://app.acme.example:444` }) });
  for (const hostname of ["localhost", "LOCALHOST", "app.acme.example"]) {
    assert.equal((await signUp(newPerson(), double.solve({ hostname }))).status, 201, hostname);
  }
  for (const hostname of ["evil.example", "example.com", "localhost.evil.example", "acme.example", "x.app.acme.example", "", null, undefined]) {
    await assertRefused(await signUp(newPerson(), double.solve({ hostname })), 400, "CAPTCHA_FAILED");
  }
});

test("captcha: one action's answer is invalid for another; without an action it is valid for both", async () => {
  const person = await joined();
  for (const action of ["signin", "", undefined]) assert.equal((await signIn(person, double.solve({ action }))).status, 204, action);
  for (const action of ["signup", "checkout", "SIGNIN"]) await assertRefused(await signIn(person, double.solve({ action })), 400, "CAPTCHA_FAILED");
  assert.equal((await signUp(newPerson(), double.solve({ action: "signup" }))).status, 201);
  await assertRefused(await signUp(newPerson(), double.solve({ action: "signin" })), 400, "CAPTCHA_FAILED");
});

test("captcha: a low reCAPTCHA score is refused; hCaptcha's inverse score is ignored", async () => {
  await worker.restart({ settings: withProvider("recaptcha") });
  for (const score of [0.5, 0.9, 1]) assert.equal((await signUp(newPerson(), double.solve({ score }))).status, 201);
  for (const score of [0, 0.1, 0.49]) await assertRefused(await signUp(newPerson(), double.solve({ score })), 400, "CAPTCHA_FAILED");
  await worker.restart({ settings: withProvider("hcaptcha") });
  assert.equal((await signUp(newPerson(), double.solve({ score: 0.1 }))).status, 201);
});

test("captcha: an hCaptcha answer may lack a host but not name another", async () => {
  await worker.restart({ settings: withProvider("hcaptcha") });
  for (const hostname of ["not-provided", undefined, "localhost"]) {
    assert.equal((await signUp(newPerson(), double.solve({ hostname }))).status, 201, hostname);
  }
  for (const hostname of ["evil.example", ""]) await assertRefused(await signUp(newPerson(), double.solve({ hostname })), 400, "CAPTCHA_FAILED");
  await worker.restart({ settings: withProvider("recaptcha") });
  await assertRefused(await signUp(newPerson(), double.solve({ hostname: "not-provided" })), 400, "CAPTCHA_FAILED");
});

test("captcha: of twenty sign-ups at once with one answer one succeeds", async () => {
  await worker.restart({ settings: withProvider("turnstile") });
  const captcha = double.solve();
  const answers = await Promise.all(Array.from({ length: 20 }, () => signUp(newPerson(), captcha)));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, ...Array(19).fill(400)]);
});

describe("captcha provider without a verdict", { concurrency: true }, () => {
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
  test("is 503, and the next answer works", async () => {
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
  test(`${behaviour}: times out after 5 seconds`, async () => {
    await double.behaving(behaviour, async () => {
      const start = Date.now();
      await assertRefused(await signUp(newPerson(), double.solve()), 503, "SERVICE_UNAVAILABLE");
      const took = Date.now() - start;
      assert.ok(took >= 4_900 && took < 7_500, `${took} ms`);
    });
  });
}

test("a secret unknown to the provider: 503, and the log names the setting, not the secret", async () => {
  const wrong = "0x4AAAAAAA-canary_of_another";
  await worker.restart({ settings: withProvider("turnstile", { CAPTCHA_SECRET: wrong }) });
  await assertRefused(await signUp(newPerson(), double.solve()), 503, "SERVICE_UNAVAILABLE");
  assert.match(worker.logs(), /invalid-input-secret, by CAPTCHA_SECRET/);
  assert.ok(!worker.logs().includes(wrong) && !worker.logs().includes(SECRET));
});

test("Turnstile's testing keys: work on a local PUBLIC_URL", async () => {
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

test("Turnstile's testing keys: stop the service on a public PUBLIC_URL", async () => {
  const settings = withProvider("turnstile", { CAPTCHA_SECRET: TESTING.passes, PUBLIC_URL: "https://auth.acme.example", MAIL_TRANSPORT: "none" });
  await worker.restart({ settings });
  await assertRefused(await signUp(newPerson(), TESTING.response), 503);
  assert.match(worker.logs(), /setting CAPTCHA_SECRET is a published testing key/);
});

test("captcha field: is ignored without a provider", async () => {
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

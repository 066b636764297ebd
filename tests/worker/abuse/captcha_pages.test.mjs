// Captcha on the hosted pages: its widget in the forms, its provider in the policy, and no way past it.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { cookiesSet } from "../clients/pages.mjs";
import { newPerson } from "../support/people.mjs";
import { SECRET, SITE_KEY, startSiteverifyDouble } from "../support/siteverify_double.mjs";
import { NO_LIMITS, openWorld } from "../support/world.mjs";

const double = await startSiteverifyDouble();
const captcha = { CAPTCHA_PROVIDER: "turnstile", CAPTCHA_SECRET: SECRET, CAPTCHA_SITE_KEY: SITE_KEY, CAPTCHA_VERIFY_URL: double.url };
const world = await openWorld({ settings: { ...NO_LIMITS, ...captcha } });
after(async () => {
  await world.dispose();
  await double.close();
});
const { worker, pages, session, mail } = world;

const FIELD = "cf-turnstile-response";
/** Page, action of its widget, target of its form, and fields to type. */
const FORMS = [
  ["/sign-in", "signin", "/sign-in", ({ email, password }) => ({ login: email, password })],
  ["/sign-in", "signin", "/sign-in/link", ({ email }) => ({ login: email })],
  ["/sign-in", "signin", "/sign-in/verification", ({ email }) => ({ login: email })],
  ["/sign-up", "signup", "/sign-up", ({ email, password, name }) => ({ email, password, name })],
  ["/forgot-password", "link", "/forgot-password", ({ email }) => ({ email })],
];
const known = async (path) => (path === "/sign-up" ? newPerson() : world.verified(await world.signedUp()));

for (const [page, action, path, typed] of FORMS) {
  test(`${path}: without a valid captcha shows the page with an error and does nothing`, async () => {
    const person = await known(path);
    const shown = await pages.open(page);
    assert.ok(shown.text.includes(`<div class="cf-turnstile" data-sitekey="${SITE_KEY}" data-action="${action}"></div>`));
    assert.ok(shown.text.includes('<script src="https://challenges.cloudflare.com/turnstile/v0/api.js" async defer></script>'));
    const policy = shown.headers.get("content-security-policy");
    assert.match(policy, /script-src [^;]*https:\/\/challenges\.cloudflare\.com(;|$)/);
    assert.match(policy, /frame-src https:\/\/challenges\.cloudflare\.com(;|$)/);
    assert.doesNotMatch(policy, /unsafe|\*/);

    for (const bad of [{}, { [FIELD]: "" }, { [FIELD]: "made up" }, { [FIELD]: double.solve({ action: "checkout" }) }, { "g-recaptcha-response": double.solve() }]) {
      const answer = await pages.submit(path, { ...typed(person), ...bad });
      assert.equal(answer.status, 400, answer.text.slice(0, 300));
      assert.match(answer.text, /The anti-bot check failed/);
      assert.match(answer.text, /class="cf-turnstile"/);
      assert.equal(answer.calls, 0);
      assert.deepEqual(cookiesSet(answer), []);
    }
    const down = await double.behaving("fail", () => pages.submit(path, { ...typed(person), [FIELD]: double.solve({ action }) }));
    assert.equal(down.status, 503);
    if (path !== "/sign-up") await mail.nothingFor(person.email);

    const passed = await pages.submit(path, { ...typed(person), [FIELD]: double.solve({ action }) });
    assert.ok([200, 303].includes(passed.status), passed.text.slice(0, 300));
  });
}

test("other pages: have no widget and the usual policy", async () => {
  const shown = await pages.open("/magic-link?token=none");
  assert.doesNotMatch(shown.text, /turnstile/);
  assert.doesNotMatch(shown.headers.get("content-security-policy"), /challenges/);
});

for (const [provider, widget, field, source] of [
  ["recaptcha", "g-recaptcha", "g-recaptcha-response", "https://www.google.com/recaptcha/"],
  ["hcaptcha", "h-captcha", "h-captcha-response", "https://hcaptcha.com"],
]) {
  test(`${provider}: has its own widget, field and policy`, async () => {
    await worker.restart({ settings: { ...captcha, CAPTCHA_PROVIDER: provider } });
    const shown = await pages.open("/sign-up");
    assert.ok(shown.text.includes(`<div class="${widget}" data-sitekey="${SITE_KEY}"`));
    const policy = shown.headers.get("content-security-policy");
    for (const directive of ["script-src", "frame-src"]) assert.ok(policy.split("; ").some((one) => one.startsWith(directive) && one.includes(source)), policy);
    const { email, password } = newPerson();
    const answer = await pages.submit("/sign-up", { email, password, name: "", [field]: double.solve() });
    assert.ok([200, 303].includes(answer.status), answer.text.slice(0, 300));
    assert.ok((await session.signIn({ email, password })).token);
  });
}

test("pages without a captcha setting: have no widget", async () => {
  await worker.restart({ settings: Object.fromEntries(Object.keys(captcha).map((name) => [name, undefined])) });
  for (const path of ["/sign-in", "/sign-up", "/forgot-password"]) {
    const shown = await pages.open(path);
    assert.equal(shown.status, 200);
    assert.doesNotMatch(shown.text, /data-sitekey/);
    assert.doesNotMatch(shown.headers.get("content-security-policy"), /frame-src|challenges/);
  }
});

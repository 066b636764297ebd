// Failure matrix: each dependency is down in turn, and each dialect behaves as docs/operations.md says, cell by cell.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { federation } from "../clients/federation.mjs";
import { bearerHeader, cookieHeader, send } from "../clients/http.mjs";
import { cookiesSet } from "../clients/pages.mjs";
import { eventually } from "../support/database.mjs";
import { githubSettings, newUser, startGithubDouble } from "../support/github_double.mjs";
import { parsed } from "../support/mail.mjs";
import { openidSettings, startOpenidDouble } from "../support/openid_double.mjs";
import { newPerson } from "../support/people.mjs";
import { root } from "../support/project.mjs";
import { BEHAVIOUR, startResendDouble } from "../support/resend_double.mjs";
import { assertError } from "../support/shapes.mjs";
import { SECRET, SITE_KEY, startSiteverifyDouble } from "../support/siteverify_double.mjs";
import { TRUSTED_ORIGIN } from "../support/worker.mjs";
import { NO_LIMITS, openWorld } from "../support/world.mjs";

const resend = await startResendDouble();
const [github, openid, siteverify] = [await startGithubDouble(), await startOpenidDouble(), await startSiteverifyDouble()];
const captcha = { CAPTCHA_PROVIDER: "turnstile", CAPTCHA_SECRET: SECRET, CAPTCHA_SITE_KEY: SITE_KEY, CAPTCHA_VERIFY_URL: siteverify.url };
const world = await openWorld({
  settings: {
    ...NO_LIMITS, ...githubSettings(github), ...openidSettings(openid),
    MAIL_TRANSPORT: "resend", MAIL_FROM: "Acme <auth@acme.example>", RESEND_API_KEY: "re_matrix_canary", RESEND_API_URL: resend.url,
  },
});
after(async () => {
  await world.dispose();
  for (const double of [resend, github, openid, siteverify]) await double.close();
});
const { worker, bearer, session, passwordless, cookie, pages } = world;
const client = federation(worker);

const nothing = {};
const d1Down = { headers: { "x-test-d1": "down" } };
const kvDown = { headers: { "x-test-kv": "down" } };

/** Mail to this person with a link to this page. */
const mailTo = (person, page) =>
  eventually(() => {
    const mails = resend.requestsFor(person).filter(({ mail }) => mail?.text).map(({ mail }) => parsed(mail));
    return mails.find((mail) => mail.page === page) ?? assert.fail(`no mail to ${person.email} that opens ${page}`);
  });

/** Signs somebody up, and waits for their mail. */
async function member() {
  const person = newPerson();
  const { token } = await session.signUp(person);
  assert.ok(token);
  await mailTo(person, "verify-email");
  return { ...person, token };
}

async function registered() {
  const person = newPerson();
  const { token } = await passwordless.register(person);
  assert.ok(token);
  await mailTo(person, "verify-email");
  return { ...person, token };
}

/** Person to whom Resend refuses every mail. */
function unreachable() {
  const person = newPerson();
  resend.plan(person, ...Array(40).fill("fail"));
  return person;
}

/** Link that was mailed to somebody. */
async function mailedLink() {
  const person = await member();
  assert.equal((await session.forgotPassword(person.email)).status, 200);
  return mailTo(person, "reset-password");
}

const isUnavailable = (answer, dialect) => {
  assertError(answer, dialect, 503, { session: "SERVICE_UNAVAILABLE", cookie: "SERVICE_UNAVAILABLE" }[dialect]);
  assert.deepEqual(answer.cookies, {}, "and nobody is signed out by it");
};
const isPage = (answer, status) => {
  assert.equal(answer.status, status, answer.text);
  assert.match(answer.headers.get("content-type"), /^text\/html/);
  assert.doesNotMatch(answer.text, /D1_|network|sqlite|Error:/);
  assert.deepEqual(cookiesSet(answer), []);
};

/** Normal operation of each dialect, complete. */
const works = {
  async A(options) {
    const person = newPerson();
    assert.equal((await bearer.signUp(person, options)).status, 200);
    const { token, status } = await bearer.signIn(person, options);
    assert.equal(status, 200);
    const shown = await bearer.pairingCode("Mirror", options);
    assert.equal((await bearer.pair(token, shown.body.code, options)).status, 200);
    assert.ok((await passwordless.poll(shown.body.auth_id, options)).token);
  },
  async B(options, person = newPerson()) {
    assert.equal((await session.signUp(person, options)).status, 201);
    const { token, status } = await session.signIn(person, options);
    assert.equal(status, 200);
    assert.equal((await session.session(token, options)).status, 200);
    const sent = await session.sendMagicLink(person.email, undefined, options);
    assert.deepEqual([sent.status, sent.body.success], [200, true]);
    assert.equal((await session.forgotPassword(person.email, undefined, options)).status, 200);
  },
  async C(options, person = newPerson()) {
    assert.equal((await passwordless.register(person, options)).status, 200);
    const started = await passwordless.logIn(person, options);
    assert.equal(started.status, 200);
    assert.equal((await passwordless.poll(started.authId, options)).status, 400, "not yet authorized");
    return started;
  },
  async D(options, person = newPerson()) {
    assert.equal((await cookie.signUp(person, options)).status, 201);
    const { refreshToken, token, status } = await cookie.signIn(person, options);
    assert.equal(status, 204);
    const renewed = await cookie.refresh(refreshToken, options);
    assert.equal(renewed.status, 204);
    assert.equal((await cookie.signOut({ access_token: token }, options)).status, 204);
  },
};

/** Configures a captcha whose provider fails from here on. */
async function withCaptchaDown() {
  siteverify.behaviour = BEHAVIOUR.fail;
  await worker.restart({ settings: captcha });
}

/** Expected cells, by dependency and column: the status that the table gives first, and its check. */
const matrix = {
  D1: {
    A: [503, async () => {
      const person = await member();
      for (const act of [bearer.signUp(newPerson(), d1Down), bearer.signIn(person, d1Down), bearer.pairingCode("x", d1Down), bearer.pair(person.token, "ABC123", d1Down)]) {
        isUnavailable(await act, "bearer");
      }
    }],
    B: [503, async () => {
      const person = await member();
      const acts = [
        session.signUp(newPerson(), d1Down), session.signIn(person, d1Down), session.session(person.token, d1Down),
        session.signOut(person.token, d1Down), session.sendMagicLink(person.email, undefined, d1Down), session.magicLink("magic-link.x", d1Down),
        client.start("github", d1Down),
      ];
      for (const act of acts) isUnavailable(await act, "session");
      const health = await send(worker, "GET", "/healthz", d1Down);
      assert.deepEqual([health.status, health.body.status], [503, "unavailable"]);
      assert.equal((await session.session(person.token)).status, 200, "the session is alive afterwards");
    }],
    C: [503, async () => {
      const person = await registered();
      const acts = [
        passwordless.register(newPerson(), d1Down), passwordless.logIn(person, d1Down),
        passwordless.poll("45314ce9-74c8-48dd-9094-0bcf980f335b", d1Down), passwordless.changeEmail(person.token, newPerson().email, undefined, d1Down),
      ];
      for (const act of acts) isUnavailable(await act, "passwordless");
    }],
    D: [503, async () => {
      const person = await member();
      const { token, refreshToken } = await cookie.signIn(person);
      const acts = [
        cookie.signUp(newPerson(), d1Down), cookie.signIn(person, d1Down), cookie.refresh(refreshToken, d1Down),
        cookie.verifyCode(token, "000000", d1Down), cookie.signOut({ access_token: token, refresh_token: refreshToken }, d1Down),
      ];
      for (const act of acts) isUnavailable(await act, "cookie");
      assert.equal((await cookie.refresh(refreshToken)).status, 204, "its cookies are good afterwards");
    }],
    pages: [503, async () => {
      const { link, token } = await mailedLink();
      isPage(await pages.open(link, d1Down), 200);
      const fields = { token, decision: "confirm", newPassword: "a new password" };
      isPage(await pages.submit("/reset-password", fields, d1Down), 503);
      const { token: signedIn } = await member();
      isPage(await send(worker, "GET", "/pair", { headers: { ...d1Down.headers, ...cookieHeader({ access_token: signedIn }) } }), 503);
      isPage(await pages.submit("/reset-password", fields), 200);
    }],
  },
  KV: {
    A: [200, () => works.A(kvDown)],
    B: [200, () => works.B(kvDown)],
    C: [200, async () => {
      const person = newPerson();
      const { authId } = await works.C(kvDown, person);
      const { token } = await mailTo(person, "approve-login");
      assert.equal((await pages.submit("/approve-login", { token, decision: "confirm" }, kvDown)).status, 200);
      assert.ok((await passwordless.poll(authId, kvDown)).token);
    }],
    D: [200, () => works.D(kvDown)],
    pages: [200, async () => {
      const { link, token } = await mailedLink();
      const page = await pages.open(link, kvDown);
      isPage(page, 200);
      assert.equal(page.calls, 1, "its text comes from D1");
      isPage(await pages.submit("/reset-password", { token, decision: "confirm", newPassword: "a new password" }, kvDown), 200);
    }],
  },
  "the mail service": {
    A: [200, () => works.A(nothing)],
    B: [200, async () => {
      const person = unreachable();
      await works.B(nothing, person);
      await eventually(() => assert.match(worker.logs(), /"mail_failed"/));
    }],
    C: [200, () => works.C(nothing, unreachable())],
    D: [200, () => works.D(nothing, unreachable())],
    pages: [200, async () => {
      const { link, token } = await mailedLink();
      resend.plan({ email: resend.requests.findLast(({ mail }) => mail?.text.includes(token)).mail.to }, ...Array(40).fill("fail"));
      isPage(await pages.open(link), 200);
      isPage(await pages.submit("/reset-password", { token, decision: "confirm", newPassword: "a new password" }), 200);
    }],
  },
  "a provider": {
    A: [200, () => works.A(nothing)],
    B: [502, async () => {
      const person = { ...newUser(newPerson().email), token: BEHAVIOUR.hangUp };
      assertError(await client.visit("github", github, person), "session", 502, "PROVIDER_FAILED");
      const back = await client.visit("github", github, person, { parameters: { redirectUrl: `${TRUSTED_ORIGIN}/in` } });
      assert.deepEqual([back.status, back.location], [302, `${TRUSTED_ORIGIN}/in?error=PROVIDER_FAILED`]);
      await works.B(nothing);
    }],
    C: [200, () => works.C(nothing)],
    D: [200, () => works.D(nothing)],
    pages: [200, async () => isPage(await pages.open((await mailedLink()).link), 200)],
  },
  // Last, since the captcha stays configured.
  "a captcha's provider": {
    A: [200, async () => {
      await withCaptchaDown();
      await works.A(nothing);
    }],
    B: [200, () => works.B(nothing)],
    C: [200, () => works.C(nothing)],
    D: [503, async () => {
      const person = await member();
      for (const act of [cookie.signUp(newPerson()), cookie.signIn(person)]) isUnavailable(await act, "cookie");
      const { token } = await session.signIn(person);
      assert.equal((await cookie.verifyCode(token, "000000")).status, 400, "what asks for no captcha works");
    }],
    pages: [503, async () => {
      const person = await member();
      const fields = { login: person.email, password: person.password, "cf-turnstile-response": siteverify.solve({ action: "signin" }) };
      isPage(await pages.submit("/sign-in", fields), 503);
      isPage(await pages.open((await mailedLink()).link), 200);
    }],
  },
};

for (const [down, cells] of Object.entries(matrix)) {
  for (const [column, [status, shows]] of Object.entries(cells)) {
    test(`${down} is down: ${column} answers ${status}`, shows);
  }
}

test("OpenID provider down before the redirect: a clean error", async () => {
  await openid.close();
  assertError(await client.start("double"), "session", 502, "PROVIDER_FAILED");
});

test("docs/operations.md has a cell for each of these, which begins with the same status", () => {
  const text = readFileSync(join(root, "docs/operations.md"), "utf8");
  const rows = text.split("\n").filter((line) => line.startsWith("| **")).map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
  const told = Object.fromEntries(rows.map(([name, ...cells]) => [name.replaceAll("*", ""), cells.map((cell) => Number(cell.match(/^\d{3}/)?.[0]))]));
  for (const [down, cells] of Object.entries(matrix)) {
    assert.deepEqual(told[down], Object.values(cells).map(([status]) => status), down);
  }
});

test("outage: a valid credential is never answered with 401", async () => {
  const { token } = await member();
  const routes = ["/api/auth/session", "/api/auth/sessions", "/api/auth/passkeys", "/api/auth/identities", "/api/auth/events", "/api/auth/user/export"];
  for (const path of routes) {
    const answer = await send(worker, "GET", path, { headers: { ...d1Down.headers, ...bearerHeader(token) } });
    isUnavailable(answer, "session");
  }
});

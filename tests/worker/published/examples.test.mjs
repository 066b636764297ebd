// Documented examples, run unchanged except for the address and the placeholders of tokens.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, beforeEach, test } from "node:test";
import { clientsOf } from "../clients/all.mjs";
import { authenticator } from "../support/authenticator_app.mjs";
import { rows } from "../support/database.mjs";
import { runExample } from "../support/programs.mjs";
import { startWorker } from "../support/worker.mjs";

const worker = await startWorker();
after(() => worker.dispose());
const { session, cookie } = clientsOf(worker);

const SESSION_USER = { email: "user@example.com", password: "SecurePassword123" };
const COOKIE_USER = { email: "user@example.com", password: "secure_password", name: "John Doe" };
const KINDS = ["sh", "mjs", "py"];

beforeEach(async () => {
  // Deleting an account removes its rows; rows without an account stay.
  for (const table of ["accounts", "authorizations", "attempts"]) await worker.d1.prepare(`DELETE FROM ${table}`).run();
});

/** Runs examples/<name>.<kind> against the worker. */
function example(name, kind, { replace = {}, cookies } = {}) {
  let text = readFileSync(new URL(`./examples/${name}.${kind}`, import.meta.url), "utf8");
  const changes = { "https://api.rememberizer.ai": worker.url, "http://localhost:3000": worker.url, ...replace };
  for (const [from, to] of Object.entries(changes)) text = text.replaceAll(from, to);
  return runExample(kind, text, { cookies });
}

const emails = async () => (await rows(worker.d1, "accounts")).map((row) => row.email);
const openSessions = async () => (await rows(worker.d1, "sessions")).length;

test("session: sign up with curl", async () => {
  const { status, body } = await example("session-sign-up", "sh");
  assert.equal(status, 201);
  assert.equal(body.user.email, SESSION_USER.email);
  assert.equal((await session.session(body.session.token)).status, 200);
});

test("session: sign in with curl", async () => {
  await session.signUp(SESSION_USER);
  const { status, body } = await example("session-sign-in", "sh");
  assert.equal(status, 200);
  assert.equal((await session.session(body.session.token)).status, 200);
});

test("session: get the session with curl", async () => {
  const { token } = await session.signUp(SESSION_USER);
  const { status, body } = await example("session-session", "sh", { replace: { YOUR_TOKEN: token } });
  assert.equal(status, 200);
  assert.deepEqual(Object.keys(body).sort(), ["session", "user"]);
});

test("session: sign out with curl", async () => {
  const { token } = await session.signUp(SESSION_USER);
  const { status, body } = await example("session-sign-out", "sh", { replace: { YOUR_TOKEN: token } });
  assert.deepEqual([status, body], [200, { success: true }]);
  assert.equal(await openSessions(), 0);
});

test("session: set up and use a second factor with curl", async () => {
  const { token, body: { user } } = await session.signUp(SESSION_USER);
  const enabled = await example("session-two-factor-enable", "sh", { replace: { TOKEN: token } });
  assert.equal(enabled.status, 200);
  assert.match(enabled.body.qrCode, /^data:image\/png;base64,/);
  const { current, at } = authenticator(enabled.body.secret, () => Date.now() / 1000);
  const step = current();
  const verified = await example("session-two-factor-verify", "sh", { replace: { TOKEN: token, 123456: at(step) } });
  assert.deepEqual([verified.status, verified.body], [200, { success: true, user: { ...user, twoFactorEnabled: true } }]);
  const refused = await example("session-sign-in-totp", "sh", { replace: { 123456: at(step) } });
  assert.deepEqual([refused.status, refused.body], [401, { error: "INVALID_TOTP", message: "The TOTP code is invalid or expired" }]);
  const { status, body } = await example("session-sign-in-totp", "sh", { replace: { 123456: at(step + 1) } });
  assert.equal(status, 200);
  assert.equal((await session.session(body.session.token)).status, 200);
});

for (const [name, failure] of [["register", "Registration failed; Invalid email or password."], ["login", "Login failed; Invalid user ID or password."]]) {
  for (const type of ["form", "JSON"]) {
    test(`bearer: ${name} with the documented body as ${type}`, async () => {
      const sent = { email: "maxime@mm.com", password: "supersafepassword" };
      const data = type === "form"
        ? Object.entries(sent).map(([key, value]) => `--data-urlencode '${key}=${value}'`).join(" ")
        : `-H 'Content-Type: application/json' -d '${JSON.stringify(sent)}'`;
      const register = () => runExample("sh", `curl -X POST ${worker.url}/auth/register ${data}\n`);
      if (name === "login") await register();
      const first = await runExample("sh", `curl -X POST ${worker.url}/auth/${name} ${data}\n`);
      assert.equal(first.status, 200);
      assert.deepEqual(Object.keys(first.body), ["bearer"]);
      const wrong = data.replace("supersafepassword", name === "login" ? "another" : "supersafepassword");
      const refused = await runExample("sh", `curl -X POST ${worker.url}/auth/${name} ${wrong}\n`);
      assert.deepEqual([refused.status, refused.body], [401, { message: failure }]);
    });
  }
}

for (const kind of KINDS) {
  test(`cookie: sign up with ${kind}`, async () => {
    const { status, body, stdout } = await example("cookie-signup", kind);
    if (kind === "sh") assert.deepEqual([status, body.user.name], [201, "John Doe"]);
    for (const shown of ["user@example.com", "John Doe", "access_token"]) assert.ok(stdout.includes(shown), stdout);
    assert.deepEqual(await emails(), ["user@example.com"]);
  });

  test(`cookie: sign in with ${kind}`, async () => {
    await cookie.signUp(COOKIE_USER);
    const { status, stdout } = await example("cookie-signin", kind);
    if (kind === "sh") assert.equal(status, 204);
    else assert.match(stdout, /Connexion réussie !/);
    assert.equal(await openSessions(), 2);
  });

  test(`cookie: refresh with ${kind}`, async () => {
    const { refreshToken } = await cookie.signUp(COOKIE_USER);
    const generations = async () => (await rows(worker.d1, "sessions")).map((row) => row.refresh_generation);
    const [first] = await generations();
    const options = { replace: { VOTRE_REFRESH_TOKEN: refreshToken }, cookies: `refresh_token=${refreshToken}` };
    const { status, stdout } = await example("cookie-custom-refresh", kind, options);
    if (kind === "sh") assert.equal(status, 204);
    else assert.match(stdout, /Jeton rafraîchi avec succès !/);
    assert.deepEqual(await generations(), [first + 1], "one more generation of the one session");
  });

  test(`cookie: log out with ${kind}`, async () => {
    const { token, refreshToken } = await cookie.signUp(COOKIE_USER);
    const { status, stdout } = await example("cookie-custom-logout", kind, { cookies: `access_token=${token}; refresh_token=${refreshToken}` });
    if (kind === "sh") assert.equal(status, 204);
    else assert.match(stdout, /Déconnexion réussie !/);
    // curl and Python keep no cookies here, so they log out without a session.
    assert.equal(await openSessions(), kind === "mjs" ? 0 : 1);
  });
}

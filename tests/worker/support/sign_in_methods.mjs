// Every method of signing in, and every open route that is none. A method starts a sign-in of an account and returns a function
// that continues it, with or without a code, as often as needed; `tokenOf` returns the session token of a successful
// answer.
import assert from "node:assert/strict";
import { send } from "../clients/http.mjs";
import { cookiesSet, formsOf } from "../clients/pages.mjs";
import { startedLogin } from "./redemptions.mjs";
import { assertError } from "./shapes.mjs";

const FAILED_LOGIN = "Login failed; Invalid user ID or password.";
const INVALID_TOTP = "The TOTP code is invalid or expired";

/** Answers to a missing and to a wrong code, by the route's error shape. */
const refusals = {
  bearer: (answer, error) => {
    assert.equal(answer.status, 401, answer.text);
    assert.deepEqual(answer.body, { message: FAILED_LOGIN, error });
  },
  session: (answer, error) => assertCode(answer, "session", error),
  cookie: (answer, error) => assertCode(answer, "cookie", error),
  page: (answer, error) => {
    // The redirect leads to a page, shown by GET.
    assert.equal(answer.status, answer.isFollowed ? 200 : 401, answer.text);
    const [form] = formsOf(answer.text);
    assert.ok(form?.names.includes("totp_code"), "it asks for the code");
    assert.deepEqual(cookiesSet(answer), []);
    const alert = /role="alert"/.test(answer.text);
    assert.equal(alert, error === "INVALID_TOTP", `says that a code was wrong: ${answer.text.slice(-1500)}`);
  },
};

function assertCode(answer, dialect, error) {
  assertError(answer, dialect, 401, error);
  assert.deepEqual(Object.keys(answer.body).sort(), ["error", "message"]);
  if (error === "INVALID_TOTP") assert.equal(answer.body.message, INVALID_TOTP);
  assert.deepEqual(answer.cookies, {});
}

const posting = (worker, path, credentials, field, form = false) => (code, more) =>
  send(worker, "POST", path, { form, ...more, body: code === null ? credentials : { ...credentials, [field]: code } });

/** Mail of a magic link as {token, code, requestId}: the account's `link`, or a new one. */
export async function mailedLink({ session, mail }, { email, link }) {
  if (link) return link;
  const asked = await session.sendMagicLink(email);
  assert.equal(asked.status, 200);
  const { token, code } = await mail.next(email, "magic-link");
  return { token, code, requestId: asked.body.requestId };
}

/**
 * Submits the page's form; after an answer that asks for a code, the form of that answer, or of the page it leads to.
 */
function pressing({ pages }, path, fields) {
  let form = { action: path, fields };
  return async (code, more) => {
    let answer = await pages.submit(form.action, code === null ? form.fields : { ...form.fields, totp_code: code }, more);
    if (answer.headers.get("location")?.startsWith("/second-factor")) answer = await pages.follow(answer);
    if (answer.text.includes('name="totp_code"')) [form] = formsOf(answer.text);
    return answer;
  };
}

/** Methods that can carry a code, by name. */
export const signInMethods = {
  "A": {
    routes: ["POST /auth/login"],
    shape: "bearer",
    start: async ({ worker }, { email, password }) => posting(worker, "/auth/login", { email, password }, "totp_code", true),
    tokenOf: (answer) => answer.body?.bearer,
  },
  "A as JSON": {
    routes: ["POST /auth/login"],
    shape: "bearer",
    start: async ({ worker }, { email, password }) => posting(worker, "/auth/login", { email, password }, "totp_code"),
    tokenOf: (answer) => answer.body?.bearer,
  },
  "B": {
    routes: ["POST /api/auth/sign-in"],
    shape: "session",
    start: async ({ worker }, { email, password }) => posting(worker, "/api/auth/sign-in", { email, password }, "totpCode"),
    tokenOf: (answer) => answer.body?.session?.token,
  },
  "D": {
    routes: ["POST /api/v1/auth/signin"],
    shape: "cookie",
    start: async ({ worker }, { email, password }) => posting(worker, "/api/v1/auth/signin/", { login: email, password }, "totp_code"),
    tokenOf: (answer) => answer.cookies.access_token?.value,
  },
  "D by username": {
    routes: ["POST /api/v1/auth/signin"],
    shape: "cookie",
    start: async ({ worker }, { username, password }) => posting(worker, "/api/v1/auth/signin/", { login: username, password }, "totp_code"),
    tokenOf: (answer) => answer.cookies.access_token?.value,
  },
  "magic link": {
    routes: ["POST /api/auth/magic-link"],
    shape: "session",
    start: async (world, account) => posting(world.worker, "/api/auth/magic-link", { token: (await mailedLink(world, account)).token }, "totpCode"),
    tokenOf: (answer) => answer.body?.session?.token,
  },
  "magic link's code": {
    routes: ["POST /api/auth/magic-link"],
    shape: "session",
    async start(world, account) {
      const { requestId, code } = await mailedLink(world, account);
      return posting(world.worker, "/api/auth/magic-link", { requestId, code }, "totpCode");
    },
    tokenOf: (answer) => answer.body?.session?.token,
  },
  "magic link's code on its page": {
    routes: ["POST /sign-in/code"],
    shape: "page",
    async start(world, account) {
      const { requestId: request, code } = await mailedLink(world, account);
      const press = pressing(world, "/sign-in/code", { request, code, login: account.email });
      assertAsked({ shape: "page" }, await press(null));
      return press;
    },
    tokenOf: (answer) => answer.cookies.access_token?.value,
  },
  "magic link's page": {
    routes: ["POST /magic-link"],
    shape: "page",
    start: async (world, account) => pressing(world, "/magic-link", { token: (await mailedLink(world, account)).token, decision: "confirm" }),
    tokenOf: (answer) => answer.cookies.access_token?.value,
  },
  "the sign-in page": {
    routes: ["POST /sign-in"],
    shape: "page",
    async start(world, { email, password }) {
      const press = pressing(world, "/sign-in", { login: email, password });
      assertAsked({ shape: "page" }, await press(null));
      return press;
    },
    tokenOf: (answer) => answer.cookies.access_token?.value,
  },
  "C's approval": {
    routes: ["POST /approve-login", "GET /auth/session/:id"],
    shape: "page",
    async start(world, account) {
      const { token, authId } = await startedLogin(world, {}, account);
      const press = pressing(world, "/approve-login", { token, decision: "confirm" });
      return async (code, more) => {
        const answer = await press(code, more);
        // Answer to the waiting client. A contest does not poll: it counts approvals.
        return more?.unpolled ? answer : { ...answer, polled: await world.passwordless.poll(authId) };
      };
    },
    tokenOf: (answer) => answer.polled?.token,
  },
};

export const assertAsked = (method, answer) => refusals[method.shape](answer, "TOTP_REQUIRED");
export const assertWrong = (method, answer) => refusals[method.shape](answer, "INVALID_TOTP");
/** Asserts a refusal for any reason. A page may redirect to one that asks for the code (again). */
export function assertRefused(method, answer) {
  assert.ok(answer.status >= 400 || (answer.isFollowed && answer.text.includes('name="totp_code"')), answer.text);
  assert.equal(method.tokenOf(answer), undefined);
}

/** Routes that finish a sign-in deferred because it could not carry a code. */
export const LATER = ["POST /api/auth/two-factor/challenge", "POST /second-factor"];

/** Routes whose row of the matrix is a separate test: its file and name. */
export const ROWS_ELSEWHERE = {
  "POST /sign-in/passkey": ["tests/native/passkeys.rs", "fn a_passkey_with_user_verification_needs_no_code"],
  "POST /api/auth/passkey/sign-in": ["tests/native/passkeys.rs", "fn a_passkey_with_user_verification_needs_no_code"],
  // Before its address is proven, a domain-bound account has no session in which a factor could be set up.
  "POST /sign-up/code": ["tests/native/sign_up/by_code.rs", "fn the_code_proves_the_address_signs_in_and_leads_on"],
  "GET /api/auth/callback/:provider": ["tests/worker/federation/accounts.test.mjs", "second factor: is asked for by a JSON challenge, or on a page with a redirectUrl"],
};

/** Routes that continue or extend a session that passed, or create the account. */
export const CONTINUING = [
  "POST /api/v1/auth/custom-refresh", "POST /auth/pair", "POST /pair",
  "POST /auth/register", "POST /api/auth/sign-up", "POST /api/v1/auth/signup", "POST /auth/registration",
  "POST /sign-up",
];

/** Routes open to strangers that open no session. */
export const OPENING_NONE = [
  "POST /auth/pair/code", "POST /api/v1/auth/custom-logout", "GET /api/auth/oauth/:provider",
  "POST /api/auth/verify-email", "POST /api/auth/send-magic-link", "POST /api/auth/forgot-password", "POST /api/auth/reset-password",
  "GET /", "GET /sign-in", "GET /sign-up", "GET /forgot-password", "POST /forgot-password", "POST /sign-in/link", "POST /sign-in/verification", "POST /sign-up/resend", "POST /sign-out", "POST /language",
  "GET /magic-link", "GET /verify-email", "POST /verify-email", "GET /confirm-address", "POST /confirm-address",
  "GET /approve-address-change", "POST /approve-address-change", "GET /reset-password", "POST /reset-password",
  "GET /approve-login", "GET /docs", "GET /openapi.json", "GET /done", "GET /.well-known/change-password", "GET /favicon.ico", "GET /favicon.svg", "GET /apple-touch-icon.png", "GET /healthz", "GET /pair", "GET /dev/mailbox", "GET /dev/mailbox/:id", "GET /dev/mailbox.json",
  "GET /second-factor",
  "GET /recovery", "POST /recovery", "POST /recovery/passkey", "POST /recovery/options", "GET /refuse-recovery", "POST /refuse-recovery",
  "GET /.well-known/openid-configuration", "GET /.well-known/oauth-authorization-server", "GET /oauth2/jwks",
  "POST /oauth2/token", "GET /oauth2/userinfo", "POST /oauth2/userinfo", "POST /oauth2/introspect", "POST /oauth2/revoke",
  "GET /oauth2/authorize", "POST /oauth2/authorize", "POST /oauth2/consent", "GET /oauth2/logout", "POST /oauth2/logout", "POST /oauth2/logout/confirm",
  "GET /keep-address", "POST /keep-address", "GET /remove-second-factor", "POST /remove-second-factor",
];

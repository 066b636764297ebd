// Measured operations, for each side. A request is {method, path, headers, body}; `good` checks its answer, since a
// refusal would be fast.
import { createHash, randomBytes } from "node:crypto";

export const PASSWORD = "correct horse battery staple 7";

export const newPerson = () => ({ email: `${randomBytes(9).toString("hex")}@example.com`, password: PASSWORD, name: "Bench" });

const bearer = (token) => ({ authorization: `Bearer ${token}` });
const post = (path, body, headers = {}) => ({ method: "POST", path, body, headers });
const get = (path, headers = {}) => ({ method: "GET", path, headers });
const form = (path, fields, headers = {}) => ({ method: "POST", path, form: fields, headers });

export const CALLBACK = "https://app.example.com/callback";
const PKCE = { verifier: "v".repeat(43), challenge: createHash("sha256").update("v".repeat(43)).digest("base64url") };
const basic = ({ id, secret }) => ({ authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}` });

/** Requests to a provider of OpenID Connect below `base`, of an application whose people are not asked for consent. */
const provider = (base) => ({
  authorize: ({ app, cookie }) => get(`${base}/authorize?${new URLSearchParams({
    client_id: app.id, redirect_uri: CALLBACK, response_type: "code", scope: "openid profile email offline_access", state: "state", nonce: "nonce",
    code_challenge: PKCE.challenge, code_challenge_method: "S256",
  })}`, { cookie }),
  "token, code": ({ app, code }) => form(`${base}/token`, { grant_type: "authorization_code", code, redirect_uri: CALLBACK, code_verifier: PKCE.verifier }, basic(app)),
  "token, refresh": ({ app, refresh }) => form(`${base}/token`, { grant_type: "refresh_token", refresh_token: refresh }, basic(app)),
  userinfo: ({ access }) => get(`${base}/userinfo`, bearer(access)),
  introspect: ({ app, access }) => form(`${base}/introspect`, { token: access }, basic(app)),
});

const givesTokens = ({ status, json }) => status === 200 && Boolean(json.access_token && json.refresh_token && json.id_token);
const providerGood = {
  authorize: (answer) => Boolean(codeOf(answer)),
  "token, code": givesTokens,
  "token, refresh": givesTokens,
  userinfo: ({ status, json }, { email }) => status === 200 && json.email === email,
  introspect: ({ status, json }) => status === 200 && json.active === true,
};

/** Code that a redirect brings; null for any other answer. */
export const codeOf = ({ headers: { location } }) => (location?.startsWith(CALLBACK) ? new URL(location).searchParams.get("code") : null);

/**
 * Operations and the subject of each: a new person, one with an account, a session, a session to end, a chain of refresh
 * tokens; and of the provider a code to redeem, a chain of an application's refresh tokens, an application's access token.
 */
export const OPERATIONS = {
  "sign-up": { on: "stranger", hashes: true },
  "sign-in": { on: "member", hashes: true },
  "wrong password": { on: "member", hashes: true },
  "session, bearer": { on: "session" },
  "session, cookie": { on: "session" },
  refresh: { on: "chain" },
  "magic-link request": { on: "member" },
  "sign-out": { on: "ending" },
  authorize: { on: "session" },
  "token, code": { on: "code" },
  "token, refresh": { on: "grant" },
  userinfo: { on: "granted" },
  introspect: { on: "granted" },
};

/** Operations whose subjects are made before and used up. */
export const isSpent = ({ on }) => on === "ending" || on === "code";

export const sesame = {
  name: "Sesame",
  first: { request: () => get("/api/auth/session"), good: ({ status }) => status === 401 },
  credentials: ({ json }) => ({ token: json.session.token, cookie: `access_token=${json.session.token}` }),
  requests: {
    "sign-up": (person) => post("/api/auth/sign-up", person),
    "sign-in": ({ email, password }) => post("/api/auth/sign-in", { email, password }),
    "wrong password": ({ email }) => post("/api/auth/sign-in", { email, password: "a wrong password" }),
    "session, bearer": ({ token }) => get("/api/auth/session", bearer(token)),
    "session, cookie": ({ cookie }) => get("/api/auth/session", { cookie }),
    chain: ({ email, password }) => post("/api/v1/auth/signin/", { login: email, password, captcha: "" }),
    refresh: ({ refresh }) => post("/api/v1/auth/custom-refresh/", undefined, { cookie: `refresh_token=${refresh}` }),
    "magic-link request": ({ email }) => post("/api/auth/send-magic-link", { email }),
    "sign-out": ({ token }) => post("/api/auth/sign-out", {}, bearer(token)),
    ...provider("/oauth2"),
  },
  good: {
    "sign-up": ({ status, json }, { email }) => status === 201 && json.user.email === email,
    "wrong password": ({ status, json }) => status === 401 && json.error === "INVALID_CREDENTIALS",
    refresh: ({ status, cookies }) => status === 204 && Boolean(cookies.refresh_token),
    "magic-link request": ({ status, json }) => status === 200 && json.success === true,
    "sign-out": ({ status, json }) => status === 200 && json.success === true,
    ...providerGood,
    otherwise: ({ status, json }, { email }) => status === 200 && json.user.email === email,
  },
};

/** Refresh token of an answer, of a session's chain or an application's. */
export const refreshTokenOf = ({ cookies, json }) => json?.refresh_token ?? cookies.refresh_token;

export const peer = (origin) => {
  const own = { origin };
  return {
    name: "better-auth",
    first: { request: () => get("/api/auth/get-session"), good: ({ status }) => status === 200 },
    credentials: ({ headers, cookies }) => ({
      token: headers["set-auth-token"],
      cookie: Object.entries(cookies).map(([name, value]) => `${name}=${value}`).join("; "),
    }),
    requests: {
      "sign-up": (person) => post("/api/auth/sign-up/email", person, own),
      "sign-in": ({ email, password }) => post("/api/auth/sign-in/email", { email, password }, own),
      "wrong password": ({ email }) => post("/api/auth/sign-in/email", { email, password: "a wrong password" }, own),
      "session, bearer": ({ token }) => get("/api/auth/get-session", bearer(token)),
      "session, cookie": ({ cookie }) => get("/api/auth/get-session", { cookie }),
      "magic-link request": ({ email }) => post("/api/auth/sign-in/magic-link", { email }, own),
      "sign-out": ({ cookie }) => post("/api/auth/sign-out", {}, { ...own, cookie }),
      ...provider("/api/auth/oauth2"),
    },
    good: {
      "wrong password": ({ status }) => status === 401,
      "magic-link request": ({ status, json }) => status === 200 && json.status === true,
      "sign-out": ({ status, json }) => status === 200 && json.success === true,
      ...providerGood,
      otherwise: ({ status, json }, { email }) => status === 200 && json?.user.email === email,
    },
  };
};

// Measured operations, for each side. A request is {method, path, headers, body}; `good` checks its answer, since a
// refusal would be fast.
import { randomBytes } from "node:crypto";

export const PASSWORD = "correct horse battery staple 7";

export const newPerson = () => ({ email: `${randomBytes(9).toString("hex")}@example.com`, password: PASSWORD, name: "Bench" });

const bearer = (token) => ({ authorization: `Bearer ${token}` });
const post = (path, body, headers = {}) => ({ method: "POST", path, body, headers });
const get = (path, headers = {}) => ({ method: "GET", path, headers });

/** Operations and the subject of each: a new person, one with an account, a session, a session to end. */
export const OPERATIONS = {
  "sign-up": { on: "stranger", hashes: true },
  "sign-in": { on: "member", hashes: true },
  "wrong password": { on: "member", hashes: true },
  "session, bearer": { on: "session" },
  "session, cookie": { on: "session" },
  refresh: { on: "chain" },
  "magic-link request": { on: "member" },
  "sign-out": { on: "ending" },
};

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
  },
  good: {
    "sign-up": ({ status, json }, { email }) => status === 201 && json.user.email === email,
    "wrong password": ({ status, json }) => status === 401 && json.error === "INVALID_CREDENTIALS",
    refresh: ({ status, cookies }) => status === 204 && Boolean(cookies.refresh_token),
    "magic-link request": ({ status, json }) => status === 200 && json.success === true,
    "sign-out": ({ status, json }) => status === 200 && json.success === true,
    otherwise: ({ status, json }, { email }) => status === 200 && json.user.email === email,
  },
  refreshToken: ({ cookies }) => cookies.refresh_token,
};

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
    },
    good: {
      "wrong password": ({ status }) => status === 401,
      "magic-link request": ({ status, json }) => status === 200 && json.status === true,
      "sign-out": ({ status, json }) => status === 200 && json.success === true,
      otherwise: ({ status, json }, { email }) => status === 200 && json?.user.email === email,
    },
  };
};

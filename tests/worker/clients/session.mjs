// Dialect B: /api/auth/*, JSON and `Authorization: Bearer`.
import { bearerHeader, send } from "./http.mjs";

export const session = (worker) => {
  const as = (token, method, path, options = {}) =>
    send(worker, method, `/api/auth${path}`, { ...options, headers: { ...bearerHeader(token), ...options.headers } });
  return {
    dialect: "session",
    signUp: async ({ email, password, name, image, ip }, options = {}) =>
      signedIn(await send(worker, "POST", "/api/auth/sign-up", { ip, ...options, body: { email, password, name, image } })),
    signIn: async ({ email, password, ip }, options = {}) =>
      signedIn(await send(worker, "POST", "/api/auth/sign-in", { ip, ...options, body: { email, password } })),
    session: async (token, options) => signedIn(await as(token, "GET", "/session", options)),
    signOut: (token, options) => as(token, "POST", "/sign-out", options),
    sessions: (token, options) => as(token, "GET", "/sessions", options),
    endSession: (token, id, options) => as(token, "DELETE", `/sessions/${id}`, options),
    endOthers: (token, options) => as(token, "DELETE", "/sessions", options),
    changePassword: (token, currentPassword, newPassword, options) =>
      as(token, "POST", "/change-password", { ...options, body: { currentPassword, newPassword } }),
    updateUser: (token, body, options) => as(token, "PATCH", "/user", { ...options, body }),
    exportUser: (token, options) => as(token, "GET", "/user/export", options),
    sendVerification: (token, options) => as(token, "POST", "/send-verification-email", options),
    verifyEmail: (token, options) => as(undefined, "POST", "/verify-email", { ...options, body: { token } }),
    sendMagicLink: (email, redirectUrl, options) => as(undefined, "POST", "/send-magic-link", { ...options, body: { email, redirectUrl } }),
    magicLink: async (token, options) => signedIn(await as(undefined, "POST", "/magic-link", { ...options, body: { token } })),
    magicLinkCode: async (requestId, code, options) => signedIn(await as(undefined, "POST", "/magic-link", { ...options, body: { requestId, code } })),
    forgotPassword: (email, redirectUrl, options) => as(undefined, "POST", "/forgot-password", { ...options, body: { email, redirectUrl } }),
    resetPassword: (token, newPassword, options) => as(undefined, "POST", "/reset-password", { ...options, body: { token, newPassword } }),
    changeEmail: (token, email, password, options) => as(token, "POST", "/change-email", { ...options, body: { email, password } }),
    deleteUser: (token, body, options) => as(token, "DELETE", "/user", { ...options, body }),
  };
};

const signedIn = (answer) => ({ ...answer, token: answer.body?.session?.token });

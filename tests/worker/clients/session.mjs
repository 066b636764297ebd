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
    deleteUser: (token, body, options) => as(token, "DELETE", "/user", { ...options, body }),
  };
};

const signedIn = (answer) => ({ ...answer, token: answer.body?.session?.token });

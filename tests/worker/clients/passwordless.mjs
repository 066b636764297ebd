// Dialect C: a username and a mailbox; logins are approved from the mailbox.
import { bearerHeader, send } from "./http.mjs";

export const passwordless = (worker) => ({
  dialect: "passwordless",
  register: async ({ username, email, ip }, { platform = "Test client", ...options } = {}) =>
    signedIn(await send(worker, "POST", "/auth/registration", { ip, ...options, body: { username, email, session_platform: platform } })),
  logIn: async ({ username, email, ip }, { platform = "Test client", ...options } = {}) => {
    const answer = await send(worker, "POST", "/auth/login", { ip, ...options, body: { username, email, session_platform: platform } });
    return { ...answer, authId: answer.body?.auth_id };
  },
  poll: async (authId, { method = "GET", ...options } = {}) => signedIn(await send(worker, method, `/auth/session/${authId}`, options)),
  changeEmail: (token, email, password, options = {}) =>
    send(worker, "POST", "/auth/email", { ...options, body: { email, password }, headers: { ...bearerHeader(token), ...options.headers } }),
});

const signedIn = (answer) => ({ ...answer, token: answer.body?.session_token });

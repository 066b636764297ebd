// Dialect A: bearer tokens from /auth/register and /auth/login.
import { bearerHeader, send } from "./http.mjs";

export const bearer = (worker) => ({
  dialect: "bearer",
  signUp: async (person, options = {}) =>
    signedIn(await send(worker, "POST", "/auth/register", { form: true, ip: person.ip, ...options, body: credentials(person) })),
  signIn: async (person, options = {}) =>
    signedIn(await send(worker, "POST", "/auth/login", { form: true, ip: person.ip, ...options, body: credentials(person) })),
  /** Requests a pairing code, as a device. */
  pairingCode: (name, options) => send(worker, "POST", "/auth/pair/code", { ...options, body: { name } }),
  pair: async (token, code, options = {}) =>
    signedIn(await send(worker, "POST", "/auth/pair", { ...options, body: { code }, headers: { ...bearerHeader(token), ...options.headers } })),
});

const credentials = ({ email, password }) => ({ email, password });

const signedIn = (answer) => ({ ...answer, token: answer.body?.bearer });

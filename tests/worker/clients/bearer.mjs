// Dialect A: a bearer from /auth/register and /auth/login.
import { send } from "./http.mjs";

export const bearer = (worker) => ({
  dialect: "bearer",
  signUp: async (person, options = {}) =>
    signedIn(await send(worker, "POST", "/auth/register", { form: true, ip: person.ip, ...options, body: credentials(person) })),
  signIn: async (person, options = {}) =>
    signedIn(await send(worker, "POST", "/auth/login", { form: true, ip: person.ip, ...options, body: credentials(person) })),
});

const credentials = ({ email, password }) => ({ email, password });

const signedIn = (answer) => ({ ...answer, token: answer.body?.bearer });

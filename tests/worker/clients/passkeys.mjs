// Client of dialect B's passkey routes.
import { bearerHeader, send } from "./http.mjs";

export const passkeys = (worker) => {
  const as = (token, method, path, body, options = {}) =>
    send(worker, method, `/api/auth${path}`, { ...options, body, headers: { ...bearerHeader(token), ...options.headers } });
  const client = {
    askForNew: (token, body = {}) => as(token, "POST", "/passkey/register", body),
    register: (token, credential, name) => as(token, "POST", "/passkey/register", { credential, name }),
    askForAny: () => as(undefined, "POST", "/passkey/sign-in", {}),
    signIn: (credential) => as(undefined, "POST", "/passkey/sign-in", { credential }),
    list: (token) => as(token, "GET", "/passkeys"),
    rename: (token, id, name) => as(token, "PATCH", `/passkeys/${id}`, { name }),
    remove: (token, id, body = {}) => as(token, "DELETE", `/passkeys/${id}`, body),
    /** Options of a registration, or of a sign-in if there is no token. */
    options: async (token) => (await (token ? client.askForNew(token) : client.askForAny())).body.options,
  };
  return client;
};

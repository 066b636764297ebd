// The passkey routes of dialect B.
import { bearerHeader, send } from "../clients/http.mjs";

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
    /** The options of a registration, or of a sign-in without a token. */
    options: async (token) => (await (token ? client.askForNew(token) : client.askForAny())).body.options,
  };
  return client;
};

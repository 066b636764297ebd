// better-auth as a worker, created once per isolate as its documentation recommends.
import { AsyncLocalStorage } from "node:async_hooks";
import { betterAuth } from "better-auth";
import { options } from "./options.mjs";

let auth;

/** Stands for the current request's database, of which each request has its own while round trips are counted. */
const current = new AsyncLocalStorage();
const database = new Proxy({}, {
  has: (_, name) => name in current.getStore(),
  get: (_, name) => {
    const value = current.getStore()[name];
    return typeof value === "function" ? value.bind(current.getStore()) : value;
  },
});

export default {
  fetch(request, env) {
    if (env.COUNTED !== "on") {
      auth ??= betterAuth(options(env, env.DB));
      return auth.handler(request);
    }
    return current.run(env.DB, () => {
      auth ??= betterAuth(options(env, database));
      return auth.handler(request);
    });
  },
};

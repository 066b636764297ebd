// Dialects with sign-up and sign-in by password.
import { bearer } from "./bearer.mjs";
import { cookie } from "./cookie.mjs";
import { session } from "./session.mjs";

export const passwordDialects = { bearer, session, cookie };
export const dialectNames = Object.keys(passwordDialects);

/** {bearer, session, cookie} for one worker. */
export const clientsOf = (worker) =>
  Object.fromEntries(Object.entries(passwordDialects).map(([name, client]) => [name, client(worker)]));

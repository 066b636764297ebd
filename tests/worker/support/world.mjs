// Worker with everything a journey needs: clients of all dialects, the pages, a reader of mails, new people.
import assert from "node:assert/strict";
import { clientsOf } from "../clients/all.mjs";
import { pages } from "../clients/pages.mjs";
import { passwordless } from "../clients/passwordless.mjs";
import { mailReader } from "./mail.mjs";
import { newPerson } from "./people.mjs";
import { startWorker } from "./worker.mjs";

/** Settings that raise every limit out of the way. */
export const NO_LIMITS = Object.fromEntries(
  ["ACCOUNT_FAILURES", "ADDRESS_FAILURES", "PAIRING_CODES", "CODE_GUESSES", "MAILS", "CLIENT_MAILS"].map((name) => [`LIMIT_${name}`, "100000"]),
);

/** Starts a worker, with the options of `startWorker`. */
export async function openWorld(options) {
  const worker = await startWorker(options);
  const clients = { ...clientsOf(worker), passwordless: passwordless(worker) };
  const mail = mailReader(worker);

  /** Creates an account by `make`, and reads its verification mail. */
  const joined = async (person, make) => {
    const made = await make(person);
    assert.ok(made.token, made.text);
    return { ...person, token: made.token, verification: await mail.next(person.email, "verify-email") };
  };
  return {
    worker,
    ...clients,
    mail,
    pages: pages(worker),
    /** New account with a password and an unproven address. */
    signedUp: (person = newPerson()) => joined(person, clients.session.signUp),
    /** New account with a username and an unproven address. */
    registered: (person = newPerson()) => joined(person, clients.passwordless.register),
    /** Proves the address of an account by its mailed link. */
    async verified(account) {
      const answer = await clients.session.verifyEmail(account.verification.token);
      assert.equal(answer.status, 200, answer.text);
      return account;
    },
    /** True if a session token is valid. */
    isAlive: async (token) => (await clients.session.session(token)).status === 200,
    dispose: () => worker.dispose(),
  };
}

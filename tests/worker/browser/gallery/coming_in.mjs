// Gallery: signing in and up.
import assert from "node:assert/strict";
import { newPerson } from "../../support/people.mjs";
import { COMMON, LONG, longNamed, unfoldAll, withSecondFactor, WRONG } from "./steps.mjs";

/** Signs a person up, up to the first step after it. */
async function toSteps(visitor) {
  const person = newPerson();
  await visitor.goto("/sign-up");
  await visitor.submit("/sign-up", { name: person.name, email: person.email, password: person.password });
  return person;
}

/** Asks for a sign-in mail, and types its code. */
async function typedSignInCode(visitor, email) {
  await visitor.goto("/sign-in");
  await visitor.submit("/sign-in", { login: email }, { to: "/sign-in/link" });
  await visitor.submit("/sign-in/code", { code: (await visitor.mail.next(email, "magic-link")).code });
}

export const comingIn = {
  "sign-in": (visitor) => visitor.goto("/sign-in"),
  "sign-in, refused": async (visitor) => {
    await visitor.goto("/sign-in");
    await visitor.submit("/sign-in", { login: `${"m".repeat(60)}@example.com`, password: WRONG });
  },
  "sign-in, past the limit": async (visitor) => {
    const login = { login: (await visitor.signedUp()).email, password: WRONG };
    await visitor.goto("/sign-in");
    await visitor.submit("/sign-in", login);
    await visitor.worker.d1.prepare("UPDATE attempts SET count = 1000000 WHERE subject LIKE 'account:%'").run();
    await visitor.submit("/sign-in", login);
    assert.equal(await visitor.page.locator("#entrance, .alert").count(), 2, "it says how long to wait");
    await visitor.worker.d1.prepare("DELETE FROM attempts").run();
  },
  "sign-in, confirmation to be mailed again": async (visitor) => {
    const { page } = visitor;
    await visitor.goto("/sign-in");
    await page.evaluate(() => { document.querySelector('[formaction="/sign-in/link"]').formAction = "/sign-in/verification"; });
    await visitor.submit("/sign-in", { login: "ada" }, { to: "/sign-in/verification" });
    assert.equal(await page.locator('[formaction="/sign-in/verification"]').count(), 1, "it is offered again");
  },
  "sign-up": (visitor) => visitor.goto("/sign-up"),
  "sign-up, address taken": async (visitor) => {
    const { email } = await visitor.signedUp();
    await visitor.goto("/sign-up");
    await visitor.submit("/sign-up", { name: LONG.name, email, password: WRONG });
  },
  "sign-up, refused": async (visitor) => {
    await visitor.goto("/sign-up");
    await visitor.submit("/sign-up", { name: LONG.name, email: newPerson().email, password: COMMON });
  },
  "check your email": (visitor) => toSteps(visitor),
  "check your email, wrong code": async (visitor) => {
    await toSteps(visitor);
    await visitor.submit("/check-email", { code: "000000" });
  },
  "check your email, mailed again": async (visitor) => {
    await toSteps(visitor);
    await visitor.goto("/check-email?sent=again");
  },
  "check your email, another address": async (visitor) => {
    await toSteps(visitor);
    await visitor.submit("/check-email/address", { email: newPerson().email });
  },
  "check your email, confirmed": async (visitor) => {
    const { email } = await toSteps(visitor);
    await visitor.session.verifyEmail((await visitor.mail.next(email, "verify-email")).token);
    await visitor.goto("/check-email");
  },
  "passkey offered": async (visitor) => {
    await toSteps(visitor);
    await visitor.goto("/add-passkey");
  },
  "forgot password": (visitor) => visitor.goto("/forgot-password"),
  "forgot password, mailed": async (visitor) => {
    await visitor.goto("/forgot-password");
    await visitor.submit("/forgot-password", { email: newPerson().email });
  },
  "sign-in link, mailed": async (visitor) => {
    await visitor.goto("/sign-in");
    await visitor.submit("/sign-in", { login: newPerson().email }, { to: "/sign-in/link" });
  },
  "sign-in code, wrong": async (visitor) => {
    await comingIn["sign-in link, mailed"](visitor);
    await visitor.submit("/sign-in/code", { code: "000000" });
  },
  "sign-in code, first proof": async (visitor) => {
    const { email } = await visitor.signedUp(longNamed());
    await typedSignInCode(visitor, email);
    assert.equal(await visitor.page.locator('form[action="/sign-in/code"] [value="not_mine"]').count(), 1, "it asks");
  },
  "sign-in code, second factor": async (visitor) => {
    const { person } = await withSecondFactor(visitor);
    await visitor.session.verifyEmail((await visitor.mail.next(person.email, "verify-email")).token);
    await visitor.signOut();
    await typedSignInCode(visitor, person.email);
    assert.equal(await visitor.page.locator('form[action="/sign-in/code"] [name="totp_code"]').count(), 2, "it asks for a code, or a backup code");
  },
  "sign-in link, without an address": async (visitor) => {
    await visitor.goto("/sign-in");
    await visitor.submit("/sign-in", {}, { to: "/sign-in/link" });
  },
  "second factor": async (visitor) => {
    const { person } = await withSecondFactor(visitor);
    await visitor.signOut();
    await visitor.signIn(person);
  },
  "second factor, refused": async (visitor) => {
    const { person } = await withSecondFactor(visitor);
    await visitor.signOut();
    await visitor.signIn(person);
    await visitor.submit("/second-factor", { totp_code: "000000" }, { mark: "confirm" });
  },
  "second factor, past the limit": async (visitor) => {
    await comingIn["second factor, refused"](visitor);
    await visitor.worker.d1.prepare("UPDATE attempts SET count = 1000000").run();
    await visitor.submit("/second-factor", { totp_code: "000000" }, { mark: "confirm" });
    assert.equal(await visitor.page.locator("details.help[open]").count(), 1);
    await visitor.worker.d1.prepare("DELETE FROM attempts").run();
  },
  "second factor, without a phone": async (visitor) => {
    await comingIn["second factor"](visitor);
    await unfoldAll(visitor);
  },
};

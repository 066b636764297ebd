// Gallery: pages of mailed links, and the mailbox.
import assert from "node:assert/strict";
import { authenticator } from "../../support/authenticator_app.mjs";
import { newPerson } from "../../support/people.mjs";
import { COMMON, grownOld, LONG, longNamed, member, now, openedUnproven, openLink, pathOf, withSecondFactor, WRONG } from "./steps.mjs";

/** Opens the link of the mail about a second factor that was enabled. */
async function openedFactorUndo(visitor) {
  const { page, mail, session } = visitor;
  const person = await visitor.signUp(longNamed());
  await session.verifyEmail((await mail.next(person.email, "verify-email")).token);
  await visitor.goto("/account");
  await visitor.submit("/account/two-factor/enable");
  const secret = (await page.locator("code").first().textContent()).replaceAll(/\s/g, "");
  await visitor.submit("/account/two-factor/verify", { totp_code: await authenticator(secret, now).next() });
  await openLink(visitor, person.email, "remove-second-factor");
  return person;
}

/** State in which a mailed link is open, and the states that its buttons lead to. */
const opened = (to, ask) => async (visitor) => {
  const account = await member(visitor);
  await openLink(visitor, (await ask(visitor, account)) ?? account.email, to);
};
const decided = (to, ask, mark, fields = {}) => async (visitor) => {
  await opened(to, ask)(visitor);
  await visitor.submit(`/${to}`, fields, { mark });
};
const askMagicLink = ({ session }, { email }) => session.sendMagicLink(email).then(() => undefined);
const askReset = ({ session }, { email }) => session.forgotPassword(email).then(() => undefined);
const askLogin = ({ passwordless }, account) => passwordless.logIn(account, { platform: LONG.platform }).then(() => undefined);
const askAddress = async ({ session }, { token, password }) => {
  const { email } = newPerson();
  await session.changeEmail(token, email, password);
  return email;
};
/** Without a fresh session or the password, the old mailbox decides. */
const askOldMailbox = async (visitor, { token }) => {
  await grownOld(visitor);
  await visitor.session.changeEmail(token, newPerson().email);
};
/** Opens the link by which a mailbox takes its address back, once another was confirmed. */
const openedAddressUndo = async (visitor) => {
  const account = await member(visitor);
  await openLink(visitor, await askAddress(visitor, account), "confirm-address");
  await visitor.submit("/confirm-address", {}, { mark: "confirm" });
  await openLink(visitor, account.email, "keep-address");
};
const firstProof = async (visitor) => {
  const person = longNamed();
  await visitor.passwordless.register(person, { platform: LONG.platform });
  await visitor.passwordless.logIn(person, { platform: LONG.platform });
  await openLink(visitor, person.email, "approve-login");
};

export const mailed = {
  "verify email": async (visitor) => visitor.goto(pathOf((await visitor.signedUp(longNamed())).verification.link)),
  "email verified": async (visitor) => {
    await mailed["verify email"](visitor);
    await visitor.submit("/verify-email", {}, { mark: "confirm" });
  },
  "account not mine": async (visitor) => {
    await mailed["verify email"](visitor);
    await visitor.submit("/verify-email", {}, { mark: "refuse" });
  },
  "magic link": opened("magic-link", askMagicLink),
  "magic link, first proof": openedUnproven,
  "magic link, second factor": async (visitor) => {
    const { person } = await withSecondFactor(visitor);
    await visitor.signOut();
    await visitor.session.sendMagicLink(person.email);
    await openLink(visitor, person.email, "magic-link");
    await visitor.submit("/magic-link", {}, { mark: "confirm" });
    assert.equal(await visitor.page.locator('form[action="/magic-link"] [name="totp_code"]').count(), 2, "it asks for a code, or a backup code");
  },
  "remove second factor": openedFactorUndo,
  "remove second factor, refused": async (visitor) => {
    await openedFactorUndo(visitor);
    await visitor.submit("/remove-second-factor", { password: WRONG }, { mark: "confirm" });
  },
  "second factor removed": async (visitor) => {
    const { password } = await openedFactorUndo(visitor);
    await visitor.submit("/remove-second-factor", { password }, { mark: "confirm" });
  },
  "reset password": opened("reset-password", askReset),
  "reset password, refused": decided("reset-password", askReset, "confirm", { newPassword: COMMON }),
  "reset password, done": decided("reset-password", askReset, "confirm", { newPassword: "another horse battery" }),
  "confirm address": opened("confirm-address", askAddress),
  "address confirmed": decided("confirm-address", askAddress, "confirm"),
  "approve address change": opened("approve-address-change", askOldMailbox),
  "address change approved": decided("approve-address-change", askOldMailbox, "confirm"),
  "keep address": openedAddressUndo,
  "address kept": async (visitor) => {
    await openedAddressUndo(visitor);
    await visitor.submit("/keep-address", {}, { mark: "confirm" });
  },
  "approve login": opened("approve-login", askLogin),
  "approve login, first proof": firstProof,
  "login approved": decided("approve-login", askLogin, "confirm"),
  "login refused": decided("approve-login", askLogin, "refuse"),
  "dead link": (visitor) => visitor.goto("/magic-link?token=magic-link.AAAA"),
  "form that was changed": async (visitor) => {
    await mailed["verify email"](visitor);
    await visitor.page.evaluate(() => document.querySelectorAll("[name=decision]").forEach((input) => { input.value = "else"; }));
    await visitor.submit("/verify-email", {}, { mark: "confirm" });
  },
  "mailbox": async (visitor) => {
    const { email } = await visitor.signedUp(longNamed());
    await visitor.goto(`/dev/mailbox?to=${encodeURIComponent(email)}`);
    await visitor.page.frameLocator("iframe").locator("h1").waitFor();
  },
  "reference": (visitor) => visitor.goto("/docs#signIn"),
  "empty mailbox": (visitor) => visitor.goto("/dev/mailbox?to=nobody@example.com"),
};

// Gallery: every page in every distinct state, with the steps to reach it.
import assert from "node:assert/strict";
import { authenticator } from "../support/authenticator_app.mjs";
import { authorizationUrl, registerApplication } from "../support/applications.mjs";
import { addAuthenticator } from "../support/chromium.mjs";
import { becomeOperator, idOf } from "../support/operators.mjs";
import { newPerson } from "../support/people.mjs";
import { PUBLIC_URL } from "../support/worker.mjs";

/** Settings that turn every feature of the pages on. */
export const GALLERY_SETTINGS = {
  GITHUB_CLIENT_ID: "an-app", GITHUB_CLIENT_SECRET: "a secret", GOOGLE_CLIENT_ID: "an-app", GOOGLE_CLIENT_SECRET: "a secret",
  OIDC_NAME: "the-provider-with-a-long-name", OIDC_ISSUER: "https://id.acme.example", OIDC_CLIENT_ID: "an-app", OIDC_CLIENT_SECRET: "a secret",
};

/** Longest names, without a place to break a line. */
const LONG = { name: "W".repeat(100), platform: `Mozilla/5.0 ${"M".repeat(80)}` };
const WRONG = "wrong horse battery";
const COMMON = "password123";
const pathOf = (link) => link.slice(PUBLIC_URL.length);
const now = () => Date.now() / 1000;

const longNamed = () => {
  const person = newPerson();
  return { ...person, name: LONG.name, username: person.username.padEnd(64, "w") };
};
/** Account with a username and an unproven address. */
const unproven = async ({ signedUp, session }) => {
  const account = await signedUp(longNamed());
  await session.updateUser(account.token, { username: account.username });
  return account;
};
const member = async (visitor) => visitor.verified(await unproven(visitor));
/** Opens the page of the newest mail to the address. */
const openLink = async (visitor, email, page) => visitor.goto(pathOf((await visitor.mail.next(email, page)).link));

/** Signs a visitor up with a second factor; returns the authenticator and the backup codes. */
async function withSecondFactor(visitor) {
  const { page } = visitor;
  const person = await visitor.signUp(longNamed());
  await visitor.submit("/account/two-factor/enable");
  const [secret, ...backupCodes] = (await page.locator("code").allTextContents()).map((text) => text.replaceAll(/\s/g, ""));
  await visitor.submit("/account/two-factor/verify", { totp_code: await authenticator(secret, now).next() });
  return { person, backupCodes };
}

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

/** Account with an entry in every list, and one of its pages with every fold open. */
async function fullAccount(visitor, path = "/account") {
  const { page, worker, mail, session } = visitor;
  const { person } = await withSecondFactor(visitor);
  await addAuthenticator(page);
  await visitor.submit("/account/passkeys", { name: LONG.name });
  const [account] = (await worker.d1.prepare("SELECT id FROM accounts WHERE email = ?").bind(person.email).all()).results;
  await worker.d1.prepare("INSERT INTO identities (id, provider, subject, account_id, email, created_at) VALUES (?, 'github', ?, ?, ?, 0)")
    .bind(crypto.randomUUID(), person.email, account.id, `${"m".repeat(60)}@${"long-".repeat(10)}name.example.com`).run();
  await session.verifyEmail((await mail.next(person.email, "verify-email")).token);
  const token = (await visitor.context.cookies()).find(({ name }) => name === "access_token").value;
  await pairedDevice(visitor, token);
  await visitor.submit("/account/email", { email: `${"m".repeat(50)}${newPerson().email}` });
  await visitor.goto(path);
  await unfoldAll(visitor);
  return person;
}

/** Signs a person up, up to the first step after it. */
async function toSteps(visitor) {
  const person = newPerson();
  await visitor.goto("/sign-up");
  await visitor.submit("/sign-up", { name: person.name, email: person.email, password: person.password });
  return person;
}

async function shownCode({ worker }) {
  const answer = await worker.fetch("/auth/pair/code", {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ name: LONG.platform }),
  });
  return answer.json();
}

async function pairedDevice(visitor, token) {
  const { code, auth_id: id } = await shownCode(visitor);
  await visitor.worker.fetch("/auth/pair", {
    method: "POST", headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` }, body: JSON.stringify({ code }),
  });
  await visitor.worker.fetch(`/auth/session/${id}`);
}

const unfoldAll = ({ page }) => page.evaluate(() => document.querySelectorAll("details").forEach((details) => { details.open = true; }));
/** Makes every session too old for a sensitive change. */
const grownOld = ({ worker }) => worker.d1.prepare("UPDATE sessions SET authenticated_at = authenticated_at - 3600").run();

const comingIn = {
  "sign-in": (visitor) => visitor.goto("/sign-in"),
  "sign-in, refused": async (visitor) => {
    await visitor.goto("/sign-in");
    await visitor.submit("/sign-in", { login: `${"m".repeat(60)}@example.com`, password: WRONG });
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
  "second factor, without a phone": async (visitor) => {
    await comingIn["second factor"](visitor);
    await unfoldAll(visitor);
  },
};

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
/** Link to an unproven address, which asks whose account it is. */
const openedUnproven = async (visitor) => {
  const { email } = await unproven(visitor);
  await visitor.session.sendMagicLink(email);
  await openLink(visitor, email, "magic-link");
  assert.equal(await visitor.page.locator('[name="decision"][value="not_mine"]').count(), 1, "it asks");
};
const firstProof = async (visitor) => {
  const person = longNamed();
  await visitor.passwordless.register(person, { platform: LONG.platform });
  await visitor.passwordless.logIn(person, { platform: LONG.platform });
  await openLink(visitor, person.email, "approve-login");
};

const mailed = {
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
  },
  "reference": (visitor) => visitor.goto("/docs#signIn"),
  "empty mailbox": (visitor) => visitor.goto("/dev/mailbox?to=nobody@example.com"),
};

const pairing = {
  "pair": async (visitor) => {
    await visitor.signUp();
    await visitor.goto("/pair");
  },
  "pair, wrong code": async (visitor) => {
    await pairing.pair(visitor);
    await visitor.submit("/pair", { code: "000000" });
  },
  "pair, confirm": async (visitor) => {
    const { code } = await shownCode(visitor);
    await pairing.pair(visitor);
    await visitor.submit("/pair", { code });
  },
  "device paired": async (visitor) => {
    await pairing["pair, confirm"](visitor);
    await visitor.submit("/pair", {}, { mark: "confirm" });
  },
};

const BACK = "http://127.0.0.1:4711/back";
/** Sends a visitor who is signed in to an application with the longest name. */
const sentBy = async (visitor, members = {}, more = {}) => {
  const id = await registerApplication(visitor.worker, { client_name: LONG.name, redirect_uris: [BACK], ...members });
  await visitor.goto(pathOf(authorizationUrl(id, BACK, { scope: "openid profile email offline_access", ...more })));
};

const applications = {
  "application, consent": async (visitor) => {
    await visitor.signUp(longNamed());
    await sentBy(visitor);
    assert.equal(await visitor.page.locator('form[action="/oauth2/consent"]').count(), 3);
  },
  "application, on this computer": async (visitor) => {
    await visitor.signUp(longNamed());
    await sentBy(visitor, { token_endpoint_auth_method: "none" });
    assert.equal(await visitor.page.locator(".warning").count(), 1);
  },
  "application, second factor needed": async (visitor) => {
    await visitor.signUp(longNamed());
    await sentBy(visitor, { require_second_factor: true });
    assert.equal(await visitor.page.locator('a[href="/account/security#two-factor"]').count(), 1);
  },
  "application, link opened elsewhere": async (visitor) => {
    await sentBy(visitor);
    await visitor.context.clearCookies();
    await visitor.goto(new URL(visitor.page.url()).searchParams.get("redirectUrl").slice(PUBLIC_URL.length));
  },
  "application, unknown": (visitor) => visitor.goto("/oauth2/authorize?client_id=nobody&redirect_uri=https://evil.example/"),
  "application, request over": (visitor) => visitor.goto("/oauth2/authorize?waiting=unknown"),
  "application, sign-out": async (visitor) => {
    await visitor.signUp();
    await visitor.goto("/oauth2/logout");
  },
  "application, signed out": async (visitor) => {
    await applications["application, sign-out"](visitor);
    await visitor.submit("/oauth2/logout/confirm");
  },
  "account, with an application": async (visitor) => {
    await applications["application, consent"](visitor);
    await visitor.worker.d1.prepare(`INSERT OR IGNORE INTO consents SELECT accounts.id, clients.id, '', 'openid profile email offline_access', 1, 1
      FROM accounts, clients WHERE json_extract(clients.metadata, '$.client_name') = ?`).bind(LONG.name).run();
    await visitor.goto("/account/applications");
    await unfoldAll(visitor);
  },
};

const account = {
  "account, new": (visitor) => visitor.signUp().then(() => unfoldAll(visitor)),
  "account, full": (visitor) => fullAccount(visitor),
  "account, sign-in and security": (visitor) => fullAccount(visitor, "/account/security"),
  "account, devices": (visitor) => fullAccount(visitor, "/account/devices"),
  "account, no applications": (visitor) => visitor.signUp().then(() => visitor.goto("/account/applications")),
  "account, activity": (visitor) => fullAccount(visitor, "/account/activity"),
  "account, data": (visitor) => visitor.signUp().then(() => visitor.goto("/account/data")),
  "account, with a notice": async (visitor) => {
    await visitor.signUp();
    await visitor.submit("/account/profile", { name: "Ada" });
  },
  "account, with problems": async (visitor) => {
    await visitor.signUp();
    await visitor.submit("/account/password", { password: WRONG, newPassword: "another horse battery" });
    await unfoldAll(visitor);
  },
  "account, asking for the password again": async (visitor) => {
    await fullAccount(visitor);
    await grownOld(visitor);
    await visitor.goto("/account/security");
    await unfoldAll(visitor);
  },
  "account, after a first proof": async (visitor) => {
    await openedUnproven(visitor);
    await visitor.submit("/magic-link", {}, { mark: "refuse" });
  },
  "account, asking to sign in again": async (visitor) => {
    const { email } = await member(visitor);
    await visitor.session.sendMagicLink(email);
    await openLink(visitor, email, "magic-link");
    await visitor.submit("/magic-link", {}, { mark: "confirm" });
    await visitor.worker.d1.prepare("DELETE FROM passwords").run();
    await grownOld(visitor);
    await visitor.goto("/account/security");
    await unfoldAll(visitor);
  },
  "second factor, set up": async (visitor) => {
    await visitor.signUp();
    await visitor.submit("/account/two-factor/enable");
  },
  "second factor, set up, wrong code": async (visitor) => {
    await account["second factor, set up"](visitor);
    await visitor.submit("/account/two-factor/verify", { totp_code: "000000" });
  },
  "new backup codes": async (visitor) => {
    const { backupCodes } = await withSecondFactor(visitor);
    await visitor.submit("/account/two-factor/backup-codes", { totp_code: backupCodes[0] });
  },
};

/** Opens a person with an entry in every list, as an operator sees them. */
async function fullPerson(visitor) {
  const { worker } = visitor;
  const person = await fullAccount(visitor);
  await visitor.context.clearCookies();
  await becomeOperator(visitor);
  const path = `/admin/users/${await idOf(worker, person.email)}`;
  await visitor.goto(path);
  return path;
}

const operators = {
  "console, overview": async (visitor) => {
    await becomeOperator(visitor);
    await visitor.goto("/admin");
    await unfoldAll(visitor);
  },
  "console, people": async (visitor) => {
    await visitor.signedUp(longNamed());
    await becomeOperator(visitor);
    await visitor.goto("/admin/users");
  },
  "console, nobody found": async (visitor) => {
    await becomeOperator(visitor);
    await visitor.goto("/admin/users?q=nobody-has-this-name");
  },
  "console, person": async (visitor) => {
    await fullPerson(visitor);
    await unfoldAll(visitor);
  },
  "console, person disabled": async (visitor) => {
    const path = await fullPerson(visitor);
    await visitor.submit(`${path}/disable`, { until: "2099-01-01", reason: LONG.name, note: LONG.name });
    await unfoldAll(visitor);
  },
  "console, act refused": async (visitor) => {
    const path = await fullPerson(visitor);
    await visitor.submit(`${path}/profile`, { username: "not a username" });
  },
  "console, events": async (visitor) => {
    await fullPerson(visitor);
    await visitor.goto("/admin/events");
  },
  "console, keys": async (visitor) => {
    await becomeOperator(visitor);
    await visitor.goto("/admin/keys");
    await unfoldAll(visitor);
  },
  "console, signing keys": async (visitor) => {
    await becomeOperator(visitor);
    await visitor.goto("/admin/signing-keys");
    await unfoldAll(visitor);
  },
  "console, key made": async (visitor) => {
    await becomeOperator(visitor);
    await visitor.goto("/admin/keys");
    await visitor.submit("/admin/keys", { name: LONG.name, "users:read": true });
  },
  "console, client registered": async (visitor) => {
    await becomeOperator(visitor);
    await visitor.goto("/admin/clients");
    await visitor.submit("/admin/clients", { client_name: LONG.name, redirect_uris: `https://${"long-".repeat(10)}name.example.com/back` });
    await unfoldAll(visitor);
  },
  "console, resource registered": async (visitor) => {
    await becomeOperator(visitor);
    await visitor.goto("/admin/resources");
    await visitor.submit("/admin/resources", { name: LONG.name, identifier: `https://api-${crypto.randomUUID()}.example.com`, scopes: "read write" });
    await unfoldAll(visitor);
  },
  "console, recovery link": async (visitor) => {
    const path = await fullPerson(visitor);
    await visitor.submit(`${path}/recovery-link`);
  },
  "console, recovery requests": async (visitor) => {
    await becomeOperator(visitor);
    await visitor.goto("/admin/recovery-requests");
  },
  "console, invitations": async (visitor) => {
    await becomeOperator(visitor);
    await visitor.goto("/admin/invitations");
    await visitor.submit("/admin/invitations", { email: newPerson().email, name: LONG.name });
    await unfoldAll(visitor);
  },
  "console, not allowed": async (visitor) => {
    await visitor.signUp();
    await visitor.goto("/admin");
  },
};

/** Steps to reach each page, by the name of its state. */
export const gallery = { ...comingIn, ...mailed, ...pairing, ...applications, ...account, ...operators };

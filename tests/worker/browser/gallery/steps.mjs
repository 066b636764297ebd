// Steps that several parts of the gallery share.
import assert from "node:assert/strict";
import { authenticator } from "../../support/authenticator_app.mjs";
import { addAuthenticator } from "../../support/chromium.mjs";
import { newPerson } from "../../support/people.mjs";
import { PUBLIC_URL } from "../../support/worker.mjs";

/** Longest names, without a place to break a line. */
export const LONG = { name: "W".repeat(100), platform: `Mozilla/5.0 ${"M".repeat(80)}` };
export const WRONG = "wrong horse battery";
export const COMMON = "password123";
export const pathOf = (link) => link.slice(PUBLIC_URL.length);
export const now = () => Date.now() / 1000;

export const longNamed = () => {
  const person = newPerson();
  return { ...person, name: LONG.name, username: person.username.padEnd(64, "w") };
};
/** Account with a username and an unproven address. */
const unproven = async ({ signedUp, session }) => {
  const account = await signedUp(longNamed());
  await session.updateUser(account.token, { username: account.username });
  return account;
};
export const member = async (visitor) => visitor.verified(await unproven(visitor));
/** Opens the page of the newest mail to the address. */
export const openLink = async (visitor, email, page) => visitor.goto(pathOf((await visitor.mail.next(email, page)).link));

/** Signs a visitor up with a second factor; returns the authenticator and the backup codes. */
export async function withSecondFactor(visitor) {
  const { page } = visitor;
  const person = await visitor.signUp(longNamed());
  await visitor.submit("/account/two-factor/enable");
  const [secret, ...backupCodes] = (await page.locator("code").allTextContents()).map((text) => text.replaceAll(/\s/g, ""));
  await visitor.submit("/account/two-factor/verify", { totp_code: await authenticator(secret, now).next() });
  return { person, backupCodes };
}

/** Account with an entry in every list, and one of its pages with every fold open. */
export async function fullAccount(visitor, path = "/account") {
  const { page, worker, mail, session } = visitor;
  const { person } = await withSecondFactor(visitor);
  await addAuthenticator(page);
  await visitor.submit("/account/passkeys", { name: LONG.name });
  const [account] = (await worker.d1.prepare("SELECT id FROM accounts WHERE email = ?").bind(person.email).all()).results;
  await worker.d1.prepare("INSERT INTO identities (id, provider, subject, account_id, email, created_at) VALUES (?, 'github', ?, ?, ?, unixepoch() - 3456000)")
    .bind(crypto.randomUUID(), person.email, account.id, `${"m".repeat(60)}@${"long-".repeat(10)}name.example.com`).run();
  await session.verifyEmail((await mail.next(person.email, "verify-email")).token);
  const token = (await visitor.context.cookies()).find(({ name }) => name === "access_token").value;
  await pairedDevice(visitor, token);
  await visitor.submit("/account/email", { email: `${"m".repeat(50)}${newPerson().email}` });
  await visitor.goto(path);
  await unfoldAll(visitor);
  return person;
}

export async function shownCode({ worker }) {
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

export const unfoldAll = ({ page }) => page.evaluate(() => document.querySelectorAll("details").forEach((details) => { details.open = true; }));
/** Makes every session too old for a sensitive change. */
export const grownOld = ({ worker }) => worker.d1.prepare("UPDATE sessions SET authenticated_at = authenticated_at - 3600").run();

/** Link to an unproven address, which asks whose account it is. */
export const openedUnproven = async (visitor) => {
  const { email } = await unproven(visitor);
  await visitor.session.sendMagicLink(email);
  await openLink(visitor, email, "magic-link");
  assert.equal(await visitor.page.locator('[name="decision"][value="not_mine"]').count(), 1, "it asks");
};

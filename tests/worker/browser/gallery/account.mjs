// Gallery: the account site.
import { fullAccount, grownOld, LONG, member, openedUnproven, openLink, unfoldAll, withSecondFactor, WRONG } from "./steps.mjs";

export const account = {
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
  "account, disabled": async (visitor) => {
    const { email, password } = await member(visitor);
    await visitor.worker.d1.prepare("UPDATE accounts SET disabled_at = unixepoch(), disabled_reason = ? WHERE email = ?").bind(LONG.name, email).run();
    await visitor.goto("/sign-in");
    await visitor.submit("/sign-in", { login: email, password });
  },
  "account, deleted": async (visitor) => {
    await visitor.signUp();
    await visitor.submit("/account/delete", { confirm: true });
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

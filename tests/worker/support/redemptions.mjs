// Single-use items. Each entry creates one, with headers for every request that it takes, and returns the ways to
// redeem it: functions of request headers that send one request each.
import assert from "node:assert/strict";
import { cookieHeader } from "../clients/http.mjs";
import { newPerson } from "./people.mjs";

const NEW_PASSWORD = "a new password altogether";

export const redemptions = {
  async "magic link"({ session, mail, pages, signedUp }, headers) {
    const { email } = await signedUp();
    accepted(await session.sendMagicLink(email, undefined, { headers }));
    const { token } = await mail.next(email, "magic-link");
    return [
      (headers) => session.magicLink(token, { headers }),
      (headers) => pages.submit("/magic-link", { token, decision: "mine" }, { headers }),
      (headers) => pages.submit("/magic-link", { token, decision: "not_mine" }, { headers }),
    ];
  },
  async "verification link"({ session, pages, signedUp }) {
    const { token } = (await signedUp()).verification;
    return [
      (headers) => session.verifyEmail(token, { headers }),
      (headers) => pages.submit("/verify-email", { token, decision: "mine" }, { headers }),
    ];
  },
  async "refusal of an address"({ pages, signedUp }) {
    const { token } = (await signedUp()).verification;
    return [(headers) => pages.submit("/verify-email", { token, decision: "not_mine" }, { headers })];
  },
  async "verification code"({ cookie, session, pages, signedUp }) {
    const { token, verification } = await signedUp();
    return [(headers) => cookie.verifyCode(token, verification.code, { headers })];
  },
  async "verification by code and by link"({ cookie, session, signedUp }) {
    const { token, verification } = await signedUp();
    return [
      (headers) => cookie.verifyCode(token, verification.code, { headers }),
      (headers) => session.verifyEmail(verification.token, { headers }),
    ];
  },
  async "reset link"({ session, mail, pages, signedUp }, headers) {
    const { email } = await signedUp();
    accepted(await session.forgotPassword(email, undefined, { headers }));
    const { token } = await mail.next(email, "reset-password");
    return [
      (headers) => session.resetPassword(token, NEW_PASSWORD, { headers }),
      (headers) => pages.submit("/reset-password", { token, decision: "confirm", newPassword: NEW_PASSWORD }, { headers }),
    ];
  },
  async "confirmation of a new address"({ session, mail, pages, signedUp }, headers) {
    const account = await signedUp();
    const { email } = newPerson();
    accepted(await session.changeEmail(account.token, email, account.password, { headers }));
    const { token } = await mail.next(email, "confirm-address");
    return [
      (headers) => session.verifyEmail(token, { headers }),
      (headers) => pages.submit("/confirm-address", { token, decision: "mine" }, { headers }),
    ];
  },
  async "approval of a login"(world, headers) {
    const { token } = await startedLogin(world, headers);
    return [(headers) => world.pages.submit("/approve-login", { token, decision: "confirm" }, { headers })];
  },
  async "approval and refusal of a login"(world, headers) {
    const { token } = await startedLogin(world, headers);
    return ["approve", "refuse"].map((decision) => (headers) => world.pages.submit("/approve-login", { token, decision }, { headers }));
  },
  async "pick-up of a login"(world, headers) {
    const { authId, token } = await startedLogin(world, headers);
    accepted(await world.pages.submit("/approve-login", { token, decision: "confirm" }, { headers }));
    return [(headers) => world.passwordless.poll(authId, { headers })];
  },
  async "pairing code"(world, headers) {
    const { code, approver } = await shownCode(world, headers);
    return pairingBy(world, approver.token, code);
  },
  async "pick-up of a pairing"(world, headers) {
    const { authId, code, approver } = await shownCode(world, headers);
    accepted(await world.bearer.pair(approver.token, code, { headers }));
    return [(headers) => world.passwordless.poll(authId, { headers })];
  },
};

/** Alternates between several ways. */
export const inTurn = (ways) => {
  let turn = 0;
  return (headers) => ways[turn++ % ways.length](headers);
};

/** Login whose mail was sent: {account, authId, token (the mailed one), link}. */
export async function startedLogin({ passwordless, mail, registered }, headers = {}, account) {
  const asking = account ?? (await registered());
  const started = await passwordless.logIn({ ...asking, ip: undefined }, { headers, platform: "Another client" });
  accepted(started);
  const { token, link } = await mail.next(asking.email, "approve-login");
  return { account: asking, authId: started.authId, token, link };
}

/** Device with a pairing code, and a signed-in person who may type it: {approver, authId, code}. */
export async function shownCode({ bearer, signedUp }, headers = {}, name = "Living room") {
  const approver = await signedUp();
  const shown = await bearer.pairingCode(name, { headers });
  accepted(shown);
  return { approver, authId: shown.body.auth_id, code: shown.body.code };
}

/** Both ways to approve a device. */
export const pairingBy = ({ bearer, pages }, token, code) => [
  (headers) => bearer.pair(token, code, { headers }),
  (headers) => pages.submit("/pair", { code, decision: "approve" }, { headers: { ...cookieHeader({ access_token: token }), ...headers } }),
];

const accepted = (answer) => assert.equal(answer.status, 200, answer.text);

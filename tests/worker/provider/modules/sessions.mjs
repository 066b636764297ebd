// Modules of the Basic plan about the session that a request meets.
import assert from "node:assert/strict";
import { now } from "../../support/relying_party.mjs";

/** Errors of a request that may show no page (Core §3.1.2.6). */
const NEEDS_A_PAGE = ["login_required", "interaction_required", "account_selection_required", "consent_required"];

export const SESSIONS = {
  async "oidcc-prompt-login"(op) {
    const { second, visit } = await twice(op, { prompt: "login" }, 2);
    assert.ok(visit.pages.includes("sign-in"), `pages: ${visit.pages}`);
    assert.ok(second.auth_time > op.first.auth_time, `${op.first.auth_time}, then ${second.auth_time}`);
  },
  async "oidcc-prompt-none-not-logged-in"({ rp, client, open }) {
    const sent = rp.request(client, { prompt: "none" });
    rp.errorOf(await (await open()).visit(sent.url), sent, NEEDS_A_PAGE);
  },
  async "oidcc-prompt-none-logged-in"(op) {
    await sameSession(op, () => ({ prompt: "none" }));
  },
  async "oidcc-max-age-1"(op) {
    const { second, visit } = await twice(op, { max_age: "1" }, 2);
    assert.ok(visit.pages.includes("sign-in"), `pages: ${visit.pages}`);
    assert.ok(second.auth_time > op.first.auth_time, `${op.first.auth_time}, then ${second.auth_time}`);
    assert.ok(now() - second.auth_time < 60);
  },
  async "oidcc-max-age-10000"(op) {
    const { second } = await sameSession(op, () => ({ max_age: "10000" }));
    assert.equal(typeof second.auth_time, "number");
  },
  async "oidcc-id-token-hint"(op) {
    await sameSession(op, (idToken) => ({ prompt: "none", id_token_hint: idToken }));
  },
};

/** Signs in, then again in the same browser with these parameters. Keeps the claims of the first as `op.first`. */
async function twice(op, params, seconds = 0) {
  const browser = await op.open();
  const { claims, tokens } = await op.rp.signIn(browser, op.client);
  op.first = claims;
  await op.wait(seconds);
  const again = typeof params === "function" ? params(tokens.id_token) : params;
  const { claims: second, visit } = await op.rp.signIn(browser, op.client, again);
  assert.equal(second.sub, claims.sub);
  return { second, visit };
}

/** The second request is answered without a page, by the sign-in of the first. */
async function sameSession(op, params) {
  const seen = await twice(op, params, 1);
  assert.deepEqual(seen.visit.pages, []);
  assert.equal(seen.second.auth_time, op.first.auth_time);
  return seen;
}

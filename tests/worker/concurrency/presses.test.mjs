// Double clicks: one browser submits a form twice at once, over a slow D1. Both answers sign in to the same session; a
// form that only reports success reports it twice.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { cookieHeader } from "../clients/http.mjs";
import { together } from "../support/contest.mjs";
import { startedLogin } from "../support/redemptions.mjs";
import { newPerson } from "../support/people.mjs";
import { NO_LIMITS, openWorld } from "../support/world.mjs";

const ROUNDS = 20;
const world = await openWorld({ settings: NO_LIMITS, delay: [5, 30] });
after(() => world.dispose());
const { session, cookie, mail, pages } = world;

/** Forms that sign in: page and typed fields. */
const entrances = {
  async "a sign-in link, mine"() {
    const { email } = await world.signedUp();
    await session.sendMagicLink(email);
    return { page: (await mail.next(email, "magic-link")).link, decision: "mine" };
  },
  async "a sign-in link, not mine"() {
    const { email } = await world.signedUp();
    await session.sendMagicLink(email);
    return { page: (await mail.next(email, "magic-link")).link, decision: "not_mine" };
  },
  async "a sign-in link to a proven address"() {
    const { email } = await world.verified(await world.signedUp());
    await session.sendMagicLink(email);
    return { page: (await mail.next(email, "magic-link")).link, decision: "confirm" };
  },
  async "the code of a sign-in mail"() {
    const { email } = await world.verified(await world.signedUp());
    const sent = await pages.post("/sign-in/link", { login: email });
    return { page: sent.headers.get("location"), typed: { code: (await mail.next(email, "magic-link")).code } };
  },
  async "the sign-up page"() {
    const { name, email, password } = newPerson();
    return { page: "/sign-up", typed: { name, email, password } };
  },
};

/** Forms that do not sign in. */
const deeds = {
  "a verification": async () => ({ page: (await world.signedUp()).verification.link, decision: "mine" }),
  "not mine": async () => ({ page: (await world.signedUp()).verification.link, decision: "not_mine" }),
  "an approval of a login": async () => ({ page: (await startedLogin(world)).link, decision: "mine" }),
  async "a reset"() {
    const { email } = await world.signedUp();
    await session.forgotPassword(email);
    return { page: (await mail.next(email, "reset-password")).link, decision: "confirm", typed: { newPassword: "a new password altogether" } };
  },
};

/** Opens the page in a browser of its own; returns a function that presses its button. */
async function opened({ page, decision, typed = {} }) {
  const shown = await pages.open(page);
  assert.equal(shown.status, 200, shown.text);
  const form = shown.forms.find(({ fields }) => fields.decision === decision);
  const { press } = shown.cookies;
  assert.equal(Buffer.from(press.value, "base64url").length, 32);
  return (headers = cookieHeader({ press: press.value })) => pages.submit(form.action, { ...form.fields, ...typed }, { headers });
}

for (const [thing, make] of Object.entries(entrances)) {
  test(`${thing}: pressed twice at once, ${ROUNDS} rounds, D1 slowed: both answers sign in to one session`, async () => {
    for (const [round, form] of (await together(ROUNDS, make)).entries()) {
      const press = await opened(form);
      const answers = await together(2, () => press());
      assert.deepEqual(answers.map(({ status }) => status), [303, 303], `round ${round}: ${answers.map(({ text }) => text.slice(-300))}`);
      const held = await Promise.all(answers.map(({ cookies }) => session.session(cookies.access_token.value)));
      const ids = held.map(({ body }) => body.session.id);
      assert.equal(ids[0], ids[1], `round ${round}`);
      for (const { cookies } of answers) assert.equal((await cookie.refresh(cookies.refresh_token.value)).status, 204, `round ${round}`);
      const stolen = await press({});
      assert.ok(stolen.status >= 400 && !stolen.cookies.access_token, "without the cookie it is spent");
    }
  });
}

for (const [thing, make] of Object.entries(deeds)) {
  test(`${thing}: pressed twice at once, ${ROUNDS} rounds, D1 slowed: both answers report success`, async () => {
    for (const [round, form] of (await together(ROUNDS, make)).entries()) {
      const press = await opened(form);
      const answers = await together(2, () => press());
      assert.deepEqual(answers.map(({ status }) => status), [200, 200], `round ${round}`);
      assert.equal(answers[0].text, answers[1].text, `round ${round}`);
      assert.ok((await press({})).status >= 400, "without the cookie it is spent");
    }
  });
}

// Code of a sign-in mail and its link, used at once over a slow D1: both stand for one token, which opens one session.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { assertOneWinner, together } from "../support/contest.mjs";
import { rows } from "../support/database.mjs";
import { mailedLink } from "../support/sign_in_methods.mjs";
import { decodeToken } from "../support/tokens.mjs";
import { NO_LIMITS, openWorld } from "../support/world.mjs";

const ROUNDS = 20;
const world = await openWorld({ settings: NO_LIMITS, delay: [5, 30] });
after(() => world.dispose());
const { pages, session, worker } = world;

/** Ways to use a mail, as functions that send one request each. */
const ways = {
  "the link": ({ token }) => session.magicLink(token),
  "the link's page": ({ token }) => pages.submit("/magic-link", { token, decision: "confirm" }),
  "the code": ({ requestId, code }) => session.magicLinkCode(requestId, code),
  "the code's page": ({ requestId, code, email }) => pages.submit("/sign-in/code", { request: requestId, code, login: email }),
};
const tokenOf = (answer) => answer.token ?? answer.cookies.access_token?.value;

/** Person with a proven address, and their mail. */
async function mailed() {
  const person = await world.verified(await world.signedUp());
  return { ...(await mailedLink(world, person)), email: person.email, account: decodeToken(person.token).claims.sub };
}

const opened = async ({ account }) =>
  (await rows(worker.d1, "sessions")).filter(({ account_id: id, method }) => id === account && method === "magic-link");

const names = Object.keys(ways);
const contests = names.flatMap((one, i) => names.slice(i).map((other) => [one, other])).filter((pair) => pair.some((name) => name.includes("code")));

for (const [one, other] of contests) {
  test(`${one} and ${one === other ? "the same again" : other} at once, ${ROUNDS} rounds: one session`, async () => {
    for (const [round, mail] of (await together(ROUNDS, mailed)).entries()) {
      const answers = await together(2, (i) => ways[[one, other][i]](mail));
      assertOneWinner(answers, round);
      const held = answers.map(tokenOf).filter(Boolean);
      assert.equal(held.length, 1, `round ${round}`);
      const { id } = (await session.session(held[0])).body.session;
      assert.deepEqual((await opened(mail)).map((row) => row.id), [id], `round ${round}`);
    }
  });
}

test(`a code and twenty guesses at it at once, ${ROUNDS} rounds: no guess signs in`, async () => {
  for (const [round, mail] of (await together(ROUNDS, mailed)).entries()) {
    const guesses = Array.from({ length: 20 }, (_, i) => String((Number(mail.code) + i + 1) % 1_000_000).padStart(6, "0"));
    const [right, ...wrong] = await together(21, (i) => session.magicLinkCode(mail.requestId, i === 0 ? mail.code : guesses[i - 1]));
    assert.equal(right.status, 200, `round ${round}: ${right.text}`);
    assert.deepEqual(new Set(wrong.map(({ status }) => status)), new Set([400]), `round ${round}`);
    assert.equal((await opened(mail)).length, 1, `round ${round}`);
  }
});

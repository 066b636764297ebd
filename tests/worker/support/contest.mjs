// Many requests released at once, and what became of them.
import assert from "node:assert/strict";

/** Runs `enter(i)` for i in 0..n together; gives the answers in order. */
export const together = (n, enter) => Promise.all(Array.from({ length: n }, (_, i) => enter(i)));

/** A page that did what was asked sends the browser on by 303. */
export const succeeded = ({ status }) => (status >= 200 && status < 300) || status === 303;

/** How often each status occurs: {200: 1, 409: 49}. */
export function tally(answers) {
  const counts = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** Exactly one of the answers is a success and none is a failure of the server. */
export function assertOneWinner(answers, round = "") {
  const counts = JSON.stringify(tally(answers));
  assert.equal(answers.filter(succeeded).length, 1, `round ${round}: ${counts}`);
  assert.equal(answers.filter(({ status }) => status >= 500).length, 0, `round ${round}: ${counts}`);
}

// Contests: many requests at once, and their outcome.
import assert from "node:assert/strict";

/** Runs `enter(i)` for i in 0..n concurrently; returns the answers in order. */
export const together = (n, enter) => Promise.all(Array.from({ length: n }, (_, i) => enter(i)));

/** True for a successful status. A page redirects by 303 after success. */
export const succeeded = ({ status }) => (status >= 200 && status < 300) || status === 303;

/** Count of each status: {200: 1, 409: 49}. */
export function tally(answers) {
  const counts = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** Asserts that exactly one answer is a success and none is a server error. */
export function assertOneWinner(answers, round = "") {
  const counts = JSON.stringify(tally(answers));
  assert.equal(answers.filter(succeeded).length, 1, `round ${round}: ${counts}`);
  assert.equal(answers.filter(({ status }) => status >= 500).length, 0, `round ${round}: ${counts}`);
}

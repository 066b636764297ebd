// The error shape of each dialect, and what every answer must carry.
import assert from "node:assert/strict";

const isSentence = (text) => typeof text === "string" && /\S/.test(text);
const isCode = (text) => typeof text === "string" && /^[A-Z][A-Z_]+$/.test(text);

/** By dialect: does this body have its error shape? */
export const errorShape = {
  bearer: (body) => isSentence(body.message),
  passwordless: (body) => isSentence(body.error) && !isCode(body.error),
  session: (body) => isCode(body.error) && isSentence(body.message),
  cookie: (body) => isCode(body.error) && isSentence(body.message),
};

const SPILLED = /D1_|SQL|sqlite|panicked|RuntimeError|\.rs\b|unreachable|\bat \w+ \(/i;

/** An error of this status in the dialect's shape, which says nothing of the inside. */
export function assertError(answer, dialect, status, code) {
  assert.equal(answer.status, status, `${dialect}: ${answer.text}`);
  assert.match(answer.headers.get("content-type") ?? "", /^application\/json/);
  assert.equal(answer.headers.get("cache-control"), "no-store");
  assert.ok(errorShape[dialect](answer.body), `not ${dialect}'s error shape: ${answer.text}`);
  assert.doesNotMatch(answer.text, SPILLED);
  if (code) assert.equal(answer.body.error, code);
}

/** The dialect's error with exactly these fields. */
export function assertExactError(answer, dialect, status, body) {
  assertError(answer, dialect, status);
  assert.deepEqual(answer.body, body);
}

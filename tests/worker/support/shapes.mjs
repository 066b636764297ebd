// Error shape of each dialect, and the properties of every answer.
import assert from "node:assert/strict";

const isSentence = (text) => typeof text === "string" && /\S/.test(text);
const isCode = (text) => typeof text === "string" && /^[A-Z][A-Z_]+$/.test(text);

/** By dialect: true if a body has its error shape. */
export const errorShape = {
  bearer: (body) => isSentence(body.message),
  passwordless: (body) => isSentence(body.error) && !isCode(body.error),
  session: (body) => isCode(body.error) && isSentence(body.message),
  cookie: (body) => isCode(body.error) && isSentence(body.message),
};

const SPILLED = /D1_|SQL|sqlite|panicked|RuntimeError|\.rs\b|unreachable|\bat \w+ \(/i;

/** Asserts an error with this status in the dialect's shape, without internal details. */
export function assertError(answer, dialect, status, code) {
  assert.equal(answer.status, status, `${dialect}: ${answer.text}`);
  assert.match(answer.headers.get("content-type") ?? "", /^application\/json/);
  assert.equal(answer.headers.get("cache-control"), "no-store");
  assert.ok(errorShape[dialect](answer.body), `not ${dialect}'s error shape: ${answer.text}`);
  assert.doesNotMatch(answer.text, SPILLED);
  if (code) assert.equal(answer.body.error, code);
}

/**
 * Asserts a 429, of a dialect or a `page`, that names a wait of at most `within` seconds and sets no cookie, but for a
 * page's press cookie, which signs nobody in.
 */
export function assertLimited(answer, shape, within = 900) {
  if (shape === "page") {
    assert.equal(answer.status, 429, answer.text);
    assert.match(answer.headers.get("content-type") ?? "", /^text\/html/);
  } else {
    assertError(answer, shape, 429, ["session", "cookie"].includes(shape) ? "TOO_MANY_ATTEMPTS" : undefined);
  }
  const wait = answer.headers.get("retry-after");
  assert.match(wait ?? "", /^[0-9]+$/);
  assert.ok(Number(wait) >= 1 && Number(wait) <= within, `Retry-After: ${wait}`);
  const { press, ...cookies } = answer.cookies;
  assert.deepEqual(shape === "page" ? cookies : answer.cookies, {});
}

/** Asserts the dialect's error with exactly these fields. */
export function assertExactError(answer, dialect, status, body) {
  assertError(answer, dialect, status);
  assert.deepEqual(answer.body, body);
}

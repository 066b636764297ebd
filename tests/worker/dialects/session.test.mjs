// Dialect B, byte for byte.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { clientsOf } from "../clients/all.mjs";
import { send } from "../clients/http.mjs";
import { newPerson } from "../support/people.mjs";
import { assertError, assertExactError } from "../support/shapes.mjs";
import { decodeToken } from "../support/tokens.mjs";
import { startWorker } from "../support/worker.mjs";

const worker = await startWorker();
after(() => worker.dispose());
const { session } = clientsOf(worker);

const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
const INVALID_CREDENTIALS = { error: "INVALID_CREDENTIALS", message: "Email or password is incorrect" };
const USER_ALREADY_EXISTS = { error: "USER_ALREADY_EXISTS", message: "User with this email already exists" };
const INVALID_TOKEN = { error: "INVALID_TOKEN", message: "Token is invalid or expired" };

function assertUserAndSession({ body, headers, text }, person) {
  assert.match(headers.get("content-type"), /^application\/json/);
  assert.equal(headers.get("cache-control"), "no-store");
  for (const key of ["id", "email", "name", "image", "emailVerified", "createdAt"]) assert.ok(key in body.user, `${key}: ${text}`);
  assert.equal(body.user.email, person.email);
  assert.equal(body.user.emailVerified, false);
  assert.match(body.user.createdAt, RFC3339);
  const { claims } = decodeToken(body.session.token);
  assert.equal(body.user.id, claims.sub);
  assert.equal(body.session.id, claims.sid);
  assert.match(body.session.expiresAt, RFC3339);
  assert.equal(Date.parse(body.session.expiresAt) / 1000, claims.exp);
  assert.equal(claims.exp - claims.iat, 7 * 86_400);
}

for (const form of [true, false]) {
  test(`sign-up answers 201 and sign-in 200 with user and session to ${form ? "a form" : "JSON"}`, async () => {
    const { name, ...person } = newPerson();
    const { email, password } = person;
    const made = await send(worker, "POST", "/api/auth/sign-up", { form, body: { email, password } });
    assert.equal(made.status, 201, made.text);
    assertUserAndSession(made, person);
    assert.deepEqual([made.body.user.name, made.body.user.image], [null, null]);
    assert.deepEqual(made.cookies, {});
    const entered = await send(worker, "POST", "/api/auth/sign-in", { form, body: { email, password } });
    assert.equal(entered.status, 200, entered.text);
    assertUserAndSession(entered, person);
    assert.deepEqual(entered.body.user, made.body.user);
  });
}

test("sign-up: keeps name and image and ignores other fields", async () => {
  const person = { ...newPerson(), name: "Jøhn \"Dœ\" <b>", image: "https://example.com/a.png" };
  const body = { email: person.email, password: person.password, name: person.name, image: person.image, emailVerified: true, id: "mine", role: "admin" };
  const { status, body: made, text } = await send(worker, "POST", "/api/auth/sign-up", { body });
  assert.equal(status, 201, text);
  assert.deepEqual([made.user.name, made.user.image, made.user.emailVerified], [person.name, person.image, false]);
  assert.notEqual(made.user.id, "mine");
});

test("GET /session: returns the user and session of the sign-in", async () => {
  const person = newPerson();
  const { body, token } = await session.signUp(person);
  const seen = await session.session(token);
  assert.equal(seen.status, 200);
  assertUserAndSession(seen, person);
  assert.deepEqual(seen.body, body);
});

test("sign-out: answers {success: true} and invalidates the token", async () => {
  const { token } = await session.signUp(newPerson());
  const out = await session.signOut(token);
  assert.equal(out.status, 200);
  assert.deepEqual(out.body, { success: true });
  assert.equal(out.headers.get("cache-control"), "no-store");
  assertExactError(await session.session(token), "session", 401, INVALID_TOKEN);
  assertExactError(await session.signOut(token), "session", 401, INVALID_TOKEN);
});

test("errors: have the documented messages", async () => {
  const person = newPerson();
  await session.signUp(person);
  assertExactError(await session.signUp(person), "session", 409, USER_ALREADY_EXISTS);
  assertExactError(await session.signIn({ ...person, password: "a wrong password" }), "session", 401, INVALID_CREDENTIALS);
  assertExactError(await session.signIn(newPerson()), "session", 401, INVALID_CREDENTIALS);
  assertExactError(await session.session("nonsense"), "session", 401, INVALID_TOKEN);
  assertExactError(await session.session(undefined), "session", 401, INVALID_TOKEN);
});

for (const [method, path] of [
  ["POST", "/sign-out"], ["GET", "/session"], ["POST", "/change-password"], ["GET", "/sessions"],
  ["DELETE", "/sessions"], ["DELETE", "/sessions/00000000-0000-4000-8000-000000000000"],
  ["PATCH", "/user"], ["GET", "/user/export"], ["DELETE", "/user"],
]) {
  test(`${method} ${path} without credentials is 401 INVALID_TOKEN`, async () => {
    const body = method === "PATCH" || path === "/change-password" ? {} : undefined;
    assertExactError(await send(worker, method, `/api/auth${path}`, { body }), "session", 401, INVALID_TOKEN);
  });
}

const invalid = [
  [{ email: undefined }, ["INVALID_REQUEST", "INVALID_EMAIL"]],
  [{ password: undefined }, ["INVALID_REQUEST", "PASSWORD_TOO_SHORT"]],
  [{ email: null }, ["INVALID_REQUEST", "INVALID_EMAIL"]],
  [{ email: "" }, ["INVALID_REQUEST", "INVALID_EMAIL"]],
  [{ email: "nobody" }, ["INVALID_EMAIL"]],
  [{ email: 5 }, ["INVALID_REQUEST"]],
  [{ email: ["a@example.com"] }, ["INVALID_REQUEST"]],
  [{ password: 12345678 }, ["INVALID_REQUEST"]],
  [{ password: { length: 9 } }, ["INVALID_REQUEST"]],
  [{ password: "seven77" }, ["PASSWORD_TOO_SHORT"]],
  [{ password: "x".repeat(257) }, ["PASSWORD_TOO_LONG"]],
  [{ name: 5 }, ["INVALID_REQUEST", "INVALID_NAME"]],
  [{ image: true }, ["INVALID_REQUEST", "INVALID_IMAGE"]],
];
for (const [change, codes] of invalid) {
  test(`sign-up with ${JSON.stringify(change).slice(0, 50)} is 400 ${codes.join(" or ")}`, async () => {
    const { email, password } = newPerson();
    const answer = await send(worker, "POST", "/api/auth/sign-up", { body: { email, password, ...change } });
    assertError(answer, "session", 400);
    assert.ok(codes.includes(answer.body.error), answer.text);
  });
}

test("unknown paths and methods below /api/auth: 404 NOT_FOUND", async () => {
  for (const path of ["/api/auth", "/api/auth/nothing", "/api/auth/sign-in/more", "/api/auth/sessions/a/b"]) {
    assertError(await send(worker, "GET", path), "session", 404, "NOT_FOUND");
  }
});

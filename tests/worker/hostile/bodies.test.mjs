// Malformed bodies, each refused in the dialect's shape; the next valid request works.
import assert from "node:assert/strict";
import { request as httpRequest } from "node:http";
import { after, beforeEach, test } from "node:test";
import { clientsOf } from "../clients/all.mjs";
import { bearerHeader, send } from "../clients/http.mjs";
import { newPerson } from "../support/people.mjs";
import { assertError } from "../support/shapes.mjs";
import { startWorker } from "../support/worker.mjs";

const worker = await startWorker();
after(() => worker.dispose());
const { session } = clientsOf(worker);

// Each test signs in anew, so that a sign-out which should have been refused shows in that test.
let token;
beforeEach(async () => ({ token } = await session.signUp(newPerson())));

const POSTS = [
  ["bearer", "/auth/register"], ["bearer", "/auth/login"],
  ["session", "/api/auth/sign-up"], ["session", "/api/auth/sign-in"], ["session", "/api/auth/sign-out"], ["session", "/api/auth/change-password"],
  ["cookie", "/api/v1/auth/signup/"], ["cookie", "/api/v1/auth/signin/"], ["cookie", "/api/v1/auth/custom-refresh/"], ["cookie", "/api/v1/auth/custom-logout/"],
];
const signedIn = () => ({ headers: bearerHeader(token) });
const fields = () => {
  const { email, password } = newPerson();
  return { email, login: email, password, name: "n", currentPassword: password, newPassword: password };
};

const LIMIT = 64 * 1024;
const padded = (length) => {
  const text = JSON.stringify(fields());
  return text + " ".repeat(length - text.length);
};
const nested = (depth) => `{"email":${"[".repeat(depth)}${"]".repeat(depth)}}`;
const bytes = (...parts) => Buffer.concat(parts.map((part) => Buffer.from(part)));

const malformed = {
  "an open brace": "{",
  "a byte order mark": "\ufeff{}",
  "a word": "email",
  "a list": "[]",
  "a string": '"email"',
  "null": "null",
  "a number": "1",
  "two values": "{}{}",
  "trailing data": '{"email":"a@example.com"} x',
  "a key twice": '{"email":"a@example.com","email":"b@example.com","login":"a","password":"long enough","name":"n","currentPassword":"long enough","newPassword":"long enough"}',
  "a key twice, one escaped": '{"email":"a@example.com","\\u0065mail":"b@example.com","login":"a","password":"long enough","name":"n","currentPassword":"long enough","newPassword":"long enough"}',
  "NaN": '{"email":NaN}',
  "a number beyond any": '{"email":1e999}',
  "a control character": '{"email":"a\u0001@example.com"}',
  "a lone surrogate": '{"email":"a\\ud800@example.com"}',
  "broken UTF-8": bytes('{"email":"', [0xff, 0xfe], '"}'),
  "overlong UTF-8": bytes('{"email":"', [0xc0, 0xaf], '"}'),
  "a UTF-8 surrogate": bytes('{"email":"', [0xed, 0xa0, 0x80], '"}'),
  "UTF-16": Buffer.from('{"email":"a"}', "utf16le"),
  "200 levels": nested(200),
  "30,000 levels": nested(30_000),
  "a comment": '{/**/"email":"a"}',
};
const malformedForms = {
  "a field twice": "email=a%40example.com&email=b%40example.com&login=a&login=b&password=long+enough&name=n&currentPassword=x&currentPassword=y",
  "broken UTF-8": "email=%ff%fe&login=%ff&password=long+enough&currentPassword=%ff&newPassword=%ff",
};

async function nextWorks() {
  assert.equal((await session.session(token)).status, 200);
}

for (const [dialect, path] of POSTS) {
  const post = (options) => send(worker, "POST", path, { ...options, headers: { ...bearerHeader(token), ...options.headers } });

  test(`${path}: malformed JSON is 400`, async () => {
    for (const [label, body] of Object.entries(malformed)) {
      const answer = await post({ body });
      assert.equal(answer.status, 400, `${label}: ${answer.text}`);
      assertError(answer, dialect, 400, dialect === "bearer" ? undefined : "INVALID_REQUEST");
      await nextWorks();
    }
  });

  test(`${path}: a malformed form is 400`, async () => {
    for (const [label, body] of Object.entries(malformedForms)) {
      const answer = await post({ body, form: true });
      assert.equal(answer.status, 400, `${label}: ${answer.text}`);
      await nextWorks();
    }
  });

  test(`${path}: any other type of body is 415`, async () => {
    for (const type of ["text/plain", "multipart/form-data; boundary=x", "application/xml", "application/json2", "text/json", "", "json", "application/x-www-form-urlencodedx", "*/*"]) {
      const answer = await post({ body: JSON.stringify(fields()), type });
      assert.equal(answer.status, 415, `${type}: ${answer.text}`);
      assertError(answer, dialect, 415, dialect === "bearer" ? undefined : "UNSUPPORTED_MEDIA_TYPE");
    }
    await nextWorks();
  });

  test(`${path}: more than 64 KiB is 413, with and without a length`, async () => {
    for (const length of [LIMIT + 1, 1024 * 1024]) {
      const answer = await post({ body: padded(length) });
      assertError(answer, dialect, 413, dialect === "bearer" ? undefined : "PAYLOAD_TOO_LARGE");
      assert.equal((await chunked(path, padded(length))).status, 413);
      await nextWorks();
    }
  });
}

/** Sends a body in chunks, without Content-Length. */
function chunked(path, body) {
  return new Promise((resolve, reject) => {
    const headers = { "Content-Type": "application/json", "Transfer-Encoding": "chunked", ...bearerHeader(token) };
    const request = httpRequest(worker.url + path, { method: "POST", headers }, (response) => {
      response.resume().on("end", () => resolve({ status: response.statusCode }));
    });
    request.on("error", reject);
    for (let at = 0; at < body.length; at += 16_384) request.write(body.slice(at, at + 16_384));
    request.end();
  });
}

test("body: exactly 64 KiB is read, in one piece and in chunks", async () => {
  assert.equal((await send(worker, "POST", "/api/auth/sign-up", { body: padded(LIMIT) })).status, 201);
  assert.equal((await chunked("/api/auth/sign-up", padded(LIMIT))).status, 201);
});

test("body: compressed is 415; charset utf8 means UTF-8", async () => {
  for (const coding of ["gzip", "br", "x"]) {
    const answer = await send(worker, "POST", "/api/auth/sign-up", { body: fields(), headers: { "Content-Encoding": coding } });
    assertError(answer, "session", 415, "UNSUPPORTED_MEDIA_TYPE");
    assert.equal(answer.body.message, "The body must not be compressed");
  }
  const answer = await send(worker, "POST", "/api/auth/sign-up", { body: JSON.stringify(fields()), type: "application/json; charset=utf8" });
  assert.equal(answer.status, 201, answer.text);
});

test("Content-Type: may have a charset and any letter case", async () => {
  for (const type of ["application/json; charset=utf-8", "APPLICATION/JSON", "application/json;charset=UTF-8", 'application/json; charset="utf-8"']) {
    const { email, password } = newPerson();
    const answer = await send(worker, "POST", "/api/auth/sign-up", { body: { email, password }, type });
    assert.equal(answer.status, 201, `${type}: ${answer.text}`);
  }
  const utf16 = await send(worker, "POST", "/api/auth/sign-up", { body: JSON.stringify(fields()), type: "application/json; charset=utf-16" });
  assert.ok([400, 415].includes(utf16.status), utf16.text);
});

test("fields: another type than a string is refused everywhere", async () => {
  const wrong = [5, true, [], {}, ["x"], { $ne: "" }];
  for (const [dialect, path] of POSTS.filter(([, path]) => /regist|login|sign-up|sign-in|signup|signin|change/.test(path))) {
    for (const key of Object.keys(fields())) {
      for (const value of wrong) {
        if (!takes(path, key)) continue;
        const body = { ...fields(), [key]: value };
        const answer = await send(worker, "POST", path, { body, ...signedIn() });
        const expected = dialect === "bearer" ? [400, 401] : [400];
        assert.ok(expected.includes(answer.status), `${path} ${key}=${JSON.stringify(value)}: ${answer.status} ${answer.text}`);
      }
    }
  }
  await nextWorks();
});

/** True if the route reads this field. */
function takes(path, key) {
  if (path.endsWith("change-password")) return ["currentPassword", "newPassword"].includes(key);
  if (path.endsWith("signin/")) return ["login", "password"].includes(key);
  if (path.endsWith("signup/")) return ["email", "password", "name"].includes(key);
  return ["email", "password"].includes(key);
}

test("address fields: malformed and multiple addresses are refused everywhere", async () => {
  const bad = ["a", "@b.example", "a@", "a b@example.com", "a@b@example.com", "a@example.com,b@example.com", "<a@example.com>", "A <a@example.com>",
    "a@example.com\r\nBcc: b@example.com", "a\u0000@example.com", "a\uff20example.com", `${"x".repeat(250)}@example.com`, "a@exa mple.com", "a@example..com", ".@-", "a@[", "a%40example.com"];
  for (const email of bad) {
    assertError(await session.signUp({ ...newPerson(), email }), "session", 400, "INVALID_EMAIL");
    const registered = await send(worker, "POST", "/auth/register", { form: true, body: { email, password: "long enough" } });
    assertError(registered, "bearer", 401);
  }
});

test("JSON: __proto__ and thousands of keys do no harm", async () => {
  const { email, password } = newPerson();
  const proto = await send(worker, "POST", "/api/auth/sign-up", { body: `{"__proto__":{"admin":true},"email":"${email}","password":"${password}"}` });
  assert.ok([201, 400].includes(proto.status), proto.text);
  const many = `{${Array.from({ length: 6000 }, (_, i) => `"k${i}":1`).join(",")}}`;
  assert.equal((await send(worker, "POST", "/api/auth/sign-in", { body: many })).status, 400);
  await nextWorks();
});

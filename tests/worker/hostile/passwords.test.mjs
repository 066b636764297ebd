// Edge cases of passwords, in every dialect and route that takes one.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { clientsOf, dialectNames } from "../clients/all.mjs";
import { send } from "../clients/http.mjs";
import { newPerson } from "../support/people.mjs";
import { startWorker } from "../support/worker.mjs";

const worker = await startWorker();
after(() => worker.dispose());
const clients = clientsOf(worker);
const { session } = clients;

const FOX = "\u{1F98A}";
const accepted = {
  "eight characters": "vT4-9q_z",
  "eight characters beyond the basic plane": FOX.repeat(8),
  "256 characters": "x".repeat(256),
  "256 characters of four bytes": FOX.repeat(256),
  "spaces only": " ".repeat(8),
  "quotes and SQL": "'; DROP TABLE accounts; --",
  "a NUL inside": "pass\u0000word",
  "73 bytes": "y".repeat(73),
};
const refused = {
  "seven characters": "1234567",
  "four characters of two UTF-16 units": FOX.repeat(4),
  "seven characters of many bytes": "é".repeat(7),
  "257 characters": "x".repeat(257),
  "257 characters of four bytes": FOX.repeat(257),
  "10,000 characters": "x".repeat(10_000),
  "nothing": "",
};
/** [password at sign-up, a different one that must not sign in] */
const different = {
  "a trailing space": ["correct horse", "correct horse "],
  "a leading space": ["correct horse", " correct horse"],
  "case": ["correct horse", "Correct horse"],
  "the 73rd byte": [`${"z".repeat(72)}a`, `${"z".repeat(72)}b`],
  "the 256th character": [`${"z".repeat(255)}a`, `${"z".repeat(255)}b`],
  "what follows a NUL": ["pass\u0000word1", "pass\u0000word2"],
  "a 257th character": ["w".repeat(256), "w".repeat(257)],
};
/** [password at sign-up, its characters in another encoding] */
const same = {
  "composed and decomposed": ["p\u00e4ssw\u00f6rd", "pa\u0308sswo\u0308rd"],
  "decomposed and composed": ["cafe\u0301 creme", "caf\u00e9 creme"],
  "the Angstrom sign and the letter": ["\u212bngstrom", "\u00c5ngstrom"],
};

const code = (password) => ([...password].length > 256 ? "PASSWORD_TOO_LONG" : "PASSWORD_TOO_SHORT");
const refusal = (dialect, password) => (dialect === "bearer" ? [401, undefined] : [400, code(password)]);

for (const dialect of dialectNames) {
  const client = clients[dialect];

  for (const [label, password] of Object.entries(accepted)) {
    test(`${dialect}: ${label} is accepted and signs in`, async () => {
      const person = { ...newPerson(), password };
      const made = await client.signUp(person);
      assert.ok(made.token, made.text);
      assert.ok((await client.signIn(person)).token);
    });
  }

  for (const [label, password] of Object.entries(refused)) {
    // The bearer dialect receives a hash, so any length from 1 to 256 is valid.
    if (dialect === "bearer" && password !== "" && [...password].length <= 256) continue;
    test(`${dialect}: ${label} is refused at sign-up and creates no account`, async () => {
      const person = { ...newPerson(), password };
      const answer = await client.signUp(person);
      const [status, error] = refusal(dialect, password);
      assert.equal(answer.status, status, answer.text);
      if (error && password !== "") assert.equal(answer.body.error, error);
      assert.ok((await client.signUp({ ...person, password: "a good password" })).token, "the address is free");
    });
  }

  for (const [label, [password, other]] of Object.entries(different)) {
    test(`${dialect}: ${label} is a different password`, async () => {
      const person = { ...newPerson(), password };
      assert.ok((await client.signUp(person)).token);
      const answer = await client.signIn({ ...person, password: other });
      assert.ok([400, 401].includes(answer.status), answer.text);
      assert.equal(answer.token, undefined);
      assert.ok((await client.signIn(person)).token);
    });
  }

  for (const [label, [password, respelled]] of Object.entries(same)) {
    test(`${dialect}: ${label} is the same password`, async () => {
      const person = { ...newPerson(), password };
      assert.ok((await client.signUp(person)).token);
      const answer = await client.signIn({ ...person, password: respelled });
      assert.ok(answer.token, answer.text);
    });
  }
}

test("password change: applies the same rules, and a refusal changes nothing", async () => {
  const person = newPerson();
  const { token } = await session.signUp(person);
  for (const [label, password] of Object.entries(refused)) {
    const answer = await session.changePassword(token, person.password, password);
    assert.equal(answer.status, 400, `${label}: ${answer.text}`);
    if (password !== "") assert.equal(answer.body.error, code(password), label);
  }
  assert.ok((await session.signIn(person)).token);
  for (const [label, password] of Object.entries(accepted)) {
    const answer = await session.changePassword(token, person.password, password);
    assert.equal(answer.status, 200, `${label}: ${answer.text}`);
    person.password = password;
    assert.ok((await session.signIn(person)).token, label);
  }
});

test("password: a lone surrogate is malformed input", async () => {
  const { email } = newPerson();
  const paths = ["/auth/register", "/auth/login", "/api/auth/sign-up", "/api/auth/sign-in", "/api/v1/auth/signup/", "/api/v1/auth/signin/"];
  for (const path of paths) {
    const body = `{"email":"${email}","login":"${email}","name":"n","password":"\\ud83d long enough"}`;
    const answer = await send(worker, "POST", path, { body });
    assert.equal(answer.status, 400, `${path}: ${answer.text}`);
  }
});

test("password: an overlong one is refused without hashing", async () => {
  const person = newPerson();
  await session.signUp(person);
  const time = async (password) => {
    const start = performance.now();
    await session.signIn({ ...person, password, ip: undefined });
    return performance.now() - start;
  };
  const samples = [];
  for (let i = 0; i < 4; i += 1) samples.push([await time("x".repeat(60_000)), await time("a wrong password")]);
  const least = (column) => Math.min(...samples.map((sample) => sample[column]));
  assert.ok(least(0) < least(1), `${least(0)} ms against ${least(1)} ms`);
});

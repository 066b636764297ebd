// One account across dialects: created in one, served by all.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { clientsOf, dialectNames } from "../clients/all.mjs";
import { bearerHeader, cookieHeader, send } from "../clients/http.mjs";
import { decodeToken } from "../support/tokens.mjs";
import { newPerson } from "../support/people.mjs";
import { startWorker } from "../support/worker.mjs";

const worker = await startWorker();
after(() => worker.dispose());
const clients = clientsOf(worker);
const { session } = clients;

const accountOf = (token) => decodeToken(token).claims.sub;
const sessionOf = (token) => decodeToken(token).claims.sid;

for (const maker of dialectNames) {
  for (const server of dialectNames) {
    test(`an account made in ${maker} signs in through ${server}`, async () => {
      const person = newPerson();
      const made = await clients[maker].signUp(person);
      const entered = await clients[server].signIn(person);
      assert.ok(made.token, made.text);
      assert.ok(entered.token, entered.text);
      assert.equal(accountOf(entered.token), accountOf(made.token));
      assert.notEqual(sessionOf(entered.token), sessionOf(made.token));
      const { body } = await session.session(entered.token);
      assert.equal(body.user.email, person.email);
      assert.equal(body.user.id, accountOf(made.token));
    });

    test(`an address taken in ${maker} is refused by ${server}, and its password stays`, async () => {
      const person = newPerson();
      await clients[maker].signUp(person);
      const other = { ...person, email: person.email.toUpperCase(), password: "another long password" };
      const refused = await clients[server].signUp(other);
      assert.equal(refused.status, server === "bearer" ? 401 : 409, refused.text);
      assert.equal(refused.token, undefined);
      assert.ok((await clients[server].signIn(person)).token);
      assert.equal((await clients[server].signIn({ ...person, password: other.password })).status, 401);
    });
  }

  test(`a session token of ${maker} is accepted as bearer and as cookie, until it is signed out`, async () => {
    const person = newPerson();
    const { token } = await clients[maker].signUp(person);
    const ways = [bearerHeader(token), cookieHeader({ access_token: token })];
    for (const headers of ways) {
      const seen = await session.session(undefined, { headers });
      assert.equal(seen.status, 200, seen.text);
      assert.equal(seen.body.user.email, person.email);
      assert.equal(seen.body.session.id, sessionOf(token));
    }
    assert.deepEqual((await session.signOut(token)).body, { success: true });
    for (const headers of ways) assert.equal((await session.session(undefined, { headers })).status, 401);
  });

  test(`a session token of ${maker} as cookie signs out through the session dialect and through the cookie dialect`, async () => {
    const person = newPerson();
    const outs = [
      (token) => session.signOut(undefined, { headers: cookieHeader({ access_token: token }) }),
      (token) => clients.cookie.signOut({ access_token: token }),
      (token) => send(worker, "POST", "/api/v1/auth/custom-logout/", { headers: bearerHeader(token) }),
    ];
    await clients[maker].signUp(person);
    for (const signOut of outs) {
      const { token } = await clients[maker].signIn(person);
      assert.equal((await session.session(token)).status, 200);
      const left = await signOut(token);
      assert.ok([200, 204].includes(left.status), left.text);
      assert.equal((await session.session(token)).status, 401);
    }
  });

  test(`${maker} compares addresses without case and keeps what was typed, but for the domain`, async () => {
    const person = newPerson();
    const kept = person.email.replace("person", "PerSon");
    const typed = kept.replace("example", "EXAMPLE");
    await clients[maker].signUp({ ...person, email: typed });
    for (const email of [typed, person.email, person.email.toUpperCase()]) {
      const { token } = await clients[maker].signIn({ ...person, email });
      assert.ok(token, email);
      assert.equal((await session.session(token)).body.user.email, kept);
    }
  });
}

test("username: signs in through the cookie dialect in any letter case and is unique", async () => {
  const [person, other] = [newPerson(), newPerson()];
  const { token } = await session.signUp(person);
  const { token: othersToken } = await session.signUp(other);
  const username = `Nick.${person.name.split(" ")[1]}`;
  const changed = await session.updateUser(token, { username });
  assert.equal(changed.status, 200, changed.text);
  for (const email of [username, username.toUpperCase()]) {
    assert.equal((await clients.cookie.signIn({ ...person, email })).status, 204);
  }
  const taken = await session.updateUser(othersToken, { username: username.toLowerCase() });
  assert.equal(taken.status, 409, taken.text);
  assert.equal(taken.body.error, "USERNAME_TAKEN");
  assert.equal((await session.updateUser(token, { username: "" })).body.user.username, username, "an empty field is none");
  for (const bad of ["a@b", "a b", "x".repeat(65), "ünï", "a/b"]) {
    const refused = await session.updateUser(token, { username: bad });
    assert.equal(refused.status, 400, `${bad}: ${refused.text}`);
    assert.equal(refused.body.error, "INVALID_USERNAME");
  }
});

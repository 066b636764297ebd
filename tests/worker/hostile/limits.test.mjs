// Limits on guessing: 10 failures per account, 50 per address, in 15 minutes.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { clientsOf, dialectNames } from "../clients/all.mjs";
import { send } from "../clients/http.mjs";
import { eventually } from "../support/database.mjs";
import { newAddress, newNetwork, newPerson } from "../support/people.mjs";
import { assertLimited } from "../support/shapes.mjs";
import { startWorker } from "../support/worker.mjs";

const worker = await startWorker();
after(() => worker.dispose());
const clients = clientsOf(worker);
const { session } = clients;

const wrongly = (person, ip) => ({ ...person, ip: ip ?? newAddress(), password: "a wrong password" });
const from = (person, ip = newAddress()) => ({ ...person, ip });

/** Sends `n` failures on one account, rotating through the dialects and addresses. */
async function fail(person, n) {
  const statuses = [];
  for (let i = 0; i < n; i += 1) {
    const client = clients[dialectNames[i % dialectNames.length]];
    statuses.push((await client.signIn(wrongly(person))).status);
  }
  return statuses;
}

test("lockout: ten failures over all dialects lock the account, even for the right password", async () => {
  const person = newPerson();
  const { token } = await session.signUp(person);
  assert.deepEqual(await fail(person, 10), Array(10).fill(401));
  for (const [dialect, client] of Object.entries(clients)) {
    assertLimited(await client.signIn(wrongly(person)), dialect);
    assertLimited(await client.signIn(from(person)), dialect);
  }
  assert.equal((await session.session(token)).status, 200, "an open session stays open");
});

test("lockout: an address without an account locks the same way", async () => {
  const nobody = newPerson();
  assert.deepEqual(await fail(nobody, 10), Array(10).fill(401));
  for (const [dialect, client] of Object.entries(clients)) assertLimited(await client.signIn(from(nobody)), dialect);
});

test("lockout: other spellings of the address and the username count against one account", async () => {
  const person = newPerson();
  const { token } = await session.signUp(person);
  const username = `u-${person.name.split(" ")[1]}`;
  await session.updateUser(token, { username });
  const names = [person.email, person.email.toUpperCase(), username, username.toUpperCase()];
  for (let i = 0; i < 10; i += 1) await clients.cookie.signIn(wrongly({ ...person, email: names[i % names.length] }));
  assertLimited(await session.signIn(from(person)), "session");
});

test("lockout: a wrong password at change-password counts against the account", async () => {
  const person = newPerson();
  const { token } = await session.signUp(person);
  for (let i = 0; i < 10; i += 1) {
    const answer = await session.changePassword(token, "a wrong password", "a new password", { ip: newAddress() });
    assert.equal(answer.status, 401, answer.text);
  }
  assertLimited(await session.changePassword(token, person.password, "a new password", { ip: newAddress() }), "session");
  assertLimited(await session.signIn(from(person)), "session");
});

test("lockout: successful sign-ins do not count", async () => {
  const person = newPerson();
  const ip = newAddress();
  await session.signUp(person);
  for (let i = 0; i < 12; i += 1) assert.equal((await session.signIn(from(person, ip))).status, 200);
});

test("lockout: malformed input does not count", async () => {
  const person = newPerson();
  await session.signUp(person);
  const malformed = [
    ["/api/auth/sign-in", { body: "{" }], ["/api/auth/sign-in", { body: { email: person.email } }],
    ["/api/auth/sign-in", { body: { email: person.email, password: 5 } }], ["/auth/login", { form: true, body: { email: person.email } }],
    ["/api/v1/auth/signin/", { body: { login: person.email } }], ["/auth/login", { body: "x", type: "text/plain" }],
  ];
  for (let i = 0; i < 12; i += 1) {
    const [path, options] = malformed[i % malformed.length];
    const { status } = await send(worker, "POST", path, options);
    assert.ok([400, 401, 415].includes(status), String(status));
  }
  assert.equal((await session.signIn(from(person))).status, 200);
});

test("lockout: ends with its window", async () => {
  const person = newPerson();
  await session.signUp(person);
  await fail(person, 11);
  const wait = Number((await session.signIn(from(person))).headers.get("retry-after"));
  await worker.restart({ clockOffset: wait + 5 });
  const entered = await session.signIn(from(person));
  await worker.restart({ clockOffset: 0 });
  assert.equal(entered.status, 200, entered.text);
});

/** Sends 50 failures on 50 accounts, rotating through the addresses. */
async function spray(address, headers = () => ({})) {
  for (let i = 0; i < 50; i += 1) {
    const { status, text } = await session.signIn(wrongly(newPerson(), address(i)), { headers: headers(i) });
    assert.equal(status, 401, `failure ${i + 1}: ${text}`);
  }
}

test("client limit: fifty failures lock the client address in every dialect", async () => {
  const person = newPerson();
  await session.signUp(person);
  const ip = newAddress();
  await spray(() => ip, () => ({ "X-Forwarded-For": newAddress(), "X-Real-IP": newAddress(), "True-Client-IP": newAddress(), Forwarded: `for=${newAddress()}` }));
  for (const [dialect, client] of Object.entries(clients)) {
    assertLimited(await client.signIn(from(person, ip), { headers: { "X-Forwarded-For": newAddress() } }), dialect);
  }
  assert.equal((await session.signIn(from(person))).status, 200, "from elsewhere the person signs in");
});

test("client limit: an IPv6 /64 counts as one address", async () => {
  const person = newPerson();
  await session.signUp(person);
  const network = newNetwork();
  const spelled = (i) => [`${network}:0::${i.toString(16)}`, `${network}:0:0:${i}:1:2`, `${network.toUpperCase()}:0000::${i}:9`][i % 3];
  await spray(spelled);
  assertLimited(await session.signIn(from(person, `${network}:0:ffff:ffff:ffff:ffff`)), "session");
  assert.equal((await session.signIn(from(person, `${network}:1::1`))).status, 200);
});

test("client limit: an IPv4 address and its IPv6 form count as one", async () => {
  const person = newPerson();
  await session.signUp(person);
  const ip = newAddress();
  await spray((i) => (i % 2 ? ip : `::ffff:${ip}`));
  for (const spelled of [ip, `::ffff:${ip}`]) assertLimited(await session.signIn(from(person, spelled)), "session");
});

test("client limit: requests from a locked address do not count against accounts", async () => {
  const person = newPerson();
  await session.signUp(person);
  const ip = newAddress();
  await spray(() => ip);
  for (let i = 0; i < 12; i += 1) assertLimited(await session.signIn(wrongly(person, ip)), "session");
  await eventually(async () => assert.equal((await session.signIn(from(person))).status, 200));
});

test("lockout: requests for a locked account do not count against the client", async () => {
  const [locked, other] = [newPerson(), newPerson()];
  await session.signUp(other);
  await fail(locked, 10);
  const ip = newAddress();
  for (let i = 0; i < 52; i += 1) assertLimited(await session.signIn(wrongly(locked, ip)), "session");
  await eventually(async () => assert.equal((await session.signIn(from(other, ip))).status, 200));
});

test("lockout: another spelling of the path does not get around it", async () => {
  const person = newPerson();
  await session.signUp(person);
  await fail(person, 10);
  const doors = ["/api/auth/sign-in/", "//api/auth/sign-in", "/api/auth//sign-in", "/API/auth/sign-in", "/api/auth/sign%2Din", "/api/auth/sign-in;x", "/api/auth/sign-in?x=1", "/api/auth/./sign-in"];
  for (const path of doors) {
    const { status } = await send(worker, "POST", path, { body: { email: person.email, password: person.password } });
    assert.ok([404, 405, 429].includes(status), `${path}: ${status}`);
  }
});

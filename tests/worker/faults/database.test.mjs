// D1 failures: nothing is half done, the answer is a 503, and a retry works.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { clientsOf, dialectNames } from "../clients/all.mjs";
import { dump, rowsWith, tableNames, withAbortedInserts, withoutTable } from "../support/database.mjs";
import { newAddress, newPerson } from "../support/people.mjs";
import { assertError } from "../support/shapes.mjs";
import { decodeToken } from "../support/tokens.mjs";
import { startWorker } from "../support/worker.mjs";

const worker = await startWorker();
after(() => worker.dispose());
const clients = clientsOf(worker);
const { session, cookie } = clients;

function assertUnavailable(answer, dialect) {
  assertError(answer, dialect, 503, dialect === "bearer" ? undefined : "SERVICE_UNAVAILABLE");
  assert.deepEqual(answer.cookies, {});
}

// Attempts may be counted even if the request fails.
const kept = () => dump(worker.d1, { without: ["attempts"] });

const INSERTS = {
  signUp: ["accounts", "passwords", "sessions", "events", "event_feed"],
  signIn: ["attempts", "sessions", "events", "event_feed"],
};

/** Tables that only a migration or the former version writes to, or nothing yet. */
const NEVER_INSERTED = [
  "event_retention", "schema_version", "refresh_tokens",
];

/** Tables covered by mailed.test.mjs, or by the native tests that fail each of their statements. */
const KNOWN_ELSEWHERE = [
  "one_time_tokens", "authorizations", "service_keys", "recovery_requests", "former_addresses", "invitations",
  "clients", "resources", "idempotent_requests",
  "signing_keys", "consents", "authorization_requests", "authorization_codes", "grants", "client_assertions",
  "totp", "totp_offers", "backup_codes", "second_factor_challenges", "passkeys", "webauthn_challenges", "identities", "oauth_states",
];

test("database faults: cover every table", async () => {
  const known = new Set([...NEVER_INSERTED, ...KNOWN_ELSEWHERE, ...Object.values(INSERTS).flat()]);
  for (const table of await tableNames(worker.d1)) {
    if (table !== "d1_migrations") assert.ok(known.has(table), `no test aborts the inserts of ${table}`);
  }
});

for (const dialect of dialectNames) {
  const client = clients[dialect];

  for (const table of INSERTS.signUp) {
    test(`${dialect}: a sign-up that cannot write ${table} creates no account; the retry does`, async () => {
      const person = newPerson();
      const before = await kept();
      const failed = await withAbortedInserts(worker.d1, table, () => client.signUp(person));
      assertUnavailable(failed, dialect);
      assert.deepEqual(await kept(), before);
      const retried = await client.signUp(person);
      assert.ok(retried.token, retried.text);
      assert.equal((await session.session(retried.token)).status, 200);
    });
  }

  for (const table of INSERTS.signIn) {
    test(`${dialect}: a sign-in that cannot write ${table} opens no session; the retry does`, async () => {
      const person = newPerson();
      await client.signUp(person);
      const before = await kept();
      const failed = await withAbortedInserts(worker.d1, table, () => client.signIn(person));
      assertUnavailable(failed, dialect);
      assert.deepEqual(await kept(), before);
      assert.ok((await client.signIn(person)).token);
    });
  }

  test(`${dialect}: a sign-in whose first call fails is 503 and does not count as a guess`, async () => {
    const person = newPerson();
    await client.signUp(person);
    for (let i = 0; i < 12; i += 1) {
      assertUnavailable(await client.signIn({ ...person, ip: newAddress() }, { headers: { "x-test-fail-call": "1" } }), dialect);
    }
    const entered = await client.signIn(person);
    assert.ok(entered.token, entered.text);
  });

  test(`${dialect}: a sign-in whose second call fails opens no session; the retry does`, async () => {
    const person = newPerson();
    await client.signUp(person);
    const before = await kept();
    assertUnavailable(await client.signIn(person, { headers: { "x-test-fail-call": "2" } }), dialect);
    assert.deepEqual(await kept(), before);
    assert.ok((await client.signIn(person)).token);
  });

  test(`${dialect}: a sign-up whose call fails leaves the address free`, async () => {
    const person = newPerson();
    assertUnavailable(await client.signUp(person, { headers: { "x-test-fail-call": "1" } }), dialect);
    assert.deepEqual(await rowsWith(worker.d1, [person.email]), []);
    assert.ok((await client.signUp(person)).token);
  });
}

test("refresh: a failed write leaves the old token valid", async () => {
  const person = newPerson();
  const { refreshToken, token } = await cookie.signUp(person);
  const before = await kept();
  await worker.d1.prepare("CREATE TRIGGER boom BEFORE UPDATE ON sessions BEGIN SELECT RAISE(ABORT, 'boom'); END").run();
  try {
    assertUnavailable(await cookie.refresh(refreshToken), "cookie");
  } finally {
    await worker.d1.prepare("DROP TRIGGER boom").run();
  }
  assert.deepEqual(await kept(), before);
  const renewed = await cookie.refresh(refreshToken);
  assert.equal(renewed.status, 204, renewed.text);
  assert.equal(decodeToken(renewed.token).claims.sid, decodeToken(token).claims.sid);
});

test("missing sessions table: nobody gets in, and no token is called invalid", async () => {
  const { token, refreshToken } = await cookie.signUp(newPerson());
  await withoutTable(worker.d1, "sessions", async () => {
    assertUnavailable(await session.session(token), "session");
    assertUnavailable(await session.signOut(token), "session");
    assertUnavailable(await cookie.refresh(refreshToken), "cookie");
  });
  assert.equal((await session.session(token)).status, 200);
  assert.equal((await cookie.refresh(refreshToken)).status, 204);
});

const changes = {
  "of the password": ({ token, person }, options) => session.changePassword(token, person.password, "a new password", options),
  "of the profile": ({ token }, options) => session.updateUser(token, { name: "Another" }, options),
  "that ends the other sessions": ({ token }, options) => session.endOthers(token, options),
  "that deletes the account": ({ token, person }, options) => session.deleteUser(token, { password: person.password }, options),
};
for (const [label, change] of Object.entries(changes)) {
  test(`change ${label}: happens wholly or not at all, whichever call fails`, async () => {
    const person = newPerson();
    const { token } = await session.signUp(person);
    await session.signIn(person);
    const before = await kept();
    let call = 1;
    for (; call < 6; call += 1) {
      const answer = await change({ token, person }, { headers: { "x-test-fail-call": String(call) } });
      if (answer.status === 200) break; // It makes fewer calls than this.
      assertUnavailable(answer, "session");
      assert.deepEqual(await kept(), before, `call ${call}`);
    }
    assert.ok(call > 1 && call <= 4, `a failure of its first call was seen, and it makes at most three: ${call}`);
    assert.notDeepEqual(await kept(), before);
  });
}

test("loss of KV: loses no account, session or sign-out", async () => {
  const person = newPerson();
  const { token } = await session.signUp(person);
  const ended = await session.signIn(person);
  await session.signOut(ended.token);
  const { keys } = await worker.kv.list();
  for (const { name } of keys) await worker.kv.delete(name);
  assert.equal((await session.session(token)).status, 200);
  assert.equal((await session.session(ended.token)).status, 401);
  assert.equal((await session.signIn(person)).status, 200);
});

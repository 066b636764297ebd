// REQUIRE_VERIFIED_EMAIL: no sign-in by password while the address is unproven.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { clientsOf, dialectNames } from "../clients/all.mjs";
import { newPerson } from "../support/people.mjs";
import { assertExactError } from "../support/shapes.mjs";
import { startWorker } from "../support/worker.mjs";

const worker = await startWorker({ settings: { REQUIRE_VERIFIED_EMAIL: "true" } });
after(() => worker.dispose());
const clients = clientsOf(worker);

const NOT_VERIFIED = [403, { error: "EMAIL_NOT_VERIFIED", message: "Please verify your email first" }];
const refusal = {
  bearer: [401, { message: "Login failed; Invalid user ID or password." }],
  session: NOT_VERIFIED,
  cookie: NOT_VERIFIED,
};

for (const dialect of dialectNames) {
  test(`${dialect}: sign-up opens a session; sign-in is refused until the address is verified`, async () => {
    const person = newPerson();
    const { token } = await clients[dialect].signUp(person);
    assert.equal((await clients.session.session(token)).status, 200);
    const refused = await clients[dialect].signIn(person);
    assertExactError(refused, dialect, ...refusal[dialect]);
    assert.deepEqual(refused.cookies, {});
  });

  test(`${dialect}: a wrong password does not reveal that the address is unverified`, async () => {
    const person = newPerson();
    await clients[dialect].signUp(person);
    const wrong = await clients[dialect].signIn({ ...person, password: "a wrong password" });
    const unknown = await clients[dialect].signIn(newPerson());
    assert.equal(wrong.status, 401);
    assert.equal(wrong.text, unknown.text);
  });
}

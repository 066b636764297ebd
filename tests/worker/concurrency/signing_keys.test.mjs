// Signing keys: a hundred first requests agree on one key for each algorithm, and Node's own crypto verifies by it.
import assert from "node:assert/strict";
import { createPublicKey, generateKeyPair, verify } from "node:crypto";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { clientsOf } from "../clients/all.mjs";
import { together } from "../support/contest.mjs";
import { newPerson } from "../support/people.mjs";
import { PUBLIC_URL, TRUSTED_ORIGIN, startWorker } from "../support/worker.mjs";

const ROUNDS = 20;
const RACERS = 100;

// One key for each racer, so that no two generate the same. Generation in the worker would keep it busy for seconds, one
// racer after the other; this way they meet in the database.
const rsaKeys = await together(RACERS, async () => {
  const { privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: 2048 });
  return privateKey.export({ format: "jwk" });
});
const worker = await startWorker({ delay: [5, 30], rsaKeys });
after(() => worker.dispose());
const { session } = clientsOf(worker);

const readKeys = async () => {
  const response = await worker.fetch("/oauth2/jwks", { headers: { Origin: "https://anywhere.test" } });
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("cache-control"), "public, max-age=300");
  assert.equal(response.headers.get("access-control-allow-origin"), "*");
  return { keys: (await response.json()).keys, calls: Number(response.headers.get("x-test-d1-calls")) };
};
const kidsOf = ({ keys }) => keys.map(({ kid }) => kid).join(" ");

/** Header and claims of a token, verified by a key of the published set. */
function verified(token, keys) {
  const [header, claims, tag] = token.split(".");
  const read = (part) => JSON.parse(Buffer.from(part, "base64url"));
  const jwk = keys.find(({ kid }) => kid === read(header).kid);
  assert.equal(jwk.alg, read(header).alg);
  const key = createPublicKey({ key: jwk, format: "jwk" });
  const options = jwk.kty === "EC" ? { key, dsaEncoding: "ieee-p1363" } : key;
  assert.ok(verify("sha256", Buffer.from(`${header}.${claims}`), options, Buffer.from(tag, "base64url")));
  return { header: read(header), claims: read(claims) };
}

const tokenOf = async (bearer, audience) => {
  const response = await worker.fetch(`/api/auth/token?audience=${audience}`, { headers: { Authorization: `Bearer ${bearer}` } });
  assert.equal(response.status, 200);
  return (await response.json()).token;
};

test(`of ${RACERS} first requests at once, each publishes the same key of each algorithm, ${ROUNDS} times`, async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    await worker.d1.prepare("DELETE FROM signing_keys").run();
    await worker.restart({});
    const sets = await together(RACERS, readKeys);
    assert.equal(new Set(sets.map(kidsOf)).size, 1, `round ${round}`);
    assert.deepEqual(sets[0].keys.map(({ alg }) => alg), ["RS256", "ES256"], `round ${round}`);
    const { results } = await worker.d1.prepare("SELECT algorithm, generation FROM signing_keys ORDER BY 1").all();
    assert.deepEqual(results, [{ algorithm: "ES256", generation: 1 }, { algorithm: "RS256", generation: 1 }], `round ${round}`);
  }
});

test("an isolate that has its keys reads none, and a new one reads them once", async () => {
  const { keys } = await readKeys();
  assert.equal((await readKeys()).calls, 0);
  await worker.restart({});
  const cold = await readKeys();
  assert.deepEqual([cold.keys, cold.calls], [keys, 1]);
});

test("a token for an API is verified by the published key", async () => {
  const { token } = await session.signUp(newPerson());
  const { keys } = await readKeys();
  const { header, claims } = verified(await tokenOf(token, TRUSTED_ORIGIN), keys);
  assert.deepEqual([header.typ, header.alg], ["JWT", "ES256"]);
  assert.deepEqual([claims.iss, claims.aud, claims.exp - claims.iat], [PUBLIC_URL, TRUSTED_ORIGIN, 300]);
  assert.ok(keys.every((key) => !["d", "p", "q", "dp", "dq", "qi", "k"].some((member) => member in key)));
});

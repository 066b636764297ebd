// Malformed WebAuthn answers: a 400 or 401 in the dialect's shape, nothing stored, and the next valid one works.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { passkeys } from "../clients/passkeys.mjs";
import { attestationObject, newAuthenticator } from "../support/passkey_authenticator.mjs";
import { assertError } from "../support/shapes.mjs";
import { NO_LIMITS, openWorld } from "../support/world.mjs";

const world = await openWorld({ settings: NO_LIMITS });
after(() => world.dispose());
const client = passkeys(world.worker);
const hex = (text) => Buffer.from(text, "hex");
const { token } = await world.registered();
const authenticator = newAuthenticator();
const good = attestationObject(authenticator.attested());
const withKey = (key) => attestationObject(authenticator.attested({ key }));
const stored = async () => (await client.list(token)).body.passkeys.length;

/** Malformed attestation objects. */
const OBJECTS = {
  "nothing": Buffer.alloc(0),
  "one byte short": good.subarray(0, -1),
  "one byte more": Buffer.concat([good, Buffer.alloc(1)]),
  "a list": Buffer.concat([hex("83"), good.subarray(1)]),
  "a map of indefinite length": Buffer.concat([hex("bf"), good.subarray(1), hex("ff")]),
  "a map of 2^64 - 1": Buffer.concat([hex("bbffffffffffffffff"), good.subarray(1)]),
  "a member twice": attestationObject(authenticator.attested(), { format: "63666d74646e6f6e6563666d74646e6f6e65", start: "a4" }),
  "a text that is no UTF-8": attestationObject(authenticator.attested(), { format: "63666d7464ff6f6e65" }),
  "a text of 4 GiB": attestationObject(authenticator.attested(), { format: "63666d747affffffff" }),
  "lists in lists, 20000 deep": Buffer.concat([hex("a363666d74646e6f6e656761747453746d74"), Buffer.alloc(20_000, 0x81)]),
  "maps in maps, 20000 deep": Buffer.concat([hex("a363666d74646e6f6e656761747453746d74"), Buffer.alloc(20_000, 0xa1)]),
  "tags in tags, 20000 deep": Buffer.alloc(20_000, 0xc0),
  "data of 36 bytes": attestationObject(authenticator.attested().subarray(0, 36)),
  "data without a credential": attestationObject(authenticator.attested().subarray(0, 37)),
  "a credential id beyond the end": attestationObject(authenticator.attested({ idLength: 0xffff })),
  "an empty credential id": attestationObject(authenticator.attested({ idLength: 0 })),
  "another credential id": attestationObject(newAuthenticator().attested()),
  "extensions announced and not there": attestationObject(authenticator.attested({ flags: 0x80 })),
  "extensions there and not announced": attestationObject(authenticator.attested({ after: hex("a0") })),
  "no key": withKey(hex("a0")),
  "a key of nothing": withKey(hex("f6")),
  "a key of an unknown algorithm": withKey(Buffer.concat([hex("a501020338"), hex("63"), authenticator.coseKey.subarray(5)])),
  "a key with a label twice": withKey(Buffer.concat([hex("a601020102"), authenticator.coseKey.subarray(3)])),
  "a point off the curve": withKey(hex(`a5010203262001215820${"11".repeat(32)}225820${"22".repeat(32)}`)),
  "the point at infinity": withKey(hex(`a5010203262001215820${"00".repeat(32)}225820${"00".repeat(32)}`)),
  "a neutral point of Ed25519": withKey(hex(`a401010327200621582001${"00".repeat(31)}`)),
  "an RSA key of 8 bits": withKey(hex("a401030339010020418f2143010001")),
};

test("registration: hostile CBOR is refused", async (t) => {
  for (const [what, object] of Object.entries(OBJECTS)) {
    await t.test(what, async () => {
      const options = await client.options(token);
      assertError(await client.register(token, authenticator.create(options, { object })), "session", 400, "INVALID_REQUEST");
      const again = await client.register(token, authenticator.create(options));
      assertError(again, "session", 401, "INVALID_PASSKEY"); // its challenge is spent all the same
      assert.equal(await stored(), 0);
      assert.equal((await client.askForAny()).status, 200);
    });
  }
});

test("sign-in: hostile answers are refused", async (t) => {
  assert.equal((await client.register(token, authenticator.create(await client.options(token)))).status, 200);
  const data = Buffer.from(authenticator.get({ challenge: "" }).response.authenticatorData, "base64url");
  for (const [what, authenticatorData] of Object.entries({
    "36 bytes": data.subarray(0, 36),
    "38 bytes": Buffer.concat([data, Buffer.alloc(1)]),
    "8192 bytes": Buffer.concat([data, Buffer.alloc(8192 - 37)]),
    "extensions 8000 deep": Buffer.concat([data.subarray(0, 32), hex("8500000000"), Buffer.alloc(8000, 0xa1)]),
  })) {
    await t.test(what, async () => {
      const answer = authenticator.get(await client.options(), { authenticatorData });
      assertError(await client.signIn(answer), "session", 400, "INVALID_REQUEST");
      assert.equal((await client.signIn(authenticator.get(await client.options()))).status, 200);
    });
  }
});

test("JSON of another shape: is refused", async (t) => {
  const options = await client.options();
  const shapes = {
    "a text": "credential", "a number": 1, "a list": [], "an empty object": {}, "true": true,
    "an id of 1024 bytes": changed(options, { id: "A".repeat(1366), rawId: "A".repeat(1366) }),
    "two ids": changed(options, { rawId: "AAAA" }),
    "padded base64": changed(options, { id: "AA==", rawId: "AA==" }),
    "another type": changed(options, { type: "password" }),
    "no response": changed(options, { response: null }),
    "client data that are no JSON": changed(options, {}, { clientDataJSON: "AAAA" }),
    "client data 6000 deep": changed(options, {}, { clientDataJSON: Buffer.from("[".repeat(6000)).toString("base64url") }),
    "client data without a challenge": changed(options, {}, { clientDataJSON: Buffer.from('{"type":"webauthn.get"}').toString("base64url") }),
    "a signature of 45 000 bytes": changed(options, {}, { signature: "A".repeat(60_000) }),
    "a user handle of 65 bytes": changed(options, {}, { userHandle: "A".repeat(87) }),
  };
  for (const [what, credential] of Object.entries(shapes)) {
    await t.test(what, async () => {
      assertError(await client.signIn(credential), "session", 400, "INVALID_REQUEST");
      assertError(await client.register(token, credential), "session", 400, "INVALID_REQUEST");
    });
  }
  assert.equal((await client.signIn(authenticator.get(options))).status, 200, "and the challenge is there still");
});

test("log: has no fault after these requests", () => assert.doesNotMatch(world.worker.logs(), /panicked|request_failed|RuntimeError/));

/** Valid answer with some members changed. */
function changed(options, members, response = {}) {
  const answer = authenticator.get(options);
  return { ...answer, response: { ...answer.response, ...response }, ...members };
}

// Simulated authenticator and browser, for cases that a real one is too slow or too honest for. Conformance to WebAuthn
// is tested with Chromium instead.
import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { PUBLIC_URL } from "./worker.mjs";

const PRESENT_AND_VERIFIED = 0x05;
const ATTESTED = 0x40;
const sha256 = (data) => createHash("sha256").update(data).digest();
const encoded = (bytes) => Buffer.from(bytes).toString("base64url");
const uint = (length, value) => {
  const bytes = Buffer.alloc(length);
  bytes.writeUIntBE(value, 0, length);
  return bytes;
};

/** Authenticator with an ES256 key and a random credential id. */
export function newAuthenticator(credentialId = randomBytes(16)) {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const { x, y } = publicKey.export({ format: "jwk" });
  const point = [x, y].map((coordinate) => Buffer.from(coordinate, "base64url"));
  const coseKey = Buffer.concat([Buffer.from("a5010203262001215820", "hex"), point[0], Buffer.from("225820", "hex"), point[1]]);
  let userHandle;

  const clientData = (type, { challenge }) => Buffer.from(JSON.stringify({ type, challenge, origin: PUBLIC_URL, crossOrigin: false }));
  const data = (flags, count) => Buffer.concat([sha256("localhost"), Buffer.from([flags]), uint(4, count)]);
  const answer = (response) => {
    const id = encoded(credentialId);
    return { id, rawId: id, type: "public-key", response, clientExtensionResults: {} };
  };
  return {
    /** Authenticator data of a registration, with any public key and extensions. */
    attested: ({ key = coseKey, count = 0, flags = 0, idLength = credentialId.length, after = Buffer.alloc(0) } = {}) =>
      Buffer.concat([data(PRESENT_AND_VERIFIED | ATTESTED | flags, count), Buffer.alloc(16), uint(2, idLength), credentialId, key, after]),
    coseKey,
    /** `RegistrationResponseJSON`, with any attestation object. */
    create(options, { count = 0, object = attestationObject(this.attested({ count })) } = {}) {
      userHandle = options.user.id;
      return answer({ clientDataJSON: encoded(clientData("webauthn.create", options)), attestationObject: encoded(object) });
    },
    /** `AuthenticationResponseJSON`, with any authenticator data. */
    get(options, { count = 0, authenticatorData = data(PRESENT_AND_VERIFIED, count) } = {}) {
      const client = clientData("webauthn.get", options);
      const signature = sign("sha256", Buffer.concat([authenticatorData, sha256(client)]), privateKey);
      return answer({ clientDataJSON: encoded(client), authenticatorData: encoded(authenticatorData), signature: encoded(signature), userHandle });
    },
  };
}

/** An attestation object without attestation; its members as CBOR, if they are to be others. */
export function attestationObject(data, { start = "a3", format = "63666d74646e6f6e65", statement = "6761747453746d74a0" } = {}) {
  const length = data.length < 256 ? [0x58, data.length] : [0x59, data.length >> 8, data.length & 255];
  return Buffer.concat([Buffer.from(start + format + statement, "hex"), Buffer.from("\x68authData"), Buffer.from(length), data]);
}

// OpenID Connect issuer on a local server. It signs whatever it is told to, even what no honest one would.
import { createHmac, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { closeServer } from "./double.mjs";

export const CLIENT = { id: "double-client", secret: "double-secret" };

const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const newKey = () => ({ kid: randomBytes(6).toString("hex"), ...generateKeyPairSync("rsa", { modulusLength: 2048 }) });
const published = ({ kid, publicKey }) => ({ ...publicKey.export({ format: "jwk" }), kid, use: "sig", alg: "RS256" });

/** Signers by the name of the algorithm. */
const SIGNERS = {
  RS256: (text, key) => sign("sha256", Buffer.from(text), key.privateKey).toString("base64url"),
  none: () => "",
  /** HMAC with the public key as its secret, for verifiers that let the token choose the algorithm. */
  HS256: (text, key) => createHmac("sha256", key.publicKey.export({ type: "spki", format: "pem" })).update(text).digest("base64url"),
};

/**
 * Starts a double. Stop it with `close`. A person is {claims} and may have `header` and `claims` that change the
 * token's, `key` to sign with, `down` to answer 503, or `tokens`, a function that changes the token endpoint's answer.
 */
export async function startOpenidDouble() {
  const state = { keys: [newKey()], fetches: {}, down: false };
  const codes = new Map();
  let url;

  const idToken = ({ claims = {}, header = {}, key = state.keys[0] }, nonce) => {
    const now = Math.floor(Date.now() / 1000);
    const head = { alg: "RS256", typ: "JWT", kid: key.kid, ...header };
    const text = `${encode(head)}.${encode({ iss: url, aud: CLIENT.id, iat: now, exp: now + 300, nonce, ...claims })}`;
    return `${text}.${(SIGNERS[head.alg] ?? SIGNERS.RS256)(text, key)}`;
  };
  const routes = {
    "/.well-known/openid-configuration": () => ({
      issuer: url, authorization_endpoint: `${url}/authorize`, token_endpoint: `${url}/token`, jwks_uri: `${url}/jwks`,
      token_endpoint_auth_methods_supported: ["client_secret_post"],
      ...state.discovery,
    }),
    "/userinfo": () => state.userinfo,
    "/jwks": () => ({ keys: state.keys.map(published) }),
    "/token": (form) => {
      const grant = codes.get(form.get("code"));
      codes.delete(form.get("code"));
      if (!grant || form.get("client_secret") !== CLIENT.secret) return null;
      const right = { access_token: "unused", token_type: "Bearer", id_token: idToken(grant.person, grant.nonce) };
      return grant.person.tokens ? grant.person.tokens(right) : right;
    },
  };
  const server = createServer(async (request, response) => {
    const form = new URLSearchParams(Buffer.concat(await request.toArray()).toString());
    state.fetches[request.url] = (state.fetches[request.url] ?? 0) + 1;
    const body = state.down ? null : routes[request.url]?.(form);
    response.writeHead(body ? 200 : 503, { "Content-Type": "application/json" }).end(JSON.stringify(body ?? null));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${server.address().port}`;
  return {
    url,
    state,
    newKey,
    authorize(location, person) {
      const sent = new URL(location).searchParams;
      const code = randomBytes(10).toString("hex");
      codes.set(code, { person, nonce: sent.get("nonce") });
      return { code, state: sent.get("state") };
    },
    close: () => closeServer(server),
  };
}

/** Settings that lead to a double, under the name "double". */
export const openidSettings = (double) => ({
  OIDC_NAME: "double", OIDC_ISSUER: double.url, OIDC_CLIENT_ID: CLIENT.id, OIDC_CLIENT_SECRET: CLIENT.secret,
});

// Forged and foreign session tokens: 401 INVALID_TOKEN.
import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import { after, test } from "node:test";
import { clientsOf } from "../clients/all.mjs";
import { bearerHeader, cookieHeader, send } from "../clients/http.mjs";
import { newPerson } from "../support/people.mjs";
import { assertError } from "../support/shapes.mjs";
import { decodeToken, encode, forge } from "../support/tokens.mjs";
import { newSecret, startWorker } from "../support/worker.mjs";

const worker = await startWorker();
after(() => worker.dispose());
const { session, cookie } = clientsOf(worker);

const victim = newPerson();
const { token } = await session.signUp(victim);
const other = await session.signUp(newPerson());
const pair = await cookie.signIn(victim);
const { header, claims, parts } = decodeToken(token);
const { AUTH_SECRET, DATA_SECRET } = worker.settings;
const unsigned = (changed) => `${encode(changed)}.${parts[1]}`;

async function refused(forged, label) {
  const ways = [bearerHeader(forged), cookieHeader({ access_token: forged })];
  for (const headers of ways) {
    assertError(await session.session(undefined, { headers }), "session", 401, "INVALID_TOKEN");
  }
  assert.equal((await session.session(token)).status, 200, `the true token still works after ${label}`);
}

function asymmetric(alg) {
  const { privateKey, publicKey } = alg === "RS256" ? generateKeyPairSync("rsa", { modulusLength: 2048 }) : generateKeyPairSync("ec", { namedCurve: "P-256" });
  const jwk = publicKey.export({ format: "jwk" });
  const body = `${encode({ ...header, alg, jwk })}.${parts[1]}`;
  return `${body}.${sign("sha256", Buffer.from(body), { key: privateKey, dsaEncoding: "ieee-p1363" }).toString("base64url")}`;
}

const algorithms = {
  "alg none, no signature": `${unsigned({ ...header, alg: "none" })}.`,
  "alg none, two parts": unsigned({ ...header, alg: "none" }),
  "alg none, old signature": `${unsigned({ ...header, alg: "none" })}.${parts[2]}`,
  "alg nOnE": `${unsigned({ ...header, alg: "nOnE" })}.`,
  "no alg": `${unsigned({ kid: header.kid })}.${parts[2]}`,
  "alg a list": `${unsigned({ ...header, alg: ["HS256"] })}.${parts[2]}`,
  "alg HS512": forge({ ...header, alg: "HS512" }, claims, AUTH_SECRET, "sha512"),
  "alg RS256 with its key": asymmetric("RS256"),
  "alg ES256 with its key": asymmetric("ES256"),
  "header not JSON": `${encode("{")}.${parts[1]}.${parts[2]}`,
  "header a list": `${encode([])}.${parts[1]}.${parts[2]}`,
  "header crit": `${unsigned({ ...header, crit: ["exp"] })}.${parts[2]}`,
};

const keys = {
  "another key": newSecret(),
  "the empty key": "",
  "AUTH_SECRET itself, not a subkey": AUTH_SECRET,
  "AUTH_SECRET as bytes": Buffer.from(AUTH_SECRET, "hex"),
  "DATA_SECRET's key": DATA_SECRET.split(":")[1],
  "the kid": header.kid,
};

const kids = ["", "../../etc/passwd", "' OR 1=1 --", "\u0000", "x".repeat(10_000), ["a"], { a: 1 }, null, 0, -1, "__proto__", "constructor"];

const claimChanges = {
  "another account": { sub: other.body.user.id },
  "another session": { sid: other.body.session.id },
  "another issuer": { iss: "https://evil.example" },
  "no expiry": { exp: undefined },
  "expiry as text": { exp: "9999999999" },
  "expiry negative": { exp: -1 },
  "expiry beyond any": { exp: 1e300 },
  "issued tomorrow": { iat: claims.iat + 86_400 },
};

for (const [label, forged] of Object.entries(algorithms)) test(`refused: ${label}`, () => refused(forged, label));

for (const [label, key] of Object.entries(keys)) test(`refused: signed with ${label}`, () => refused(forge(header, claims, key), label));

test("refused: a kid that names no key, with the right signature and with a forged one", async () => {
  for (const kid of kids) {
    const changed = { ...header, kid };
    await refused(`${unsigned(changed)}.${parts[2]}`, String(kid).slice(0, 20));
    await refused(forge(changed, claims, newSecret()), String(kid).slice(0, 20));
  }
});

for (const [label, change] of Object.entries(claimChanges)) {
  test(`refused: ${label} under the old signature`, () => refused(`${parts[0]}.${encode({ ...claims, ...change })}.${parts[2]}`, label));
}

test("refused: any single flipped bit, in every part", async () => {
  for (const part of [0, 1, 2]) {
    const bytes = Buffer.from(parts[part], "base64url");
    const step = Math.max(1, Math.floor(bytes.length / 12));
    for (let at = 0; at < bytes.length; at += step) {
      const flipped = Buffer.from(bytes);
      flipped[at] ^= 1 << (at % 8);
      await refused(parts.with(part, flipped.toString("base64url")).join("."), `bit ${at} of part ${part}`);
    }
  }
});

test("refused: padding, spaces, other alphabets, other last bits, more or fewer parts", async () => {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const last = alphabet.indexOf(parts[2].at(-1));
  const sloppy = parts[2].slice(0, -1) + alphabet[(last & ~3) | ((last + 1) & 3)];
  const variants = [
    `${token}=`, `${token}.`, `.${token}`, `${token}.${parts[2]}`, `${token}A`, token.slice(0, -1), parts.slice(0, 2).join("."),
    `${parts[0]}.${parts[1]}.`, `${parts[0]}..${parts[2]}`, `${parts[0]} .${parts[1]}.${parts[2]}`, "..", ".", "a.b.c",
    [parts[0], parts[1], sloppy].join("."), token.toLowerCase(), `"${token}"`, `${token},${token}`,
    [parts[0], decodeToken(other.token).parts[1], parts[2]].join("."), encodeURIComponent(`${token} `), "a".repeat(8000),
  ];
  for (const variant of variants) await refused(variant, variant.slice(0, 30));
});

test("tokens: one kind is refused where another is expected", async () => {
  for (const wrong of [pair.refreshToken, claims.sid, claims.sub, header.kid, victim.password, AUTH_SECRET]) await refused(wrong, "another kind");
  for (const wrong of [token, pair.token, claims.sid]) {
    assertError(await cookie.refresh(wrong), "cookie", 401, "INVALID_TOKEN");
  }
  assert.equal((await cookie.refresh(pair.refreshToken)).status, 204, "a wrong guess ends nothing");
});

test("session token: is read from header and cookie, never from query or body", async () => {
  for (const name of ["token", "access_token", "session_token", "bearer", "Authorization"]) {
    assertError(await send(worker, "GET", `/api/auth/session?${name}=${token}`), "session", 401, "INVALID_TOKEN");
    assertError(await send(worker, "POST", "/api/auth/sign-out", { body: { [name]: token } }), "session", 401, "INVALID_TOKEN");
  }
  assert.equal((await session.session(token)).status, 200);
});

test("Authorization header: takes precedence over the cookie", async () => {
  const good = cookieHeader({ access_token: token });
  const bad = ["Bearer", "Bearer ", "Bearer x", "Basic dTpw", "Token x", `Basic ${token}`, token, "Bearer %", `Bearer ${token}, Bearer ${token}`, `Bearer ${token} ${token}`];
  for (const Authorization of bad) {
    assertError(await session.session(undefined, { headers: { ...good, Authorization } }), "session", 401, "INVALID_TOKEN");
  }
  const both = await session.session(other.token, { headers: cookieHeader({ access_token: token }) });
  assert.equal(both.body.user.id, other.body.user.id);
});

test("cookies: others, broken ones and look-alikes are ignored", async () => {
  const around = [`a=%zz; access_token=${token}`, `access_token=${token}; b="`, `x; =; ;; access_token=${token}; y`];
  for (const Cookie of around) assert.equal((await session.session(undefined, { headers: { Cookie } })).status, 200, Cookie.slice(0, 30));
  const unlike = [`Access_Token=${token}`, `xaccess_token=${token}`, `access_token_=${token}`, "access_token=", "access_token", `access_token=${"%".repeat(3000)}`];
  for (const Cookie of unlike) assertError(await session.session(undefined, { headers: { Cookie } }), "session", 401, "INVALID_TOKEN");
});

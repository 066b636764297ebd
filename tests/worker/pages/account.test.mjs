// Account page: its content, and the effect of each form.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { alerts, browser, idIn, notices, section } from "../clients/account.mjs";
import { unescape } from "../clients/pages.mjs";
import { passkeys as passkeysOf } from "../clients/passkeys.mjs";
import { newAuthenticator } from "../support/passkey_authenticator.mjs";
import { newPerson } from "../support/people.mjs";
import { NO_LIMITS, openWorld } from "../support/world.mjs";

const world = await openWorld({ settings: NO_LIMITS });
after(() => world.dispose());
const { worker, session, cookie, bearer, passwordless, mail, isAlive } = world;
const passkeys = passkeysOf(worker);

/** Browser that has just signed up by password. */
async function member(options) {
  const account = await world.signedUp();
  const { token, refreshToken } = await cookie.signIn(account);
  return { account, browse: browser(worker, { access_token: token, refresh_token: refreshToken }, options) };
}

/** As `member`, with a proven address. */
async function provenMember() {
  const { account, browse } = await member();
  await world.verified(account);
  return { account, browse };
}

/** Details in a part of the page: {label: value}. */
const factsOf = (html) =>
  Object.fromEntries([...html.matchAll(/<dt>([^<]*)<\/dt><dd dir="auto">(?:<time[^>]*>)?([^<]*)</g)].map(([, label, value]) => [label, unescape(value)]));

test("profile: saved and cleared; a refused value stays in its field, beside the error", async () => {
  const { account, browse } = await member();
  const saved = await browse.done("/account/profile", { name: "Zoë 🦊", username: account.username, image: "https://example.com/z.png" });
  assert.deepEqual([notices(section(saved.text, "profile")), saved.section], [["Saved."], "profile"]);
  const { user } = (await session.session(account.token)).body;
  assert.deepEqual([user.name, user.username, user.image], ["Zoë 🦊", account.username, "https://example.com/z.png"]);
  const other = await member();
  const typed = { name: "x".repeat(200), username: account.username.toUpperCase(), image: "" };
  const taken = await other.browse.press("/account/profile", typed);
  assert.deepEqual([taken.status, alerts(taken.text)], [409, ["This username is taken."]]);
  assert.deepEqual(taken.forms.find(({ action }) => action === "/account/profile").values, typed);
  for (const [field, value] of [["name", "y".repeat(201)], ["username", "a b"], ["image", "javascript:alert(1)"]]) {
    const refused = await browse.press("/account/profile", { [field]: value });
    assert.deepEqual([refused.status, alerts(refused.text).length], [400, 1], field);
    assert.match(refused.text, new RegExp(`id="account-profile-${field}-problem"`));
  }
  await browse.done("/account/profile", { name: "", username: "", image: "" });
  const { user: cleared } = (await session.session(account.token)).body;
  assert.deepEqual([cleared.name, cleared.username, cleared.image], [null, null, null]);
});

test("email: the confirmation is mailed again; once the address is confirmed, the page shows it", async () => {
  const { account, browse } = await member();
  assert.match(section((await browse.get()).text, "email"), /Not confirmed/);
  const sent = await browse.done("/account/email/verification");
  assert.deepEqual([sent.section, notices(section(sent.text, "confirm")).length], ["confirm", 1]);
  const { token } = await mail.next(account.email, "verify-email");
  assert.equal((await session.verifyEmail(token)).status, 200);
  const page = await browse.get();
  assert.match(section(page.text, "email"), /Confirmed/);
  assert.ok(!page.forms.some(({ action }) => action === "/account/email/verification"));
});

test("email: a new address is shown as waiting until its mailbox confirms it", async () => {
  const { browse } = await provenMember();
  const { email } = newPerson();
  const asked = await browse.done("/account/email", { email });
  assert.equal(factsOf(section(asked.text, "email"))["New address, waiting to be confirmed"], email);
  const { token } = await mail.next(email, "confirm-address");
  assert.equal((await session.verifyEmail(token)).status, 200);
  assert.deepEqual(factsOf(section((await browse.get()).text, "email")), { Address: email });
  const refused = await browse.press("/account/email", { email: "nobody" });
  assert.deepEqual([refused.status, alerts(refused.text)], [400, ["Enter a valid email address."]]);
});

test("password: a change needs the old one and a good new one, and signs out other devices", async () => {
  const { account, browse } = await member();
  const wrong = await browse.press("/account/password", { password: "not the password", newPassword: "a new password altogether" });
  assert.deepEqual([wrong.status, alerts(wrong.text)], [401, ["Incorrect password."]]);
  const short = await browse.press("/account/password", { password: account.password, newPassword: "short" });
  assert.deepEqual([short.status, alerts(short.text)], [400, ["Too short: at least 8 characters."]]);
  for (const page of [wrong, short]) assert.ok(!page.text.includes("a new password altogether") && !page.text.includes(account.password));
  assert.ok(await isAlive(account.token));
  await browse.done("/account/password", { password: account.password, newPassword: "a new password altogether" });
  assert.equal(await isAlive(account.token), false);
  assert.ok((await session.signIn({ ...account, password: "a new password altogether" })).token);
});

test("password: a first one is set by a mailed link, if the address is confirmed", async () => {
  const account = await world.registered();
  const browse = browser(worker, { access_token: account.token });
  assert.match(section((await browse.get("/account/security")).text, "password"), /Confirm an email address first/);
  assert.equal((await browse.post("/account/password/link", {})).status, 404, "it would be the first proof of the mailbox");
  await mail.nothingFor(account.email);
  await world.verified(account);
  await browse.done("/account/password/link");
  const { token } = await mail.next(account.email, "reset-password");
  assert.equal((await session.resetPassword(token, "a first password")).status, 200);
  assert.ok((await session.signIn({ ...account, password: "a first password" })).token);
});

test("passkeys: added as the script sends them, renamed and removed", async () => {
  const { account, browse } = await member();
  const authenticator = newAuthenticator();
  const credential = authenticator.create(await passkeys.options(browse.jar.access_token));
  const added = await browse.done("/account/passkeys", { name: "", credential: JSON.stringify(credential) });
  assert.deepEqual(notices(section(added.text, "passkeys")), ["Passkey added."]);
  const id = idIn(added, /^\/account\/passkeys\/([^/]+)\/rename$/);
  const renamed = await browse.done(`/account/passkeys/${id}/rename`, { name: "My <b>phone</b>" });
  assert.ok(renamed.text.includes("My &#60;b&#62;phone&#60;/b&#62;"), "as text");
  const nameless = await browse.press(`/account/passkeys/${id}/rename`, { name: " " });
  assert.deepEqual([nameless.status, alerts(nameless.text).length], [400, 1]);
  const again = await browse.post("/account/passkeys", { name: "x", credential: JSON.stringify(credential) });
  assert.deepEqual([again.status, alerts(again.text).length], [401, 1], "a challenge is good once");
  for (const nonsense of ["", "{}", "null", "x"]) {
    assert.equal((await browse.post("/account/passkeys", { name: "x", credential: nonsense })).status, 400, nonsense);
  }
  const stranger = await member();
  for (const [action, fields] of [["rename", { name: "Mine" }], ["remove", {}]]) {
    assert.equal((await stranger.browse.post(`/account/passkeys/${id}/${action}`, fields)).status, 404);
  }
  const options = await passkeys.options();
  assert.equal((await passkeys.signIn(authenticator.get(options))).body.user.email, account.email);
  const removed = await browse.done(`/account/passkeys/${id}/remove`);
  assert.equal(idIn(removed, /^\/account\/passkeys\/([^/]+)\/remove$/), undefined);
  assert.equal((await passkeys.signIn(authenticator.get(await passkeys.options()))).status, 401);
});

test("devices: each is listed with its details; one is signed out, then all others", async () => {
  const { account, browse } = await member();
  const shown = (await bearer.pairingCode("Living room")).body;
  await bearer.pair(account.token, shown.code);
  const paired = (await passwordless.poll(shown.auth_id)).token;
  const devices = section((await browse.get("/account/devices")).text, "devices");
  const titles = [...devices.matchAll(/<h3><span dir="auto">([^<]*)<\/span>(?: <span class="badge[^>]*>([^<]*))?/g)];
  assert.equal(titles.length, 3);
  assert.deepEqual(titles.filter(([, , badge]) => badge === "This device").length, 1);
  assert.ok(titles.some(([, title, badge]) => title === "Living room" && badge === "Paired"), devices);
  assert.deepEqual(Object.keys(factsOf(devices)), ["Place", "Signed in", "Last used"]);
  const page = await browse.get("/account/devices");
  const ends = page.forms.filter(({ action }) => /^\/account\/sessions\/.*\/end$/.test(action));
  assert.equal(ends.length, 2, "not this one");
  const stranger = await member();
  assert.equal((await stranger.browse.post(ends[0].action, {})).status, 404);
  assert.ok((await isAlive(account.token)) && (await isAlive(paired)));
  const pairedId = (await session.sessions(paired)).body.sessions.find(({ current }) => current).id;
  await browse.done(`/account/sessions/${pairedId}/end`);
  assert.deepEqual([await isAlive(paired), await isAlive(account.token)], [false, true]);
  await browse.done("/account/sessions/end-others");
  assert.deepEqual([await isAlive(account.token), await isAlive(browse.jar.access_token)], [false, true]);
});

test("export: a file with all data and no secret, the same as in the API", async () => {
  const { account, browse } = await member();
  const credential = newAuthenticator().create(await passkeys.options(browse.jar.access_token));
  await browse.done("/account/passkeys", { name: "My key", credential: JSON.stringify(credential) });
  const file = await browse.get("/account/export");
  assert.deepEqual([file.status, file.headers.get("content-disposition")], [200, 'attachment; filename="account.json"']);
  assert.match(file.headers.get("content-type"), /^application\/json/);
  assert.deepEqual(Object.keys(file.body), ["user", "sessions", "passkeys", "identities", "applications"]);
  assert.equal(file.body.user.email, account.email);
  assert.deepEqual([file.body.passkeys.map(({ name }) => name), file.body.identities], [["My key"], []]);
  assert.deepEqual(file.body, (await session.exportUser(browse.jar.access_token)).body);
  for (const secret of ["$argon2", account.password, credential.id, browse.jar.refresh_token]) assert.ok(!file.text.includes(secret));
});

test("delete: only with consent; then every session has ended and no data is left", async () => {
  const { account, browse } = await member();
  const unsure = await browse.press("/account/delete");
  assert.deepEqual([unsure.status, alerts(unsure.text)], [400, ["Tick the box to confirm."]]);
  assert.ok(await isAlive(account.token));
  const gone = await browse.press("/account/delete", { confirm: "yes" });
  assert.equal(gone.status, 303, gone.text);
  assert.match((await browse.get(gone.location)).text, /Account deleted/);
  assert.deepEqual(browse.jar, {});
  assert.equal(await isAlive(account.token), false);
  assert.equal((await session.signIn(account)).status, 401);
});

test("French: the whole account page is in French", async () => {
  const { browse } = await member({ headers: { "Accept-Language": "fr" } });
  const page = await browse.get();
  assert.match(page.text, /<html lang="fr">[\s\S]*Votre compte/);
  const refused = await browse.press("/account/profile", { username: "a b" });
  assert.match(alerts(refused.text).join(), /lettres/);
});

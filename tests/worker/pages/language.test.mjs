// Language of a page: the browser's, until another is chosen, which then applies to every page and mail.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { cookieHeader } from "../clients/http.mjs";
import { pathOf } from "../clients/pages.mjs";
import { newPerson } from "../support/people.mjs";
import { PUBLIC_URL, TRUSTED_ORIGIN } from "../support/worker.mjs";
import { openWorld } from "../support/world.mjs";

const world = await openWorld();
after(() => world.dispose());
const { session, mail, pages } = world;

const languageOf = ({ text }) => text.match(/<html lang="(\w+)">/)[1];
/** Language switch of a page: the fields that its button sends. */
function switchOf({ text }) {
  const [, form] = text.match(/<form method="post" action="\/language">([\s\S]*?)<\/form>/) ?? [];
  if (!form) return null;
  const fields = [...form.matchAll(/<(?:input type="hidden"|button class="quiet") name="(\w+)" value="([^"]*)"/g)];
  return Object.fromEntries(fields.map(([, name, value]) => [name, value.replaceAll("&#38;", "&")]));
}
const french = cookieHeader({ language: "fr" });

test("language: the browser's, until one is chosen, which is remembered for a year", async () => {
  assert.equal(languageOf(await pages.open("/sign-in")), "en");
  const preferred = await pages.open("/sign-in", { headers: { "Accept-Language": "fr" } });
  assert.equal(languageOf(preferred), "fr");
  assert.equal(switchOf(preferred).language, "en");
  const answer = await pages.submit("/language", switchOf(await pages.open("/sign-in")));
  assert.deepEqual([answer.status, answer.headers.get("location")], [303, `${PUBLIC_URL}/sign-in`]);
  const { value, attributes } = answer.cookies.language;
  assert.deepEqual([value, attributes["max-age"], attributes.path, attributes.samesite, attributes.httponly], ["fr", "31536000", "/", "Lax", true]);
  assert.equal(languageOf(await pages.open("/sign-up", { headers: { ...french, "Accept-Language": "en" } })), "fr");
  for (const odd of ["de", "FR", "", "fr-CH"]) {
    assert.equal(languageOf(await pages.open("/sign-in", { headers: cookieHeader({ language: odd }) })), "en", odd);
  }
});

test("mail: in the chosen language", async () => {
  const { email } = await world.signedUp();
  await pages.submit("/forgot-password", { email }, { headers: french });
  assert.match((await mail.next(email, "reset-password")).subject, /mot de passe/i);
});

test("switch: keeps the redirect target", async () => {
  const redirectUrl = encodeURIComponent(`${TRUSTED_ORIGIN}/a?b=c&d`);
  const page = await pages.open(`/sign-in?redirectUrl=${redirectUrl}`);
  const answer = await pages.submit("/language", switchOf(page));
  assert.equal(answer.headers.get("location"), `${PUBLIC_URL}/sign-in?redirectUrl=${redirectUrl}`);
});

test("switch on a mailed link's page: returns to the opened URL, and a reload sends nothing again", async () => {
  const account = await world.signedUp();
  await session.sendMagicLink(account.email);
  await session.forgotPassword(account.email);
  for (const { link, page, token } of [account.verification, await mail.next(account.email, "magic-link"), await mail.next(account.email, "reset-password")]) {
    const sent = switchOf(await pages.open(link));
    assert.deepEqual([sent.returnTo, sent.token], [`/${page}`, token]);
    const answer = await pages.submit("/language", sent);
    assert.deepEqual([answer.status, answer.headers.get("location")], [303, pathOf(link)]);
    assert.equal(answer.cookies.language.value, "fr");
    assert.equal(answer.headers.get("referrer-policy"), "no-referrer");
    const again = await pages.open(link, { headers: french });
    assert.equal(languageOf(again), "fr");
    const back = await pages.submit("/language", switchOf(again), { headers: french });
    assert.deepEqual([back.headers.get("location"), back.cookies.language.value], [pathOf(link), "en"], "and there again");
  }
  const magic = switchOf(await pages.open(account.verification.link));
  assert.equal((await pages.submit("/verify-email", { token: magic.token, decision: "mine" })).status, 200, "looking spent nothing");
});

test("switch: returns only to pages of the service", async () => {
  for (const returnTo of ["https://evil.example/", "//evil.example", "/\\evil.example", "@evil.example", ".evil.example", ":80@evil.example", "javascript:alert(1)", "", "x", "/a\r\nSet-Cookie: x=y", `/${"a".repeat(5000)}`]) {
    const answer = await pages.submit("/language", { language: "fr", returnTo });
    const location = answer.headers.get("location");
    assert.equal(answer.status, 303, returnTo);
    assert.equal(new URL(location, PUBLIC_URL).origin, PUBLIC_URL, `${returnTo} → ${location}`);
    assert.equal(answer.headers.get("set-cookie").match(/x=y/), null);
  }
  for (const [fields, status] of [
    [{ language: "de", returnTo: "/sign-in" }, 400], [{ language: "fr", returnTo: "/forgot-password", token: "x" }, 400], [{ language: "fr", returnTo: "//evil.example/magic-link", token: "x" }, 400], [{ language: "fr" }, 400],
  ]) {
    assert.equal((await pages.submit("/language", fields)).status, status, JSON.stringify(fields));
  }
});

test("every page that a GET shows: has the switch, which returns to that page", async () => {
  const headers = cookieHeader({ access_token: (await world.signedUp()).token });
  for (const path of ["/sign-in?again=true", "/sign-up", "/forgot-password", "/pair", "/account", "/account/security", "/dev/mailbox"]) {
    assert.equal(switchOf(await pages.open(path, { headers })).returnTo, path);
  }
  assert.equal(switchOf(await pages.open("/sign-in")).returnTo, "/sign-in");
  assert.equal(switchOf(await pages.submit("/forgot-password", { email: newPerson().email })), null, "what only answers a form has none");
});

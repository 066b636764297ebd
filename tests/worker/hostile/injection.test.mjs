// Injection by text that unauthenticated callers choose and people read in pages and mails: names, platforms, places,
// addresses.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { unescape } from "../clients/pages.mjs";
import { cookieHeader, send } from "../clients/http.mjs";
import { newPerson } from "../support/people.mjs";
import { startedLogin } from "../support/redemptions.mjs";
import { assertError } from "../support/shapes.mjs";
import { NO_LIMITS, openWorld } from "../support/world.mjs";
import { PUBLIC_URL } from "../support/worker.mjs";

const world = await openWorld({ settings: NO_LIMITS });
after(() => world.dispose());
const { worker, session, bearer, passwordless, mail, pages } = world;

/** Markers in every payload, to find it where it is shown. */
const HTML = [
  `zz<script>alert(1)</script>`, `zz"><img src=x onerror=alert(1)>`, `zz' onmouseover='alert(1)`, `zz</dd></dl><form action=https://evil.example data-action="confirm">`,
  `zz&lt;b&gt;`, `zz{{7*7}}\${7*7}`, `zz<!--`, `zz</title><style>*{display:none}</style>`, `zz<a href=https://evil.example>here</a>`,
];
const TAGS = /<(script|img|a href=https:\/\/evil|form action=https|style>\*|!--|b>)/i;

/** Script of our own pages, as it appears in them. */
const ownScript = (await pages.open("/sign-in")).text.match(/<script>[^]*<\/script>/)[0];

function assertHarmless(page, payload) {
  const html = page.replace(ownScript, "");
  assert.ok(html.includes("zz"), `the text is shown: ${payload}`);
  assert.doesNotMatch(html, TAGS, payload);
  assert.ok(!/<[^>]*\bon(error|mouseover)=/i.test(html), payload);
}

/** Asserts exactly one link in a text, and nothing else that a mail program would turn into one. */
function assertOneLink({ text, html, link }) {
  assert.deepEqual(text.match(/[a-z]+:\/\/\S+/gi), [link]);
  assert.doesNotMatch(text.replace(link, ""), /\b(www\.)?evil\.example/i);
  assert.deepEqual([...html.matchAll(/href="([^"]*)"/g)].map(([, url]) => unescape(url)), [link]);
}

for (const payload of [...HTML, "zz https://evil.example/login", "zz evil.example", "zz http:\\\\evil.example", "zz\u202eelpmaxe.live", "zz\u2028https://evil.example"]) {
  test(`${JSON.stringify(payload)}: stays text as platform, device name and person's name`, async () => {
    const account = await world.registered();
    const started = await passwordless.logIn(account, { platform: payload });
    assert.equal(started.status, 200, started.text);
    const letter = await mail.next(account.email, "approve-login");
    assertOneLink(letter);
    assertHarmless(letter.html, payload);
    const page = await pages.open(letter.link);
    assertHarmless(page.text, payload);
    assert.equal(page.forms.length, 3);

    const { body } = await bearer.pairingCode(payload);
    const { token } = await world.signedUp();
    const device = await pages.submit("/pair", { code: body.code }, { headers: cookieHeader({ access_token: token }) });
    assertHarmless(device.text, payload);

    const person = { ...newPerson(), name: payload };
    const made = await session.signUp(person);
    if (made.status === 400) return assertError(made, "session", 400, "INVALID_NAME");
    const verification = await mail.next(person.email, "verify-email");
    assertOneLink(verification);
    assertHarmless(verification.html, payload);
    assertHarmless((await pages.open(verification.link)).text, payload);
    assertHarmless((await send(worker, "GET", `/dev/mailbox?to=${encodeURIComponent(person.email)}`)).text, payload);
  });
}

const ADDRESSES = [
  "a@example.com,b@evil.example", "a@example.com;b@evil.example", "a@example.com b@evil.example", "a@example.com\r\nBcc: b@evil.example", "a@example.com\nb@evil.example", "a@example.com%0aBcc:b@evil.example", "a@example.com\u0000", "<a@example.com>", "A <a@example.com>", "a@example.com>", "\"a b\"@example.com", "\"<script>\"@example.com", "a@example.com?bcc=b@evil.example", "a@@example.com", "a＠example.com", "a@evil.example﹫example.com", "a@b@example.com", "a@[127.0.0.1]", "a@example", "@example.com", "a@", "a@example.com.", "a@.example.com", "(x)a@example.com", "<script>@example.com", "a@<script>.com", `${"a".repeat(250)}@example.com`, "ａ@example.com", "mıke@example.com", "a@exa mple.com", "a@example.com/../", "a\\@example.com",
];
const OTHERS = [["a@example.com", "b@evil.example"], { to: "a@example.com" }, 5, null, true];

const takers = {
  "a sign-up": (email) => session.signUp({ ...newPerson(), email }),
  "a magic link": (email) => session.sendMagicLink(email),
  "a forgotten password": (email) => session.forgotPassword(email),
  "a registration": (email) => passwordless.register({ ...newPerson(), email: email ?? "none" }), // it may go without
  "a login": (email) => passwordless.logIn({ ...newPerson(), email }),
  "a change of address": async (email) => session.changeEmail((await changer).token, email),
};
const changer = world.signedUp();

for (const [name, take] of Object.entries(takers)) {
  test(`${name}: accepts a single address and nothing else`, async () => {
    const taken = [];
    for (const email of [...ADDRESSES, ...OTHERS]) {
      const { status } = await take(email);
      if (status !== 400) taken.push([email, status]);
    }
    assert.deepEqual(taken, []);
  });
}

test("mail: goes to nobody but the people of these tests", async () => {
  const { keys } = await worker.kv.list({ prefix: "mailbox:" });
  for (const { name } of keys) assert.match(name, /:(person-[0-9a-f]{12}@example\.com)$/);
});

test("mail: goes to the address as the account has it, not as typed by the requester", async () => {
  const person = newPerson();
  await session.signUp(person);
  await session.sendMagicLink(person.email.toUpperCase());
  assert.equal((await mail.next(person.email, "magic-link")).to, person.email);
});

test("links: are built from PUBLIC_URL, whatever Host and forwarded headers say", async () => {
  const { email } = await world.signedUp();
  const lies = { "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", Forwarded: "host=evil.example;proto=https", "X-Original-URL": "https://evil.example/", "X-Host": "evil.example", Host: "evil.example", Origin: "https://evil.example", Referer: "https://evil.example/" };
  assert.equal((await session.sendMagicLink(email, undefined, { headers: lies })).status, 200);
  const letter = await mail.next(email, "magic-link");
  assert.ok(letter.link.startsWith(`${PUBLIC_URL}/magic-link?token=`), letter.link);
  assert.ok(!`${letter.text}${letter.html}`.includes("evil"));
});

for (const name of ["x\r\nSet-Cookie: a=b", "x\u0000", "\u001b[31m"]) {
  test(`${JSON.stringify(name)}: is refused as a username and loses its control characters as a platform`, async () => {
    assertError(await passwordless.register({ username: name }), "passwordless", 400);
    const account = await world.registered();
    await passwordless.logIn(account, { platform: `zz${name}` });
    const { text } = await mail.next(account.email, "approve-login");
    assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f]/);
    assert.doesNotMatch(text, /^Set-Cookie/m);
  });
}

test("page headers: forbid foreign scripts, framing and referrers", async () => {
  const login = await startedLogin(world);
  const { headers, text } = await pages.open(login.link);
  const policy = headers.get("content-security-policy");
  for (const directive of ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"]) assert.ok(policy.includes(directive), directive);
  assert.match(policy, /; script-src 'sha256-[\w+/]{43}=';/, "its own script, and no other");
  assert.doesNotMatch(policy, /unsafe/);
  assert.deepEqual([headers.get("referrer-policy"), headers.get("cache-control"), headers.get("x-content-type-options")], ["no-referrer", "no-store", "nosniff"]);
  assert.equal(text.match(/<script/gi)?.length, 1);
  assert.doesNotMatch(text.replace(/<link rel="(icon|apple-touch-icon)" href="\/[\w.-]+"[^>]*>/g, ""), /<script [^>]|<link|src=|url\(|https?:\/\//i);
});

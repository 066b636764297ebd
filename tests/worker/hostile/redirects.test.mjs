// Redirect target of a mailed link: a trusted origin, checked at the request and again at the redemption.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { send } from "../clients/http.mjs";
import { assertError } from "../support/shapes.mjs";
import { NO_LIMITS, openWorld } from "../support/world.mjs";
import { PUBLIC_URL, TRUSTED_ORIGIN } from "../support/worker.mjs";

const world = await openWorld({ settings: { ...NO_LIMITS, TRUSTED_ORIGINS: `${TRUSTED_ORIGIN},https://app.example,myapp://callback` } });
after(() => world.dispose());
const { worker, session, mail, pages } = world;

const REFUSED = [
  "https://evil.example", "http://evil.example/", "//evil.example", "///evil.example", "////evil.example", "/\\evil.example", "\\\\evil.example", "\\/evil.example",
  "/..//evil.example", "/.//evil.example", "/%2fevil.example", "/%2e%2e//evil.example", "/\tx", "/a\\b", "/ x", "/x\r\nSet-Cookie: a=b", "welcome", " ", "?x", "#x", ".", "..", "https:evil.example", "https:/evil.example", "https:///evil.example", "https:app.example", "https:/app.example", "https:///app.example",
  "https://", "https://?", "://app.example", "http:", "null", "about:blank",
  "https://user@app.example", "https://user:pw@app.example", "https://@app.example", "https://app.example@evil.example", "https://app.example:pw@evil.example", "https://app.example%40evil.example", "https://app.example\\@evil.example", "https://evil.example\\.app.example", "https://evil.example\\@app.example",
  "https://evil.example#@app.example", "https://evil.example?https://app.example", "https://evil.example/https://app.example", "https://evil.example;app.example",
  "javascript:alert(1)", "JaVaScRiPt:alert(1)", "javascript://app.example/%0aalert(1)", "java\nscript:alert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:x", "file:///etc/passwd", "ftp://app.example", "blob:https://app.example/x", "ws://app.example", "view-source:https://app.example", "intent://app.example#Intent;end",
  "http://app.example", "https://app.example:444", "https://app.example:80", "https://app.example.", "https://app.example.evil.example", "https://evilapp.example", "https://evil-app.example", "https://sub.app.example", "https://appexample", "https://example", "https://app.example..", "https://app-example",
  "http://localhost:0", "http://localhost:65536", "https://localhost:3000", "http://localhost.:3000", "http://127.0.0.1:3000", "http://[::1]:3000", "http://0:3000", "http://localhost:3000@evil.example", "http://2130706433:3000",
  " https://app.example", "https://app.example ", "\thttps://app.example", "https://app.example/\n", "https://app.example/\r\nSet-Cookie: a=b", "ht\ntps://app.example", "https://app\t.example", "https://app.example/\u0000", "https://\u0000app.example", "https://app.example\u000b", "https://app.example/\u007f", "https://app.example/\u2028",
  "https://app。example", "https://app．example", "https://аpp.example", "https://app.exampIe", "https://ａpp.example", "https://app.ex\u00adample", "https://app.example\u2044evil.example", "https://app.example\uff0fevil.example", "https://evil.example\u3002app.example",
  "%68ttps://app.example", "https%3A%2F%2Fapp.example", "%2f%2fevil.example", "/%09/evil.example", "/%5cevil.example", "https://app.example%00", "https://app.example%0d%0a",
  "myapp://other", "myapp:callback", "myapp:/callback", "myapp:///callback", "myapp://callback@evil.example", "myapp://callback.evil.example", "MYAPP://callback", "other://callback", "myapp://callback\\x", "myapp://callback/\n",
  `https://app.example/${"a".repeat(10_000)}`,
];
const OF_ANOTHER_TYPE = [5, true, ["https://app.example"], { url: "https://app.example" }];

const requests = { "send-magic-link": session.sendMagicLink, "forgot-password": session.forgotPassword };
const account = await world.signedUp();

test("payloads: are more than sixty", () => assert.ok(REFUSED.length > 60, String(REFUSED.length)));

for (const [route, ask] of Object.entries(requests)) {
  test(`${route}: refuses every payload with 400 INVALID_REDIRECT and sends no mail`, async () => {
    const wrong = [];
    for (const url of REFUSED) {
      const { status, body, text } = await ask(account.email, url);
      if (status !== 400 || body.error !== "INVALID_REDIRECT") wrong.push([url.slice(0, 80), status, text]);
    }
    assert.deepEqual(wrong, []);
    for (const url of OF_ANOTHER_TYPE) assert.equal((await ask(account.email, url)).status, 400);
    const twice = `{"email":"${account.email}","redirectUrl":"https://app.example","redirectUrl":"https://evil.example"}`;
    assert.equal((await send(worker, "POST", `/api/auth/${route}`, { body: twice })).status, 400);
    await mail.nothingFor(account.email);
  });

  test(`${route}: answers an untrusted redirect the same for an unknown address`, async () => {
    const [known, unknown] = [await ask(account.email, "https://evil.example"), await ask("nobody@example.com", "https://evil.example")];
    assertError(known, "session", 400, "INVALID_REDIRECT");
    assert.deepEqual([unknown.status, unknown.text], [known.status, known.text]);
  });
}

const ALLOWED = [
  ["https://app.example", "https://app.example/"], ["https://app.example:443/a?b=c#d", "https://app.example/a?b=c#d"], [`${TRUSTED_ORIGIN}/welcome`, `${TRUSTED_ORIGIN}/welcome`],
  ["https://app%2eexample", "https://app.example/"], // the same host, as a browser reads it
  ["myapp://callback", "myapp://callback"], ["myapp://callback/in?a=b#c", "myapp://callback/in?a=b#c"], // an app
  ["/welcome", `${PUBLIC_URL}/welcome`], ["/pair?code=ABC123", `${PUBLIC_URL}/pair?code=ABC123`], ["/", `${PUBLIC_URL}/`], // our own pages
  ["http://localhost:5173/in", "http://localhost:5173/in"], // any local port, since the service is local
  ["https://app.example//evil.example", "https://app.example//evil.example"], ["https://app.example/?next=https://evil.example", "https://app.example/?next=https://evil.example"],
];
for (const [asked, given] of ALLOWED) {
  test(`redirect: ${asked} is followed, without the token`, async () => {
    const { email } = await world.signedUp();
    assert.equal((await session.sendMagicLink(email, asked)).status, 200);
    const { link, token } = await mail.next(email, "magic-link");
    const answer = await pages.choose(link, "mine");
    assert.deepEqual([answer.status, answer.headers.get("location")], [303, given]);
    assert.ok(!answer.headers.get("location").includes(token));
    assert.equal(answer.headers.get("referrer-policy"), "no-referrer");
  });
}

test("redirect: a redirectUrl in the link or the form is ignored", async () => {
  const { email } = await world.signedUp();
  await session.sendMagicLink(email);
  const { link, token } = await mail.next(email, "magic-link");
  const page = await pages.open(`${link}&redirectUrl=https://evil.example`);
  assert.ok(!page.text.includes("evil.example") && !page.headers.get("content-security-policy").includes("evil"));
  const answer = await pages.submit("/magic-link?redirectUrl=https://evil.example", { token, decision: "mine", redirectUrl: "https://evil.example" });
  assert.deepEqual([answer.status, answer.headers.get("location")], [303, "/account"]);
});

test("redirect: a target no longer trusted when spent is not followed; the sign-in holds", async () => {
  const { email } = await world.signedUp();
  await session.sendMagicLink(email, "https://app.example/welcome");
  const { link } = await mail.next(email, "magic-link");
  await worker.restart({ settings: { TRUSTED_ORIGINS: TRUSTED_ORIGIN } });
  const page = await pages.open(link);
  assert.ok(!page.headers.get("content-security-policy").includes("app.example"));
  const answer = await pages.choose(link, "mine");
  assert.deepEqual([answer.status, answer.headers.get("location")], [303, "/account"]);
  assert.ok(await world.isAlive(answer.cookies.access_token.value));
});

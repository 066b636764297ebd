// Security headers of every page: scripts, form targets, referrer; and the origins that may send its forms.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, test } from "node:test";
import { cookieHeader, send } from "../clients/http.mjs";
import { newPerson } from "../support/people.mjs";
import { PUBLIC_URL } from "../support/worker.mjs";
import { openWorld } from "../support/world.mjs";

const world = await openWorld();
after(() => world.dispose());
const { worker, session, cookie, mail, pages } = world;

const sourceHash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
const directives = (answer) => Object.fromEntries(answer.headers.get("content-security-policy").split("; ").map((one) => [one.split(" ")[0], one.split(" ").slice(1)]));
const inside = (html, tag) => [...html.matchAll(new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`, "g"))].map(([, text]) => text);

async function everyPage() {
  const account = await world.signedUp();
  await session.sendMagicLink(account.email);
  await session.forgotPassword(account.email);
  const [magic, reset] = [await mail.next(account.email, "magic-link"), await mail.next(account.email, "reset-password")];
  return {
    "sign-in": await pages.open("/sign-in"),
    "sign-up": await pages.open("/sign-up"),
    "forgot-password": await pages.open("/forgot-password"),
    "a refused sign-in": await pages.submit("/sign-in", { login: account.email, password: "a wrong password" }),
    "a mail sent": await pages.submit("/sign-in/link", { login: newPerson().email }),
    "pair": await pages.open("/pair", { headers: cookieHeader({ access_token: account.token }) }),
    "account": await pages.open("/account", { headers: cookieHeader({ access_token: account.token }) }),
    "a broken form": await pages.submit("/sign-in", {}),
    "mailbox": await pages.open("/dev/mailbox"),
    "magic-link": await pages.open(magic.link),
    "reset-password": await pages.open(reset.link),
    "verify-email": await pages.open(account.verification.link),
    "a dead link": await pages.open("/magic-link?token=x"),
  };
}

test("every page: only its own style and script, no framing", async () => {
  for (const [name, answer] of Object.entries(await everyPage())) {
    const policy = directives(answer);
    assert.deepEqual(policy["default-src"], ["'none'"], name);
    assert.deepEqual(policy["style-src"], inside(answer.text, "style").map(sourceHash), name);
    assert.deepEqual((policy["script-src"] ?? []).toSorted(), inside(answer.text, "script").map(sourceHash).sort(), name);
    assert.deepEqual(policy["connect-src"], policy["script-src"] && ["'self'"], name);
    assert.deepEqual([policy["frame-ancestors"], policy["base-uri"], policy["img-src"]], [["'none'"], ["'none'"], ["'self'"]], name);
    assert.deepEqual(policy["form-action"], ["'self'"], name);
    assert.ok(!/ (style|on\w+)=/.test(answer.text.replace(/<(script|style)>[\s\S]*?<\/\1>/g, "")), name);
    assert.ok(!answer.headers.get("content-security-policy").includes("unsafe"), name);
    assert.equal(answer.headers.get("cross-origin-opener-policy"), "same-origin", name);
    assert.match(answer.headers.get("permissions-policy"), /publickey-credentials-get=\(self\)/, name);
    assert.deepEqual([answer.headers.get("cache-control"), answer.headers.get("x-content-type-options")], ["no-store", "nosniff"], name);
    const hasToken = ["magic-link", "reset-password", "verify-email", "a dead link"].includes(name);
    assert.equal(answer.headers.get("referrer-policy"), hasToken ? "no-referrer" : "same-origin", name);
  }
});

test("script: only on pages with passkeys or a one-time form", async () => {
  const scripted = Object.entries(await everyPage()).filter(([, { text }]) => text.includes("<script>")).map(([name]) => name);
  assert.deepEqual(scripted, ["sign-in", "sign-up", "a refused sign-in", "a mail sent", "pair", "account", "magic-link", "reset-password", "verify-email"]);
});

test("https in PUBLIC_URL: HSTS and Secure cookies; http: neither", async () => {
  assert.equal((await pages.open("/sign-in")).headers.get("strict-transport-security"), null);
  await worker.restart({ settings: { PUBLIC_URL: "https://auth.example", MAIL_TRANSPORT: "none" } });
  assert.equal((await pages.open("/sign-in")).headers.get("strict-transport-security"), "max-age=63072000");
  const person = newPerson();
  const answer = await send(worker, "POST", "/sign-up", { form: true, body: person, headers: { Origin: "https://auth.example" } });
  assert.equal(answer.cookies.access_token.attributes.secure, true);
  await worker.restart({ settings: { PUBLIC_URL, MAIL_TRANSPORT: "mailbox" } });
});

test("form from another site: refused without effect, on every page", async () => {
  const person = newPerson();
  await session.signUp(person);
  const { token, refreshToken } = await cookie.signIn(person);
  const forms = {
    "/sign-in": { login: person.email, password: person.password },
    "/sign-in/link": { login: person.email },
    "/sign-in/passkey": { credential: "{}" },
    "/sign-up": newPerson(),
    "/forgot-password": { email: person.email },
    "/sign-out": {},
    "/language": { language: "fr", returnTo: "/sign-in" },
    "/second-factor": { challenge: "x" },
  };
  for (const [path, fields] of Object.entries(forms)) {
    for (const foreign of [{ Origin: "https://evil.example" }, { Origin: "null" }, { Origin: "null", "Sec-Fetch-Site": "cross-site" }]) {
      // With and without cookies: a forged sign-in would set some.
      for (const held of [{}, cookieHeader({ access_token: token, refresh_token: refreshToken })]) {
        const answer = await send(worker, "POST", path, { form: true, body: fields, headers: { ...foreign, ...held } });
        assert.deepEqual([answer.status, answer.cookies], [403, {}], `${path} ${JSON.stringify({ ...foreign, ...held })}`);
        assert.match(answer.headers.get("content-type"), /^text\/html/);
      }
    }
  }
  assert.ok(await world.isAlive(token));
  assert.equal((await session.signUp({ ...forms["/sign-up"] })).status, 201, "nobody signed up");
});

test("ACCENT_COLOR and LOGO_URL: shown on pages and allowed by the policy", async () => {
  const logo = "https://cdn.example/logo.svg";
  await worker.restart({ settings: { ACCENT_COLOR: "#FFCC00", LOGO_URL: logo, APP_NAME: "Épicerie" } });
  const page = await pages.open("/sign-in");
  const policy = directives(page);
  assert.deepEqual(policy["style-src"], inside(page.text, "style").map(sourceHash));
  assert.deepEqual(policy["img-src"], ["'self'", "https://cdn.example"]);
  const [light, dark] = [...page.text.matchAll(/:root\{--accent:(#[0-9a-f]{6});/g)].map(([, color]) => color);
  assert.equal(dark, "#ffcc00", "as it was chosen where it can be read");
  assert.notEqual(light, "#ffcc00");
  assert.ok(page.text.includes(`<img src="${logo}"`) && page.text.includes("Épicerie</title>"));
  await worker.restart({ settings: { ACCENT_COLOR: "yellow", LOGO_URL: undefined, APP_NAME: undefined } });
  assert.equal((await pages.open("/sign-in")).status, 200, "in its own colour");
  assert.match(worker.logs(), /"setting_ignored".*ACCENT_COLOR|ACCENT_COLOR.*"setting_ignored"/);
  await worker.restart({ settings: { ACCENT_COLOR: undefined } });
});

test("icons: valid files that browsers may cache", async () => {
  const icons = { "/favicon.ico": ["image/x-icon", "00000100"], "/favicon.svg": ["image/svg+xml", "3c737667"], "/apple-touch-icon.png": ["image/png", "89504e47"] };
  for (const [path, [type, begins]] of Object.entries(icons)) {
    const answer = await worker.fetch(path);
    assert.deepEqual([answer.status, answer.headers.get("content-type"), answer.headers.get("cache-control")], [200, type, "public, max-age=86400"], path);
    const body = Buffer.from(await answer.arrayBuffer());
    assert.equal(body.subarray(0, 4).toString("hex"), begins, path);
    if (type !== "image/svg+xml") assert.equal(body.subarray(-8).toString("hex"), "49454e44ae426082", `${path} is whole`);
  }
});

// `Origin: null` as browsers send it: from our own pages that send no referrer, which work, and from other sites' sandboxed
// frames and pages without a referrer, which are refused. Each in Chromium as it is, and as an older Safari, which tells
// nothing of the page that sends a form (no Fetch Metadata).
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, test } from "node:test";
import { openBrowser } from "../support/chromium.mjs";
import { actionsOn } from "../support/page_actions.mjs";
import { PUBLIC_URL, TRUSTED_ORIGIN } from "../support/worker.mjs";
import { NO_LIMITS, openWorld } from "../support/world.mjs";
import { listen, startFront } from "./front.mjs";

const EVIL = "http://evil.example";
const hostOf = (url) => new URL(url).host;
const world = await openWorld({ settings: NO_LIMITS });
const front = await startFront(world.worker.url);
const site = await startSite();
const browser = await openBrowser({ [hostOf(PUBLIC_URL)]: front.host, [hostOf(EVIL)]: site.host, [hostOf(TRUSTED_ORIGIN)]: site.host });
after(async () => {
  await browser.close();
  site.close();
  front.close();
  await world.dispose();
});

/** A site with one form, which its URL describes: in a sandboxed frame, or on a page that sends no referrer. */
function startSite() {
  const quoted = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  return listen(createServer((request, response) => {
    const asked = new URL(request.url, EVIL).searchParams;
    const inputs = Object.entries(JSON.parse(asked.get("fields") ?? "{}")).map(([name, value]) => `<input type=hidden name="${name}" value="${quoted(value)}">`);
    const form = `<form method=post target=_top action="${PUBLIC_URL}${asked.get("action")}">${inputs.join("")}<button>Win a prize</button></form>`;
    const isFrame = asked.get("from") === "frame";
    response.writeHead(200, { "Content-Type": "text/html", ...(isFrame ? {} : { "Referrer-Policy": "no-referrer" }) });
    response.end(`<!doctype html>${isFrame ? `<iframe sandbox="allow-forms allow-top-navigation" srcdoc="${quoted(form)}"></iframe>` : form}`);
  }));
}

/** A window of somebody who is signed in, and has had the page of a mailed link open. */
async function openVictim() {
  const context = await browser.newContext({ locale: "en-GB" });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const actions = actionsOn(page);
  const person = await world.verified(await world.signedUp());
  const signIn = await openLink(page, person);
  return { context, page, person, signIn, submit: actions.submit };
}

/** Opens the page of a link, and gives what signs in by its button. */
async function openLink(page, { email }) {
  await world.session.sendMagicLink(email);
  await page.goto((await world.mail.next(email, "magic-link")).link);
  return () => actionsOn(page).submit("/magic-link", {}, { mark: "confirm" });
}

const whoIsIn = async (page) => {
  await page.goto(`${PUBLIC_URL}/account`);
  return (await page.locator("#email dd").count()) > 0 ? page.locator("#email dd").first().textContent() : null;
};

for (const isOld of [false, true]) {
  const how = isOld ? "without Fetch Metadata" : "with Fetch Metadata";

  test(`mailed link's page: sends no origin, and its forms work, ${how}`, async () => {
    front.hasMetadata = !isOld;
    const { context, page, person, signIn, submit } = await openVictim();
    front.forms.length = 0;
    await submit("/language");
    assert.equal(await page.locator("html").getAttribute("lang"), "fr");
    await signIn();
    const site = isOld ? undefined : "same-origin";
    assert.deepEqual(front.forms, ["/language", "/magic-link"].map((path) => ({ path, origin: "null", site })));
    assert.equal(await whoIsIn(page), person.email);
    await context.close();
  });

  for (const [name, home, from] of [
    ["a sandboxed frame of another site", EVIL, "frame"],
    ["a page of another site that sends no referrer", EVIL, "page"],
    ["a sandboxed frame of a trusted site", TRUSTED_ORIGIN, "frame"],
  ]) {
    test(`${name}: cannot send our forms, ${how}`, async () => {
      front.hasMetadata = !isOld;
      const { context, page, person, signIn } = await openVictim();
      await signIn();
      const thief = await world.verified(await world.signedUp());
      await world.session.sendMagicLink(thief.email);
      const { token } = await world.mail.next(thief.email, "magic-link");
      const cookies = await context.cookies();
      front.forms.length = 0;
      const forms = {
        "/sign-out": {}, "/language": { language: "fr", returnTo: "/" },
        "/sign-in": { login: thief.email, password: thief.password }, "/magic-link": { token, decision: "confirm" },
      };
      for (const [action, fields] of Object.entries(forms)) {
        await page.goto(`${home}/?${new URLSearchParams({ from, action, fields: JSON.stringify(fields) })}`);
        const button = from === "frame" ? page.frameLocator("iframe").locator("button") : page.locator("button");
        const [answer] = await Promise.all([page.waitForResponse((one) => one.request().method() === "POST"), button.click()]);
        assert.equal(answer.status(), 403, action);
        await page.waitForURL(`${PUBLIC_URL}${action}`);
      }
      const site = isOld ? undefined : "cross-site";
      assert.deepEqual(front.forms, Object.keys(forms).map((path) => ({ path, origin: "null", site })));
      assert.deepEqual(await context.cookies(), cookies);
      assert.equal(await whoIsIn(page), person.email);
      await context.close();
    });
  }
}

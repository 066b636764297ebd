// Visitors of the hosted pages: windows of Chromium on a worker of their own. Each is watched for faults that a person
// would not report: console errors, content blocked by the policy, and requests to third parties.
import assert from "node:assert/strict";
import { test } from "node:test";
import { openBrowserBeside, startClientSite } from "./client_site.mjs";
import { layoutProblems } from "./layout.mjs";
import { actionsOn } from "./page_actions.mjs";
import { newPerson } from "./people.mjs";
import { PUBLIC_URL, TRUSTED_ORIGIN } from "./worker.mjs";
import { NO_LIMITS, openWorld } from "./world.mjs";

export const WIDTHS = [360, 1280];
export const LANGUAGES = ["en", "fr"];
export const LOCALES = { en: "en-GB", fr: "fr-FR" };

/**
 * Opens windows on a world's worker: `visit`.
 * @param browser one that reaches the worker as PUBLIC_URL
 */
export function windowsOn(world, browser) {
  /**
   * Opens a window. `finish` closes it, and throws if any page that it showed had a fault.
   *
   * @param script false to disable JavaScript
   * @param options further ones of a Playwright context
   */
  const visit = async ({ language = "en", width = 1280, script = true, ...options } = {}) => {
    const context = await browser.newContext({
      locale: LOCALES[language], viewport: { width, height: 800 }, javaScriptEnabled: script, ...options,
    });
    context.setDefaultTimeout(10_000);
    const problems = await watch(context);
    const page = await context.newPage();
    const visitor = {
      ...world, ...actionsOn(page), context, page, language, width, script, problems, looks: [],
      /** Opens a page of the service; returns its status. */
      goto: async (path) => (await page.goto(new URL(path, PUBLIC_URL).href)).status(),
      /** Path and query of the current page. */
      place: () => page.url().slice(PUBLIC_URL.length).replace(/#.*/, ""),
      /** Opens the newest mail with a link to this page, and follows the link. */
      async openMail(address, to) {
        const { link } = await world.mail.next(address, to);
        await visitor.goto(`/dev/mailbox?to=${encodeURIComponent(address)}`);
        return visitor.follow(link);
      },
      /** Signs up on the page. */
      async signUp(person = newPerson()) {
        await visitor.goto("/sign-up");
        await visitor.submit("/sign-up", { name: person.name, email: person.email, password: person.password });
        assert.equal(visitor.place(), "/check-email");
        await visitor.skipSteps();
        assert.equal(visitor.place(), "/account");
        return person;
      },
      /** Signs in by password; returns the place it led to. */
      async signIn({ email, password }) {
        await visitor.goto("/sign-in");
        await visitor.submit("/sign-in", { login: email, password });
        return visitor.place();
      },
      /** Signs out on the account page. */
      async signOut() {
        await visitor.submit("/sign-out");
        assert.equal(await signedInAs(visitor), null);
      },
      /** Address on the account page, or null if nobody is signed in. */
      whoIsIn: () => signedInAs(visitor),
      async finish() {
        await Promise.all(visitor.looks);
        await context.close();
        assert.deepEqual(problems, []);
      },
    };
    return visitor;
  };
  return visit;
}

/**
 * Starts a worker, a browser that reaches it as PUBLIC_URL, and a client's site as TRUSTED_ORIGIN. All stop with the
 * test file.
 */
export async function openHouse({ settings } = {}) {
  const world = await openWorld({ settings: { ...NO_LIMITS, ...settings } });
  const site = await startClientSite();
  const browser = await openBrowserBeside(world, site);
  const visit = windowsOn(world, browser);

  /** Test of a journey at each width and in each language, and once without script if it must work that way. */
  const journey = (name, { withoutScript = false } = {}, walk) => {
    const kinds = WIDTHS.flatMap((width) => LANGUAGES.map((language) => ({ width, language, script: true })));
    if (withoutScript) kinds.push({ width: 360, language: "fr", script: false });
    for (const kind of kinds) {
      test(`${name} (${kind.width} px, ${kind.language}${kind.script ? "" : ", without script"})`, async () => {
        const visitor = await visit(kind);
        await checkLayoutOfEveryPage(visitor);
        await walk(visitor);
        await visitor.finish();
      });
    }
  };
  return { world, browser, visit, journey };
}

/** Address on the account page, or null if the page redirects to sign-in. */
async function signedInAs({ goto, place, page }) {
  await goto("/account");
  if (place().startsWith("/sign-in?")) return null;
  assert.equal(place(), "/account");
  return page.locator("#email dd").first().textContent();
}

/** Collects the faults on every page of the context while it is open. */
async function watch(context) {
  const problems = [];
  const refused = new Set(); // documents with a status of 4xx, which Chromium reports as an error of its own
  const isOurs = (url) => /^(data|blob|about):/.test(url) || new URL(url).origin === PUBLIC_URL;
  const isSite = (url) => url.startsWith(`${TRUSTED_ORIGIN}/`); // a client's own page, which is none of ours
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
      console.error(`blocked by the policy: ${violatedDirective} ${blockedURI}`);
    });
  });
  await context.route((url) => !isOurs(url.href) && !isSite(url.href), (route) => route.abort());
  context.on("request", (request) => {
    if (!isOurs(request.url()) && !isSite(request.url())) problems.push(`a request to ${request.url()}`);
  });
  context.on("response", (response) => {
    const status = response.status();
    const document = response.request().resourceType() === "document";
    if (document && status >= 400 && status < 500) refused.add(response.url());
    if (status >= 500 || (status >= 400 && !document && !isSite(response.request().frame().url()))) {
      problems.push(`${status} for ${response.url()}`);
    }
  });
  context.on("console", (message) => {
    const { url } = message.location();
    if (!["error", "warning"].includes(message.type()) || isSite(message.page()?.url() ?? "")) return;
    if (message.text().startsWith("Failed to load resource") && refused.has(url)) return;
    problems.push(`${message.type()} in the console: ${message.text()}`);
  });
  context.on("weberror", (error) => problems.push(`thrown: ${error.error().message}`));
  return problems;
}

/** Checks each page of a journey once it has loaded: its layout holds, and does not shift. */
export async function checkLayoutOfEveryPage({ context, page, problems, looks }) {
  await context.addInitScript(() => {
    new PerformanceObserver((list) => {
      for (const { value, hadRecentInput, sources } of list.getEntries()) {
        if (value <= 0.005 || hadRecentInput) continue;
        const moved = sources.map(({ node, previousRect: from, currentRect: to }) =>
          `${node?.nodeName}.${node?.className} from ${from.x},${from.y} to ${to.x},${to.y}`);
        console.error(`the page jumps: ${value} at ${location.pathname}: ${moved.join("; ")}`);
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
  page.on("load", () => {
    const url = page.url();
    const look = page.evaluate(layoutProblems).then((found) => found.forEach((one) => problems.push(`${url}: ${one}`)));
    looks.push(look.catch(() => {})); // the page was left before
  });
}

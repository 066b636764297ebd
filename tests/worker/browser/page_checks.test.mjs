// Tests of the page checks: pages with one fault each, which the checks must report.
import assert from "node:assert/strict";
import { test } from "node:test";
import { layoutProblems } from "../support/layout.mjs";
import { checkLayoutOfEveryPage, openHouse } from "../support/visitor.mjs";
import { PUBLIC_URL } from "../support/worker.mjs";
import { axeProblems } from "./axe.mjs";

const { visit } = await openHouse();

const GOOD = "<h1>Title</h1><p>Text</p><a href='/'>Away</a>";

/** Visitor on a page with this content; `policy` is its Content-Security-Policy. */
async function onPage(content, { policy, headers = {}, status = 200 } = {}) {
  const visitor = await visit({ width: 320, bypassCSP: !policy });
  await checkLayoutOfEveryPage(visitor);
  const body = `<!doctype html><html lang="en"><title>T</title><meta name="viewport" content="width=device-width"><main>${content}</main>`;
  await visitor.context.route(`${PUBLIC_URL}/fault`, (route) =>
    route.fulfill({ status, contentType: "text/html", body, headers: { ...headers, ...(policy && { "Content-Security-Policy": policy }) } }));
  await visitor.goto("/fault");
  await visitor.page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => setTimeout(painted))));
  return visitor;
}

async function told(content, options) {
  const visitor = await onPage(content, options);
  return visitor.finish().then(() => "", (error) => error.message);
}

test("page checks: pass a page without a fault", async () => {
  assert.equal(await told(GOOD), "");
  const visitor = await onPage(GOOD);
  assert.deepEqual(await visitor.page.evaluate(layoutProblems), []);
  assert.deepEqual(await axeProblems(visitor.page), []);
});

const SEEN_BY_THE_WATCH = [
  ["an error in the console", "<script>console.error('broken')</script>", /error in the console: broken/],
  ["a thrown error", "<script>undefined.x</script>", /thrown: /],
  ["a request to a stranger", "<img alt='' src='https://fonts.example/a.png'>", /a request to https:\/\/fonts\.example\/a\.png/],
  ["a stylesheet of a stranger", "<link rel=stylesheet href='https://fonts.example/a.css'>", /a request to https:\/\/fonts\.example\/a\.css/],
  ["an asset that is not there", "<img alt='' src='/no-such-picture'>", /404 for .*no-such-picture/],
  ["a style that the policy blocks", "<p style='color:red'>Text</p>", /blocked by the policy: style-src/, { policy: "default-src 'none'" }],
  ["a script that the policy blocks", "<script>1</script>", /blocked by the policy: script-src/, { policy: "default-src 'none'" }],
  ["an error of the service", GOOD, /500 for .*\/fault/, { status: 500 }],
];
for (const [name, content, expected, options] of SEEN_BY_THE_WATCH) {
  test(`page watch: detects ${name}`, async () => assert.match(await told(content, options), expected));
}

const JUMP = "<p id=late hidden>Late</p><p style='height:300px'>Text</p><script>onload = () => setTimeout(() => { late.hidden = false; }, 500)</script>";
test("page watch: detects a layout shift", async () => {
  const visitor = await onPage(JUMP);
  for (let tries = 0; tries < 50 && visitor.problems.length === 0; tries += 1) await visitor.page.waitForTimeout(100);
  await assert.rejects(visitor.finish(), /the page jumps/);
});

const FAULTS_OF_LAYOUT = [
  ["a page that scrolls sideways", "<p style='width:400px'>Text</p>", /scrolls sideways: \d+ px in 320/],
  ["a word that does not break", `<p>${"w".repeat(200)}</p>`, /scrolls sideways/],
  ["buttons that lie over each other", "<button>One</button><button style='margin-left:-30px'>Two</button>", /lies over another/],
  ["a button that cuts its text", "<button style='width:40px;overflow:hidden;white-space:nowrap'>A long word</button>", /is cut off/],
];
for (const [name, content, expected] of FAULTS_OF_LAYOUT) {
  test(`layout check: detects ${name}`, async () => {
    const { page } = await onPage(content);
    assert.match((await page.evaluate(layoutProblems)).join("\n"), expected);
  });
}

const FAULTS_OF_ACCESS = [
  ["a field without a label", `${GOOD}<input name=a>`, /^label: /m],
  ["pale text", "<h1>Title</h1><p style='color:#aaa;background:#fff'>Text</p>", /^color-contrast: /m],
  ["a button without a name", `${GOOD}<button></button>`, /^button-name: /m],
  ["a heading that was skipped", "<h1>Title</h1><h3>Part</h3>", /^heading-order: /m],
  ["an autocomplete token that is none", `${GOOD}<label>Name <input autocomplete="family"></label>`, /^autocomplete-valid: /m],
  ["a control that is too small", `${GOOD}<button style='width:12px;height:12px;padding:0;overflow:hidden'>a</button><button style='width:12px;height:12px;padding:0;overflow:hidden'>b</button>`, /^target-size: /m],
];
for (const [name, content, expected] of FAULTS_OF_ACCESS) {
  test(`axe: detects ${name}`, async () => {
    const { page } = await onPage(content);
    assert.match((await axeProblems(page)).join("\n"), expected);
  });
}

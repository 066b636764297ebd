// Weight of the sign-in page with every feature on: what a browser fetches before a person can act.
import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { GALLERY_SETTINGS } from "../browser/gallery.mjs";
import { LANGUAGES, openHouse } from "../support/visitor.mjs";

const MOST_BYTES = 10 * 1024;
const MOST_REQUESTS = 2;

const { visit } = await openHouse({ settings: GALLERY_SETTINGS });

for (const language of LANGUAGES) {
  test(`sign-in: weighs less than 10 KiB, compressed, in at most ${MOST_REQUESTS} requests (${language})`, async (context) => {
    const visitor = await visit({ language });
    const { page } = visitor;
    const fetched = [];
    page.on("request", (request) => fetched.push(request));
    await visitor.goto("/sign-in");
    await page.waitForLoadState("networkidle");
    // A passkey's options are asked for by the page at rest, when it can be used already.
    const needed = fetched.filter((request) => ["document", "stylesheet", "script", "image", "font"].includes(request.resourceType()));
    assert.ok(needed.length >= 1 && needed.length <= MOST_REQUESTS, needed.map((request) => request.url()).join(", "));
    const bodies = await Promise.all(needed.map(async (request) => (await request.response()).body()));
    const bytes = bodies.reduce((sum, body) => sum + gzipSync(body).length, 0);
    context.diagnostic(`${bytes} bytes in ${needed.length}`);
    assert.ok(bytes > 3000 && bytes < MOST_BYTES, `${bytes} bytes`);
    await visitor.finish();
  });
}

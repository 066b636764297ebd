// Every page in every state: no axe finding in either theme, and nothing cut off in a narrow or enlarged window, or
// from right to left.
import assert from "node:assert/strict";
import { test } from "node:test";
import { layoutProblems } from "../support/layout.mjs";
import { openHouse } from "../support/visitor.mjs";
import { axeProblems } from "./axe.mjs";
import { GALLERY_SETTINGS, gallery } from "./gallery.mjs";

/** Windows in which a page must hold: width in px, and text size in per cent. */
const WINDOWS = {
  "320 px, as 1280 px at 400 %": [320, 100],
  "640 px, as 1280 px at 200 %": [640, 100],
  "360 px with text at 200 %": [360, 200],
  "1280 px": [1280, 100],
};

/** Widths in px at which axe checks a state, each with its themes. Only the pages of applications are dark at both. */
const axeWindows = (state) => [[360, ["light", "dark"]], [1280, state.startsWith("application") ? ["light", "dark"] : ["light"]]];

/** One test of each state in one language. A file has ten minutes, too few for both languages on a busy machine. */
export async function testEveryPage(language) {
  const { visit } = await openHouse({ settings: GALLERY_SETTINGS });
  for (const [state, come] of Object.entries(gallery)) {
    test(`${state} (${language})`, async () => {
      const visitor = await visit({ language, width: 360, reducedMotion: "reduce" });
      const { page, problems } = visitor;
      await come(visitor);
      assert.equal(await page.locator("html").getAttribute("lang"), language);
      for (const [width, themes] of axeWindows(state)) {
        await page.setViewportSize({ width, height: 800 });
        for (const colorScheme of themes) {
          await page.emulateMedia({ colorScheme });
          problems.push(...(await axeProblems(page)).map((one) => `axe, ${width} px, ${colorScheme}: ${one}`));
        }
      }
      for (const [name, [width, size]] of Object.entries(WINDOWS)) {
        await page.setViewportSize({ width, height: 800 });
        await page.evaluate((size) => { document.documentElement.style.fontSize = `${size}%`; }, size);
        problems.push(...(await page.evaluate(layoutProblems)).map((one) => `${name}: ${one}`));
      }
      // Neither language is written from right to left, but the next one may be.
      await page.evaluate(() => Object.assign(document.documentElement, { dir: "rtl" }).style.fontSize = "100%");
      for (const width of [360, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        problems.push(...(await page.evaluate(layoutProblems)).map((one) => `${width} px, from right to left: ${one}`));
      }
      await visitor.finish();
    });
  }
}

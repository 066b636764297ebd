// Pictures of the gallery's states: each at two widths in both themes, in a folder with an index.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { GALLERY_SETTINGS, gallery } from "../tests/worker/browser/gallery.mjs";
import { WIDTHS, windowsOn } from "../tests/worker/support/visitor.mjs";
import { NO_LIMITS } from "../tests/worker/support/world.mjs";
import { root } from "./run.mjs";

export const PICTURED = { ...NO_LIMITS, ...GALLERY_SETTINGS };
const FOLDER = join(root, "screenshots");
const THEMES = ["light", "dark"];

/**
 * Photographs every state whose name has one of these words, or all of them. A state that cannot be reached is named
 * and left out.
 * @returns the names of those left out
 */
export async function photographGallery(world, browser, { language, words }) {
  const visit = windowsOn(world, browser);
  const folder = join(FOLDER, language);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const wanted = Object.entries(gallery).filter(([state]) => words.length === 0 || words.some((word) => state.includes(word)));
  const missing = [];
  const taken = [];
  for (const [state, come] of wanted) {
    const visitor = await visit({ language, width: WIDTHS[0], reducedMotion: "reduce" });
    try {
      await come(visitor);
      taken.push([state, await photograph(visitor.page, folder, state)]);
    } catch (error) {
      missing.push(state);
      console.error(`  ${state}: ${error.message.split("\n")[0]}`);
    }
    await visitor.context.close();
  }
  const index = join(folder, "index.html");
  writeFileSync(index, indexOf(taken, language));
  console.log(`  ${taken.length} states in ${relative(root, index)} (${pathToFileURL(index)})`);
  return missing;
}

/** File names of a state's pictures. */
async function photograph(page, folder, state) {
  const names = [];
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    for (const colorScheme of THEMES) {
      await page.emulateMedia({ colorScheme });
      const name = `${state.replaceAll(/[^a-z0-9]+/gi, "-")}-${width}-${colorScheme}.png`;
      await page.screenshot({ path: join(folder, name), fullPage: true });
      names.push(name);
    }
  }
  return names;
}

function indexOf(taken, language) {
  const sections = taken.map(([state, names]) =>
    `<h2>${state}</h2>\n<p>${names.map((name) => `<a href="${name}"><img src="${name}" alt="${name}" loading="lazy"></a>`).join("\n")}</p>`);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Every page in every state (${language})</title>
<style>body { font-family: system-ui, sans-serif; } p { display: flex; align-items: start; gap: 1rem; overflow-x: auto; } img { height: 30rem; border: 1px solid #888888; }</style>
${sections.join("\n")}
`;
}

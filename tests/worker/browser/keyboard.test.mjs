// Signing in by the keyboard alone.
import assert from "node:assert/strict";
import { openHouse } from "../support/visitor.mjs";

const { world, journey } = await openHouse();

/** Focused element: its name, its visible focus mark, and its position on the screen. */
const focused = (page) => page.evaluate(() => {
  const element = document.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  const { top, bottom } = element.getBoundingClientRect();
  return {
    tag: element.tagName, name: element.getAttribute("name"), text: element.textContent.trim(),
    form: element.form?.getAttribute("action"),
    isMarked: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2,
    isOnScreen: bottom > 0 && top < innerHeight,
    order: [...document.querySelectorAll("*")].indexOf(element),
  };
});

journey("go through the page for signing in by Tab, and sign in by Enter", { withoutScript: true }, async (visitor) => {
  const { page } = visitor;
  const { email, password } = await world.signedUp();
  await visitor.goto("/sign-in");
  const controls = await page.locator("a[href], button, input:not([type=hidden]), summary").filter({ visible: true }).count();
  const stops = [];
  // The page begins in a field: Tab is to begin before it.
  await page.evaluate(() => Object.assign(document.body, { tabIndex: -1 }).focus());
  for (let press = 0; press < controls; press += 1) {
    await page.keyboard.press("Tab");
    stops.push(await focused(page));
  }
  for (const stop of stops) assert.ok(stop.isMarked && stop.isOnScreen, JSON.stringify(stop));
  assert.equal(new Set(stops.map(({ order }) => order)).size, controls, "every control, once");

  const order = stops.map(({ form, name, tag }) => `${form} ${name ?? tag}`);
  const [login, secret, send] = ["/sign-in login", "/sign-in password", "/sign-in BUTTON"].map((one) => order.indexOf(one));
  assert.ok(login >= 0 && login < secret && secret < send, order.join(", "));

  await visitor.goto("/sign-in");
  await tabTo(page, "login");
  await page.keyboard.type(email);
  await tabTo(page, "password");
  await page.keyboard.type(password);
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  assert.equal(await visitor.whoIsIn(), email);
});

async function tabTo(page, name) {
  for (let press = 0; press < 30; press += 1) {
    if ((await focused(page)).name === name) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`no Tab leads to ${name}`);
}

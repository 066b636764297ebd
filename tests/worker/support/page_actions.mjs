// Actions of a person on a page, independent of its language: forms are found by their target, fields by their names.
import { accountPageOf } from "./account_pages.mjs";

/** Actions on a visitor's page. */
export function actionsOn(page) {
  /** Form with this target, and with this `data-action` if several share the target. */
  const form = (action, mark) => page.locator(`form[action="${action}"]${mark ? `[data-action="${mark}"]` : ""}`).first();

  /** Opens the fold around a form. */
  const unfold = async (found) => {
    const folded = found.locator("xpath=ancestor::details[not(@open)]/summary");
    while ((await folded.count()) > 0) await folded.first().click();
  };

  /** Presses a button or link that loads another page; returns its status. */
  const press = async (target) => {
    const [response] = await Promise.all([page.waitForNavigation(), target.click()]);
    return response?.status();
  };

  const isAt = (path) => new URL(page.url()).pathname === path;

  const actions = {
    press,
    /**
     * Fills in a form and submits it. A form of the account site is looked for on its page, if this one does not have it.
     *
     * @param fields by name
     * @param mark the form's `data-action`, if several share the target
     * @param to target of another of its buttons
     * @returns the status of the next page
     */
    async submit(action, fields = {}, { mark, to } = {}) {
      const found = form(action, mark);
      const elsewhere = accountPageOf(action);
      if (elsewhere && (await found.count()) === 0) await page.goto(new URL(elsewhere, page.url()).href);
      await unfold(found);
      for (const [name, value] of Object.entries(fields)) {
        const field = found.locator(`[name="${name}"]`);
        value === true ? await field.check() : await field.fill(value);
      }
      const button = to ? page.locator(`button[formaction="${to}"]`) : found.locator("button:not([type=button], [formaction])");
      return press(button.first());
    },
    /** Follows a link of the page by its target. */
    follow: (path) => press(page.locator(`a[href^="${path}"]`).first()),
    /** Skips the steps after a sign-up. */
    async skipSteps() {
      if (isAt("/check-email")) await actions.submit("/check-email/continue");
      if (isAt("/add-passkey")) await press(page.locator("main .ways a"));
    },
  };
  return actions;
}

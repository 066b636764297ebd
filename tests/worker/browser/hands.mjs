// What a person does on a page, whatever its language: forms are known by where they go, fields by their names.

/** The hands on a page of a visitor. */
export function handsOf(page) {
  /** A form by where it goes, and by its `data-action` where several go there. */
  const form = (action, mark) => page.locator(`form[action="${action}"]${mark ? `[data-action="${mark}"]` : ""}`).first();

  /** Opens what folds a form away. */
  const unfold = async (found) => {
    const folded = found.locator("xpath=ancestor::details[not(@open)]/summary");
    while ((await folded.count()) > 0) await folded.first().click();
  };

  /** Presses what leads to another page; gives its status. */
  const press = async (target) => {
    const [response] = await Promise.all([page.waitForNavigation(), target.click()]);
    return response?.status();
  };

  return {
    press,
    /**
     * Fills in a form and sends it by its button.
     * @param fields by name
     * @param mark the form's `data-action`, where several go to the same path
     * @param to where another of its buttons sends it
     * @returns the status of the page that follows
     */
    async submit(action, fields = {}, { mark, to } = {}) {
      const found = form(action, mark);
      await unfold(found);
      for (const [name, value] of Object.entries(fields)) {
        const field = found.locator(`[name="${name}"]`);
        value === true ? await field.check() : await field.fill(value);
      }
      const button = to ? page.locator(`button[formaction="${to}"]`) : found.locator("button:not([type=button], [formaction])");
      return press(button.first());
    },
    /** Follows a link of the page by where it goes. */
    follow: (path) => press(page.locator(`a[href^="${path}"]`).first()),
  };
}

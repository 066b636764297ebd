// Visible layout faults, found by the boxes of a page.

/**
 * Runs in a page. Finds a page that scrolls sideways, overlapping buttons or links or ones outside the window, and text that is cut off.
 * @returns one line for each fault
 */
export function layoutProblems() {
  const problems = [];
  const root = document.scrollingElement;
  const name = (element) => element.outerHTML.slice(0, 80);
  const boxOf = (element) => element.getBoundingClientRect();
  if (root.scrollWidth > root.clientWidth) {
    const widest = [...document.body.querySelectorAll("*")].filter((element) => boxOf(element).right > root.clientWidth + 0.5).at(-1);
    problems.push(`scrolls sideways: ${root.scrollWidth} px in ${root.clientWidth}, for ${widest ? name(widest) : "no element"}`);
  }
  const visible = (element) => element.checkVisibility({ visibilityProperty: true }) && boxOf(element).width > 1 && boxOf(element).height > 1;
  const controls = [...document.querySelectorAll("a[href], button, input, select, textarea, summary")].filter(visible);
  for (const [at, one] of controls.entries()) {
    const { left, right } = boxOf(one);
    if ((left < -1 || right > root.clientWidth + 1) && !one.closest(".scrolled")) problems.push(`lies outside the window: ${name(one)}`);
    for (const other of controls.slice(at + 1)) {
      if (one.contains(other) || other.contains(one)) continue;
      // A link that wraps has a box for each line. Their bounding box would overlap its neighbours.
      const touching = [...one.getClientRects()].some((a) => [...other.getClientRects()].some((b) =>
        Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1));
      if (touching) problems.push(`lies over another: ${name(one)} and ${name(other)}`);
    }
    if (one.matches("button, a, summary") && one.clientWidth > 0 && one.scrollWidth > one.clientWidth + 1) problems.push(`is cut off: ${name(one)}`);
  }
  return problems;
}

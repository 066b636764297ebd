// What a person sees as broken, told by the boxes of a page.

/**
 * Runs in a page. What does not fit: the page scrolls sideways, two things to press lie over each other, or the text of
 * one is cut off.
 * @returns a line for each
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
    for (const other of controls.slice(at + 1)) {
      if (one.contains(other) || other.contains(one)) continue;
      // A link that wraps has a box for each line; the box around them all says nothing.
      const touching = [...one.getClientRects()].some((a) => [...other.getClientRects()].some((b) =>
        Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1));
      if (touching) problems.push(`lies over another: ${name(one)} and ${name(other)}`);
    }
    if (one.matches("button, a, summary") && one.clientWidth > 0 && one.scrollWidth > one.clientWidth + 1) problems.push(`is cut off: ${name(one)}`);
  }
  return problems;
}

// What axe does not look at, as functions of a page that answer what they found: each a list of words.
// Loaded into the pages of the demo school by test_axe.py.
window.checks = (() => {
  const FOCUSABLE = "a[href], button:not([disabled]), input:not([type=hidden], [disabled]), select:not([disabled]), "
    + "textarea:not([disabled]), summary, [tabindex='0'], iframe";
  const shown = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;
  const focusable = () => [...document.querySelectorAll(FOCUSABLE)].filter((element) => shown(element) && element.tabIndex >= 0);
  const named = (element) => element.outerHTML.slice(0, 110).replace(/\s+/g, " ");

  // 2.4.11, 2.4.7: whatever is focused is at least partly in sight, and looks otherwise than before.
  function focus() {
    const found = [];
    for (const element of focusable()) {
      const bare = looks(element);
      element.focus({ focusVisible: true });
      if (document.activeElement !== element) continue;
      const boxes = [...element.getClientRects()].map(onScreen).filter(([left, top, right, low]) => right > left && low > top);
      const points = boxes.flatMap(([left, top, right, low]) => [0.02, 0.5, 0.98].flatMap((x) => [0.1, 0.5, 0.9].map((y) =>
        [left + (right - left) * x, top + (low - top) * y])));
      const seen = points.some(([x, y]) => {
        const top = document.elementFromPoint(x, y);
        return top && (top === element || element.contains(top) || top.contains(element) || labels(element).has(top));
      });
      if (!seen) found.push(`focus out of sight: ${named(element)}`);
      const showsItself = element.matches("iframe"); // what is focused within it
      if (looks(element) === bare && !showsItself) found.push(`focus not shown: ${named(element)}`);
    }
    document.activeElement?.blur();
    return found;
  }
  const onScreen = (box) =>
    [Math.max(box.left, 0), Math.max(box.top, 0), Math.min(box.right, innerWidth), Math.min(box.bottom, innerHeight)];
  const labels = (element) => new Set([...(element.labels ?? [])].flatMap((label) => [label, ...label.querySelectorAll("*")]));
  function looks(element) {
    const of = (some) => [null, "::after"].map((part) => {
      const style = getComputedStyle(some, part);
      return [style.outlineStyle, style.outlineWidth, style.outlineColor, style.boxShadow, style.borderColor].join();
    });
    return [element, element.parentElement, ...(element.labels ?? [])].map(of).join("|");
  }

  // 1.4.12: with the spacing that a reader may ask for, no text is cut off.
  function spacing() {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
      + " p { margin-block-end: 2em !important }");
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    const cut = [...document.querySelectorAll("main *, header *, footer *")].filter((element) => {
      const style = getComputedStyle(element);
      const hides = [style.overflowX, style.overflowY].some((way) => way === "hidden" || way === "clip");
      if (!hides || element.matches(".u-hidden, .u-hidden *, svg, svg *") || !element.innerText?.trim()) return false;
      return shown(element) && (element.scrollHeight > element.clientHeight + 2 || element.scrollWidth > element.clientWidth + 2)
        && element.clientHeight > 2;
    });
    const wide = document.documentElement.scrollWidth > innerWidth ? [`${document.documentElement.scrollWidth} wide`] : [];
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
    return [...cut.map((element) => `text cut off when spaced: ${named(element)}`), ...wide];
  }

  // 1.4.10: nothing but what scrolls within itself is wider than the screen.
  const reflow = () => document.documentElement.scrollWidth > innerWidth
    ? [`${document.documentElement.scrollWidth} pixels wide on ${innerWidth}`] : [];

  // 1.4.4: with large text no word is broken, but for an address, and no button is cut.
  function words() {
    const broken = [...document.querySelectorAll("h1, h2, h3, dt, dd, .c-button")].filter(shown).flatMap((element) => {
      const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT), found = [];
      while (walker.nextNode()) {
        for (const { 0: word, index } of walker.currentNode.data.matchAll(/(?<![@.\/\p{L}\p{N}])[\p{L}\p{N}]+(?![@.\/]?[\p{L}\p{N}])/gu)) {
          const range = new Range();
          range.setStart(walker.currentNode, index);
          range.setEnd(walker.currentNode, index + word.length);
          if (new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size > 1) found.push(word);
        }
      }
      return found;
    });
    const cut = [...document.querySelectorAll(".c-button, .c-badge")].filter(shown)
      .filter((element) => element.scrollWidth > element.clientWidth + 1);
    return [...broken.map((word) => `broken: ${word}`), ...cut.map((element) => `cut: ${named(element)}`)];
  }

  // On a phone no table hides a column, and so no button of one, where nothing says that there is more beside it.
  const tables = () => [...document.querySelectorAll("main .c-scroll")]
    .filter((box) => shown(box) && box.scrollWidth > box.clientWidth + 1)
    .map((box) => `${box.scrollWidth} pixels of a table in ${box.clientWidth}: ${named(box)}`);

  // 2.4.1, 3.2.3, 3.2.6: the way past the navigation comes first; navigation and help stand where they always stand.
  const frameOfPage = () => ({
    first: focusable()[0]?.className ?? "",
    navigation: [...document.querySelectorAll(".c-bar nav a, .c-phone a")].map((link) => link.pathname).join(" "),
    foot: [...document.querySelectorAll(".c-foot a")].map((link) => link.innerText.trim()).join(", "),
  });

  // What is folded away is looked at too, but for what lies over the whole page once it is open.
  function unfold() {
    document.querySelectorAll("details:not(.c-me, .c-sheet)").forEach((details) => (details.open = true));
  }

  return { unfold, focus, spacing, reflow, words, tables, frameOfPage };
})();

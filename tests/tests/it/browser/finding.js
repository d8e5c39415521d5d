// Finds on a page what a person would. A function answers with a sentence if there is no such thing, or
// more than one.

const CLICKABLE = "a[href], button, summary, [role=option], label.check, input[type=checkbox], input[type=radio]";
const FIELD = "input:not([type=hidden]):not([type=checkbox]):not([type=radio]), textarea, select, [role=textbox]";

const squeezed = (text) => (text ?? "").replace(/\s+/g, " ").trim();

function visible(element) {
  if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false;
  const { width, height } = element.getBoundingClientRect();
  return width > 0 && height > 0;
}

/** What stands in an element, but for what is meant for the eye alone and for what can be typed or chosen. */
function words(element) {
  const parts = [...element.childNodes].map((node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    if (node.nodeType !== Node.ELEMENT_NODE || node.getAttribute("aria-hidden") === "true") return "";
    if (node.matches("select, textarea, datalist, script, style") || !node.checkVisibility()) return "";
    const inner = node.getAttribute("aria-label") ?? words(node);
    return getComputedStyle(node).display.startsWith("inline") ? inner : ` ${inner} `;
  });
  return parts.join("");
}

/** What an element is called. */
function called(element) {
  if (!element) return "";
  const by = element.getAttribute("aria-labelledby");
  if (by) return squeezed(by.split(" ").map((id) => words(document.getElementById(id))).join(" "));
  const label = element.getAttribute("aria-label");
  if (label) return squeezed(label);
  if (element.labels?.length) return squeezed([...element.labels].map(words).join(" "));
  return squeezed(words(element)) || squeezed(element.title || element.placeholder);
}

/** The dialog that is on top, or the whole page. */
function everything() {
  return [...document.querySelectorAll("dialog[open]")].pop() ?? document.body;
}

/** Whether a text stands by itself somewhere in an element. */
function bears(element, text) {
  if (!text || squeezed(element.getAttribute("aria-label")) === text) return true;
  return [...element.querySelectorAll("*")].some((it) =>
    (typeof it.value === "string" && squeezed(it.value) === text) || (it.children.length === 0 && squeezed(it.textContent) === text) ||
    squeezed(words(it)) === text || called(it) === text);
}

function one(found, what, offered) {
  if (found.length === 1) return found[0];
  if (found.length) return `there are ${found.length} of ${what}`;
  return `there is no ${what}, but: ${offered.map((it) => `“${called(it)}”`).join(", ")}`;
}

/** The element that a way leads to. */
function part(within) {
  let here = everything();
  for (const [selector, text] of within) {
    const offered = [...here.querySelectorAll(selector)].filter(visible);
    const found = offered.filter((it) => bears(it, text));
    // Of a section in a section it is the inner one that is meant.
    const inner = found.filter((it) => !found.some((other) => other !== it && it.contains(other)));
    here = one(inner, `${selector} with “${text}”`, offered);
    if (typeof here === "string") return here;
  }
  return here;
}

function among(within, selector, name, what) {
  const here = part(within);
  if (typeof here === "string") return here;
  const offered = [...here.querySelectorAll(selector)].filter(visible);
  const found = offered.filter((it) => called(it) === name);
  // A box and its label are one thing to click.
  const single = found.filter((it) => !(it.tagName === "LABEL" && found.includes(it.control)));
  return one(single, `${what} “${name}”`, offered);
}

function clickable(within, name) {
  return among(within, CLICKABLE, name, "link or button");
}

function field(within, label) {
  return among(within, FIELD, label, "field");
}

/** What can be chosen in a box; both names in lines. */
function offered(within, both) {
  const [label, name] = both.split("\n");
  const it = field(within, label);
  if (typeof it === "string") return it;
  const options = [...(it.options ?? [])];
  return one(options.filter((option) => squeezed(option.textContent) === name), `choice “${name}”`, options);
}

/** A field whose content is about to be replaced. */
function emptied(within, label) {
  const it = field(within, label);
  if (typeof it === "string") return it;
  it.focus();
  if (it.select) it.select();
  else getSelection().selectAllChildren(it);
  document.execCommand("delete");
  return it;
}

function valueOf(within, label) {
  const it = field(within, label);
  if (typeof it === "string") return it;
  if (it.tagName === "SELECT") return { value: squeezed(it.selectedOptions[0]?.textContent) };
  return { value: it.value ?? squeezed(it.innerText) };
}

/** What can be read: texts, and what stands in fields. */
function shown(element) {
  const fields = [...element.querySelectorAll(FIELD)].filter(visible);
  const values = fields.map((it) => (it.tagName === "SELECT" ? it.selectedOptions[0]?.textContent : it.value));
  return squeezed([element.innerText, ...values].join(" "));
}

function readable(within) {
  const here = part(within);
  return typeof here === "string" ? here : { text: shown(here) };
}

/** A text is seen in a part; on a whole page also beside a dialog. */
function seen(within, text) {
  const here = within.length ? part(within) : document.body;
  if (typeof here === "string") return here;
  const all = shown(here);
  return all.includes(squeezed(text)) ? true : `“${text}” is not seen, but: ${all}`;
}

/** What is in a part that is not there is not seen, either. */
function unseen(within, text) {
  const here = within.length ? part(within) : document.body;
  if (typeof here === "string") return true;
  return shown(here).includes(squeezed(text)) ? `“${text}” is still seen` : true;
}

function namesOf(within, selector) {
  const here = part(within);
  if (typeof here === "string") return here;
  return [...here.querySelectorAll(selector)].filter(visible).map(called);
}

/** The menu or dialog that is open. */
function opened() {
  return document.querySelector("dialog[open], details.menu[open]");
}

/**
 * Whatever axe-core finds in the menu or dialog that is open, or on the page: the rule, the places, and
 * what helps. What lies half under a menu would be found too small to be hit.
 */
async function barriers(runOnly) {
  const found = await axe.run(opened() ?? document, { runOnly, resultTypes: ["violations"] });
  return found.violations.flatMap((rule) =>
    rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")}: ${rule.help}; ${node.failureSummary.replace(/\s+/g, " ")}`));
}

/** Whatever reaches over the right edge and does not scroll in a box of its own. */
function tooWide() {
  const width = document.documentElement.clientWidth;
  if (document.scrollingElement.scrollWidth <= width) return [];
  const held = (it) => it && it !== document.body && (getComputedStyle(it).overflowX !== "visible" || held(it.parentElement));
  const out = [...document.body.querySelectorAll("*")].filter((it) =>
    visible(it) && it.getBoundingClientRect().right > width + 1 && !held(it.parentElement));
  const places = out.map((it) => `${it.tagName.toLowerCase()}.${it.className} reaches to ${Math.round(it.getBoundingClientRect().right)}`);
  return [`the page is ${document.scrollingElement.scrollWidth} wide in a window of ${width}`, ...places];
}

function weight() {
  const loaded = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
  return loaded.filter((it) => it.initiatorType !== "img").reduce((sum, it) => sum + it.encodedBodySize, 0);
}

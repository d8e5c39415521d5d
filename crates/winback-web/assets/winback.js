// What makes the pages quicker. Every form and link works without it, but dragging and the editors.
import { board } from "./board.js";
import { combobox, offers, suggest } from "./combobox.js";
import { editor } from "./editor.js";
import { rules } from "./rules.js";

const DIALOG = { "x-winback-dialog": "1" };
/** Tells whether what was typed stays, to be sent again: the page that was answered says if it may. */
const isKept = (status) => status === 429 || status >= 500;

/** Returns what a page of this server says; nothing of what stands between and answers in its place. */
async function mainOf(response) {
  return new DOMParser().parseFromString(await response.text(), "text/html").getElementById("main");
}

/** Wakes what stands in a part of the page. */
function wake(part) {
  part.querySelectorAll("[data-editor]").forEach(editor);
  part.querySelectorAll("[data-combobox]").forEach(combobox);
  part.querySelectorAll("[data-offers]").forEach(offers);
  part.querySelectorAll("[data-rules]").forEach(rules);
  part.querySelectorAll("[data-suggest]").forEach(suggest);
  part.querySelectorAll("[data-board]").forEach((it) => board(it, refresh));
  part.querySelectorAll("[data-records]").forEach(records);
  part.querySelectorAll("[data-probability]").forEach(probability);
  // How many records there are is told last, as it takes counting; its place is in the control panel.
  part.querySelectorAll("[data-late]").forEach((it) => part.querySelector(".views")?.prepend(it));
}

/** Shows the page anew without leaving it: what changed is swapped, and told. */
export async function refresh() {
  const response = await fetch(location.href, { headers: { accept: "text/html" } });
  if (!response.ok) return location.reload();
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const id of ["main", "toasts"]) {
    const [old, now] = [document.getElementById(id), fresh.getElementById(id)];
    if (old && now) old.innerHTML = now.innerHTML;
  }
  wake(document.getElementById("main"));
  toasts();
}

/** Whether something was typed into a form of this page, beside dialogs, that is not saved. */
let dirty = false;

/** Tells whether a dialog may open: what is done in it shows the page anew, without what was typed. */
const mayOpen = () => !dirty || confirm(document.body.dataset.unsaved);

/** Opens a form in a dialog on this page. */
async function open(url, opener) {
  const response = await fetch(url, { headers: { ...DIALOG, accept: "text/html" } }).catch(() => null);
  const main = response && (await mainOf(response).catch(() => null));
  if (!main) {
    location.href = url;
    return;
  }
  if (response.redirected && new URL(response.url).pathname === "/sign-in") {
    location.href = response.url;
    return;
  }
  const dialog = document.createElement("dialog");
  document.body.append(dialog);
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (opener?.isConnected) opener.focus();
  });
  fill(dialog, main);
  dialog.showModal();
  focus(dialog);
}

function fill(dialog, main) {
  dialog.replaceChildren(...main.childNodes);
  const title = dialog.querySelector("h1");
  if (title) {
    title.id = "dialog-title";
    dialog.setAttribute("aria-labelledby", title.id);
  }
  wake(dialog);
}

function focus(dialog) {
  const field = dialog.querySelector("[autofocus], input:not([type=hidden]), select, textarea, button, a");
  field?.focus();
}

/** What is told if no answer of this server came: it may have done what it was asked for. */
function unanswered() {
  const problem = document.createElement("p");
  problem.className = "problem";
  problem.setAttribute("role", "alert");
  problem.textContent = document.body.dataset.unanswered;
  return problem;
}

/** Sends a form of a dialog; what is wrong with it is shown in the same dialog. */
async function send(dialog, form, button) {
  const data = new URLSearchParams(new FormData(form, button));
  const response = await fetch(form.action, { method: "POST", body: data, headers: DIALOG }).catch(() => null);
  const to = response?.headers.get("x-winback-go");
  if (to) {
    const stays = to === location.pathname + location.search;
    dialog.close();
    // Giving up what was typed was agreed to before.
    dirty = false;
    if (stays) await refresh();
    else location.href = to;
    return;
  }
  const main = response && (await mainOf(response).catch(() => null));
  if (main && !isKept(response.status)) {
    fill(dialog, main);
    focus(dialog);
    return;
  }
  form.querySelector(".problem.later")?.remove();
  const problem = main?.querySelector(".problem") ?? unanswered();
  problem.classList.add("later");
  (form.querySelector("h1") ?? form.firstChild).after(problem);
}

document.addEventListener("click", (event) => {
  const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
  const link = event.target.closest("a");
  if (link && plain && link.hasAttribute("data-close") && link.closest("dialog")) {
    event.preventDefault();
    link.closest("dialog").close();
  } else if (link && plain && link.hasAttribute("data-dialog")) {
    event.preventDefault();
    const opened = link.closest("dialog");
    const menu = link.closest("details.menu");
    menu?.removeAttribute("open");
    opened?.close();
    if (opened || mayOpen()) open(link.href, menu?.querySelector("summary") ?? link);
  }
  // A menu closes when something else is clicked.
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.removeAttribute("open");
  }
  const row = event.target.closest("tr[data-to]");
  if (row && plain && !event.target.closest("a, input, button, label, select")) location.href = row.dataset.to;
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  const button = event.submitter;
  const dialog = form.closest("dialog");
  if (dialog && form.method === "post") {
    event.preventDefault();
    send(dialog, form, button);
  } else if (button?.hasAttribute("data-dialog")) {
    event.preventDefault();
    const query = new URLSearchParams(new FormData(form, button));
    const menu = button.closest("details.menu");
    menu?.removeAttribute("open");
    if (mayOpen()) open(`${button.formAction.split("?")[0]}?${query}`, menu?.querySelector("summary") ?? button);
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const menu = document.activeElement?.closest("details.menu[open]") ?? document.querySelector("details.menu[open]");
    if (menu) {
      menu.removeAttribute("open");
      menu.querySelector("summary").focus();
    }
  }
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !typing && !document.querySelector("dialog[open]")) {
    const search = document.querySelector(".search input[type=search]");
    if (search) {
      event.preventDefault();
      search.focus();
    }
  }
  const up = event.key === "ArrowUp";
  if ((up || event.key === "ArrowDown") && event.target.closest("details.menu[open]") && !typing) {
    const items = [...event.target.closest("details.menu").querySelectorAll("summary, a, button, input, select")]
      .filter((it) => it.offsetParent);
    const place = items.indexOf(document.activeElement);
    event.preventDefault();
    items[(place + (up ? -1 : 1) + items.length) % items.length]?.focus();
  }
});

/** Ticking lines: all at once, and how many. */
function records(form) {
  const lines = () => [...form.querySelectorAll("input[name=id]")];
  const head = form.querySelector("[data-all]");
  const every = form.querySelector("[data-every]");
  const told = form.querySelector("[data-selected]");
  const count = () => {
    const chosen = lines().filter((it) => it.checked);
    lines().forEach((it) => it.closest("tr").classList.toggle("chosen", it.checked));
    if (head) {
      head.checked = chosen.length > 0 && chosen.length === lines().length;
      head.indeterminate = chosen.length > 0 && chosen.length < lines().length;
    }
    const all = every?.checked;
    told.textContent = chosen.length && !all ? told.dataset.selected.replace("{}", chosen.length) : "";
  };
  form.addEventListener("change", (event) => {
    if (event.target === head) lines().forEach((it) => (it.checked = head.checked));
    if (event.target === every) lines().forEach((it) => (it.checked = every.checked));
    if (event.target.name === "id" && every && !event.target.checked) every.checked = false;
    count();
  });
  count();
}

/** A probability that is typed is no automatic one any more. */
function probability(field) {
  const [number, automatic] = [field.querySelector("[name=probability]"), field.querySelector("[name=automatic]")];
  if (automatic) number.addEventListener("input", () => (automatic.checked = false));
}

/** Toasts go after a while, unless somebody is at them. */
function toasts() {
  for (const toast of document.querySelectorAll(".toast")) {
    const go = () => (toast.matches(":hover, :focus-within") ? setTimeout(go, 3000) : toast.remove());
    setTimeout(go, 15000);
  }
}

// What was typed is not lost without a question.
document.addEventListener("input", (event) => {
  if (event.target.form?.hasAttribute("data-dirty")) dirty = true;
});
document.addEventListener("submit", (event) => {
  if (event.target.hasAttribute("data-dirty")) dirty = false;
});
addEventListener("beforeunload", (event) => {
  if (dirty) event.preventDefault();
});

// The secret of a one-time link stands behind # in the address, which is not sent to the server.
for (const form of document.querySelectorAll("[data-secret-from-address]")) {
  const field = form.elements[form.dataset.secretFromAddress];
  if (!field.value) field.value = location.hash.slice(1);
}
for (const code of document.querySelectorAll("[data-whole-address]")) {
  code.textContent = location.origin + code.textContent;
}

wake(document);
toasts();

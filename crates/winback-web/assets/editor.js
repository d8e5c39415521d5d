// The closing note: bold, italic, lists and links. What is sent is cleaned by the server.

const COMMANDS = ["bold", "italic", "insertUnorderedList", "insertOrderedList", "createLink"];
const FACES = ["B", "I", "•", "#", "↗"];

export function editor(area) {
  const words = area.dataset.editor.split("\n");
  const label = area.form.querySelector(`label[for="${area.id}"]`);
  const box = document.createElement("div");
  box.className = "editor";
  const bar = document.createElement("div");
  bar.className = "bar";
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", label.textContent);
  const text = document.createElement("div");
  text.contentEditable = "true";
  text.setAttribute("role", "textbox");
  text.setAttribute("aria-multiline", "true");
  text.setAttribute("aria-labelledby", label.id);
  if (area.required) text.setAttribute("aria-required", "true");
  label.addEventListener("click", () => text.focus());

  // What was sent before comes back as it was typed.
  const kept = new DOMParser().parseFromString(area.value, "text/html").body;
  if (kept.children.length) text.replaceChildren(...clean(kept));
  else if (area.value) text.textContent = area.value;

  const buttons = COMMANDS.map((command, at) => {
    const button = document.createElement("button");
    button.type = "button";
    button.tabIndex = at ? -1 : 0;
    const face = document.createElement("span");
    face.setAttribute("aria-hidden", "true");
    face.textContent = FACES[at];
    face.className = `face-${command}`;
    button.append(face);
    button.title = words[at];
    button.setAttribute("aria-label", words[at]);
    if (command !== "createLink") button.setAttribute("aria-pressed", "false");
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", () => act(command));
    return button;
  });
  bar.append(...buttons);
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const now = buttons.indexOf(document.activeElement);
    const next = buttons[(now + step + buttons.length) % buttons.length];
    buttons.forEach((it) => (it.tabIndex = it === next ? 0 : -1));
    next.focus();
  });

  function act(command) {
    text.focus();
    if (command !== "createLink") document.execCommand(command);
    else {
      const selection = getSelection();
      const range = selection.rangeCount ? selection.getRangeAt(0).cloneRange() : null;
      const address = prompt(words[5], "https://");
      if (!address || !/^(https?:|mailto:)/i.test(address)) return;
      if (range) {
        selection.removeAllRanges();
        selection.addRange(range);
      }
      if (selection.isCollapsed) {
        const link = document.createElement("a");
        link.href = address;
        link.textContent = address;
        range ? range.insertNode(link) : text.append(link);
      } else document.execCommand("createLink", false, address);
    }
    state();
    keep();
  }

  function state() {
    COMMANDS.slice(0, 4).forEach((command, at) => {
      buttons[at].setAttribute("aria-pressed", document.queryCommandState(command) ? "true" : "false");
    });
  }

  function keep() {
    const empty = !text.textContent.trim();
    area.value = empty ? "" : text.innerHTML;
  }

  text.addEventListener("input", keep);
  text.addEventListener("keyup", state);
  text.addEventListener("mouseup", state);
  // What is pasted comes as plain text: pages bring their own look.
  text.addEventListener("paste", (event) => {
    event.preventDefault();
    document.execCommand("insertText", false, event.clipboardData.getData("text/plain"));
  });

  const is = document.createElement("input");
  is.type = "hidden";
  is.name = "note_is";
  is.value = "html";
  area.hidden = true;
  area.required = false;
  area.removeAttribute("id");
  label.removeAttribute("for");
  area.after(box);
  box.append(bar, text, is);
  document.execCommand("defaultParagraphSeparator", false, "p");
  keep();
}

/** Copies just what the editor makes itself. */
function clean(from) {
  const allowed = { B: "b", STRONG: "strong", I: "i", EM: "em", UL: "ul", OL: "ol", LI: "li", P: "p", DIV: "p", BR: "br", A: "a" };
  return [...from.childNodes].flatMap((node) => {
    if (node.nodeType === Node.TEXT_NODE) return [document.createTextNode(node.data)];
    const name = allowed[node.nodeName];
    if (!name) return node.childNodes.length ? clean(node) : [];
    const copy = document.createElement(name);
    if (name === "a" && /^(https?:|mailto:)/i.test(node.getAttribute("href") ?? "")) copy.href = node.getAttribute("href");
    copy.append(...clean(node));
    return [copy];
  });
}

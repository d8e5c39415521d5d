// Boxes that search while one types: the lost reason, the customer, and the search bar.

/** Shows choices under a field; keys and clicks take one. */
function choices(input, list, offered, take) {
  let active = -1;
  const items = () => [...list.querySelectorAll("[role=option]")];
  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (place) => {
    active = place;
    items().forEach((it, at) => it.setAttribute("aria-selected", at === active));
    const item = items()[active];
    if (item) {
      input.setAttribute("aria-activedescendant", item.id);
      item.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  };
  const show = () => {
    const { options, hint } = offered(input.value.trim());
    list.replaceChildren(
      ...options.map((option, at) => {
        const item = document.createElement("li");
        item.id = `${list.id}-${at}`;
        item.setAttribute("role", "option");
        item.textContent = option.label;
        if (option.hint) {
          const small = document.createElement("small");
          small.textContent = ` ${option.hint}`;
          item.append(small);
        }
        item.addEventListener("mousedown", (event) => {
          event.preventDefault();
          take(option);
          close();
        });
        item.option = option;
        return item;
      }),
    );
    if (hint) {
      const item = document.createElement("li");
      item.className = "hint";
      item.setAttribute("role", "presentation");
      item.textContent = hint;
      list.append(item);
    }
    const any = options.length > 0 || hint;
    list.hidden = !any;
    input.setAttribute("aria-expanded", any ? "true" : "false");
    mark(-1);
  };
  input.addEventListener("input", show);
  input.addEventListener("click", show);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const count = items().length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) show();
      const step = event.key === "ArrowDown" ? 1 : -1;
      const now = items().length;
      if (now) mark(active < 0 ? (step > 0 ? 0 : now - 1) : (active + step + now) % now);
    } else if (event.key === "Enter" && !list.hidden && active >= 0 && count) {
      event.preventDefault();
      take(items()[active].option);
      close();
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  });
  return { show, close };
}

let made = 0;

function popup(input, label) {
  const list = document.createElement("ul");
  list.className = "suggestions";
  list.id = `choices-${(made += 1)}`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", label);
  list.hidden = true;
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);
  return list;
}

/** The lost reason: searches, and offers to create one that is missing. */
export function combobox(input) {
  const known = [...input.list.options].map((it) => ({ value: it.value, hint: it.label !== it.value ? it.label : "" }));
  input.removeAttribute("list");
  const box = document.createElement("div");
  box.className = "combobox";
  input.replaceWith(box);
  const label = document.querySelector(`label[for="${input.id}"]`)?.textContent ?? "";
  const list = popup(input, label);
  box.append(input, list);
  const may = input.hasAttribute("data-may-create");
  const same = (a, b) => a.trim().toLocaleLowerCase() === b.trim().toLocaleLowerCase();
  const create = () => {
    input.form.querySelectorAll("input[name=create]").forEach((it) => (it.closest("label") ?? it).remove());
  };
  const offered = (text) => {
    const found = known.filter((it) => it.value.toLocaleLowerCase().includes(text.toLocaleLowerCase()));
    const options = found.map((it) => ({ label: it.value, value: it.value, hint: it.hint }));
    const is = known.some((it) => same(it.value, text));
    if (text && !is && may) {
      options.push({ label: input.dataset.create.replace("{}", text), value: text, create: true });
    }
    let hint = "";
    if (text && !is && !may) hint = found.length ? input.dataset.ask : `${input.dataset.none} ${input.dataset.ask}`;
    return { options, hint };
  };
  choices(input, list, offered, (option) => {
    create();
    input.value = option.value;
    if (option.create) {
      const hidden = document.createElement("input");
      hidden.type = "hidden";
      hidden.name = "create";
      hidden.value = option.value;
      box.append(hidden);
    }
  });
  input.addEventListener("input", () => {
    box.querySelectorAll("input[name=create]").forEach((it) => it.remove());
  });
}

/** A box for what the server has too much of to send along: it is asked while one types. */
export function offers(input) {
  const label = input.closest("label");
  const list = popup(input, label.textContent.trim());
  // Not in the label, which would be called by what is offered, too.
  label.after(list);
  let [found, typed, timer] = [[], "", 0];
  const offered = () => ({ options: input.value.trim() ? found : [], hint: "" });
  const { show } = choices(input, list, offered, (option) => {
    input.value = option.value;
    typed = option.value;
    found = [];
  });
  const ask = async () => {
    const text = typed;
    let fresh = [];
    try {
      const response = await fetch(`${input.dataset.offers}?${new URLSearchParams({ q: text })}`);
      if (response.ok && !response.redirected) fresh = await response.json();
    } catch {
      // Whatever is typed is taken without offers, too.
    }
    if (text !== typed) return;
    found = fresh;
    if (document.activeElement === input) show();
  };
  input.addEventListener("input", () => {
    typed = input.value.trim();
    clearTimeout(timer);
    if (typed) timer = setTimeout(ask, 150);
    else found = [];
  });
}

/** The search bar: where to look for what is typed. */
export function suggest(input) {
  const places = input.dataset.suggest.split("\n").map((line) => line.split("="));
  const list = popup(input, input.getAttribute("aria-label"));
  input.form.append(list);
  const go = (place, text) => {
    input.value = `${place}:${text}`;
    input.form.submit();
  };
  const offered = (text) => ({
    options: text
      ? places.map(([place, words]) => ({ label: words.replace("{}", `“${text}”`), value: place, text }))
      : [],
  });
  const { show } = choices(input, list, offered, (option) => go(option.value, option.text));
  input.addEventListener("input", show);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Backspace" && !input.value) {
      const last = [...input.form.querySelectorAll(".facet .remove")].pop();
      if (last) location.href = last.href;
    }
    if (event.key === "Enter" && !event.defaultPrevented) {
      event.preventDefault();
      const text = input.value.trim();
      if (text) go(places[0][0], text);
    }
  });
}

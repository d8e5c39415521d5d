// The editor of custom filters: rules as controls, and the text spelling beside them; each follows the other.

let made = 0;

export async function rules(root) {
  const form = root.closest("form");
  const area = form.querySelector("textarea[name=text]");
  const words = JSON.parse(root.dataset.words);
  const response = await fetch(root.dataset.rules);
  if (!response.ok) return;
  const schema = await response.json();
  const paths = pathsOf(schema);
  const id = `fields-${(made += 1)}`;
  const lists = document.createElement("div");
  lists.append(datalist(id, [...paths.values()].map((it) => it.label)));
  for (const [entity, names] of Object.entries(schema.values)) {
    const own = entity === schema.people ? [schema.words.me, ...names] : names;
    lists.append(datalist(`${id}-${entity}`, own));
  }
  const told = document.createElement("div");
  told.setAttribute("role", "status");
  const board = document.createElement("div");
  root.replaceChildren(lists, board, told);
  let tree = { kind: "all", members: [] };
  let asked = 0;

  /** Asks the server what a text or a tree comes to in the other spelling. */
  async function check(body) {
    const turn = (asked += 1);
    const answer = await fetch(root.dataset.check, { method: "POST", body: new URLSearchParams(body) });
    if (turn !== asked || !answer.ok) return null;
    const result = await answer.json();
    told.replaceChildren();
    // What the server said of the text that was sent is told here from now on.
    form.querySelector(".empty[role=alert]")?.remove();
    if (result.errors) {
      const marked = document.createElement("div");
      marked.innerHTML = result.marked; // The server's own markup, in which the text is escaped.
      told.append(marked, ...result.errors.map((text) => element("p", { className: "problem", textContent: text })));
    }
    return result;
  }

  const changed = async () => {
    const json = written(tree);
    if (!json) return;
    const result = await check({ tree: JSON.stringify(json) });
    if (result?.text !== undefined) area.value = result.tree.all?.length === 0 ? "" : result.text;
  };

  const typed = async () => {
    const result = await check({ text: area.value });
    if (result?.tree) {
      tree = read(result.tree);
      draw();
    }
  };

  let timer;
  area.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(typed, 250);
  });

  function draw(focus) {
    board.replaceChildren(group(tree, null));
    if (focus) board.querySelector(`[data-key="${focus}"]`)?.focus();
  }

  function group(node, parent) {
    const box = element("div", { className: "branch" });
    const kind = element("select");
    kind.setAttribute("aria-label", words.match);
    for (const name of ["all", "any"]) kind.append(element("option", { value: name, textContent: words[name] }));
    kind.value = node.kind;
    kind.addEventListener("change", () => {
      node.kind = kind.value;
      changed();
    });
    const head = element("div", { className: "head" });
    head.append(element("span", { textContent: node.not ? `${words.match} (${words.not})` : words.match }), kind);
    head.append(
      button(words.rule, () => add(node, blank())),
      button(words.branch, () => add(node, { kind: node.kind === "all" ? "any" : "all", members: [blank()] })),
    );
    if (parent) head.append(...tools(node, parent));
    box.append(head);
    for (const member of node.members) box.append(line(member, node));
    return box;
  }

  function add(node, member) {
    node.members.push(member);
    draw(member.key ?? member.members?.[0]?.key);
    changed();
  }

  function tools(node, parent) {
    return [
      button("+", () => {
        parent.members.splice(parent.members.indexOf(node) + 1, 0, copy(node));
        draw();
        changed();
      }, words.duplicate),
      button("×", () => {
        parent.members.splice(parent.members.indexOf(node), 1);
        draw();
        changed();
      }, words.delete),
    ];
  }

  function line(node, parent) {
    if (node.members) return group(node, parent);
    const row = element("div", { className: "line" });
    if (node.raw) {
      row.append(element("code", { textContent: JSON.stringify(node.raw), title: words["only-text"] }));
      row.append(element("span", { textContent: words["only-text"], className: "hint" }), element("span"));
    } else {
      row.append(fieldBox(node), operatorBox(node), valueBox(node));
    }
    const end = element("div", { className: "tools" });
    end.append(...tools(node, parent));
    row.append(end);
    return row;
  }

  function fieldBox(node) {
    const input = element("input", { placeholder: words.find, value: paths.get(node.field)?.label ?? node.field });
    input.setAttribute("list", id);
    input.setAttribute("aria-label", words.field);
    input.dataset.key = node.key;
    input.autocomplete = "off";
    input.addEventListener("focus", () => input.select());
    input.addEventListener("change", () => {
      const found = [...paths].find(([path, it]) => it.label === input.value || path === input.value);
      if (!found) {
        input.value = paths.get(node.field)?.label ?? node.field;
        return;
      }
      node.field = found[0];
      const operators = found[1].field.operators;
      if (!operators.includes(node.operator)) node.operator = first(operators);
      node.operand = {};
      draw(`${node.key}-value`);
      changed();
    });
    return input;
  }

  function operatorBox(node) {
    const select = element("select");
    select.setAttribute("aria-label", words.operator);
    const offered = paths.get(node.field)?.field.operators ?? [];
    for (const name of offered.includes(node.operator) ? offered : [...offered, node.operator]) {
      if (name) select.append(element("option", { value: name, textContent: schema.operators[name]?.label ?? name }));
    }
    select.value = node.operator;
    select.addEventListener("change", () => {
      const [was, now] = [needs(node.operator), needs(select.value)];
      node.operator = select.value;
      if (String(was) === "value" && String(now) === "values") {
        node.operand = { values: node.operand.value === undefined ? [] : [node.operand.value] };
      } else if (String(was) === "values" && String(now) === "value") {
        node.operand = { value: node.operand.values?.[0] };
      } else if (String(was) !== String(now)) node.operand = {};
      draw(`${node.key}-value`);
      changed();
    });
    return select;
  }

  function needs(operator) {
    return schema.operators[operator]?.needs ?? [];
  }

  function valueBox(node) {
    const field = paths.get(node.field)?.field ?? { type: "text" };
    const need = needs(node.operator);
    const box = element("div");
    if (need.includes("values")) box.append(several(node, field));
    else if (need.includes("value")) {
      box.append(scalar(field, node.operand.value, words.value, (value) => set(node, { value }), `${node.key}-value`));
    } else if (need.includes("from")) {
      box.className = "ends";
      const both = (part) => set(node, { ...node.operand, ...part });
      box.append(
        scalar(field, node.operand.from, words.from, (from) => both({ from }), `${node.key}-value`),
        scalar(field, node.operand.to, words.to, (to) => both({ to })),
      );
    } else if (need.includes("period")) box.append(period(node));
    else if (need.includes("length")) box.append(length(node));
    else if (need.includes("count")) {
      const count = element("input", { type: "number", min: "0", value: node.operand.count ?? 1 });
      count.setAttribute("aria-label", words.value);
      node.operand.count ??= 1;
      count.addEventListener("input", () => set(node, { ...node.operand, count: Number(count.value) || 0 }));
      box.append(count);
    }
    return box;
  }

  function set(node, operand) {
    node.operand = operand;
    changed();
  }

  /** A control for one value of a field. */
  function scalar(field, value, label, take, key) {
    if (field.type === "choice" || field.type === "yes_no") {
      const select = element("select");
      select.setAttribute("aria-label", label);
      select.append(element("option", { value: "", textContent: "…" }));
      const choices = field.choices ?? [["true", words.yes], ["false", words.no]];
      for (const [name, shown] of choices) select.append(element("option", { value: name, textContent: shown }));
      select.value = value ?? "";
      if (key) select.dataset.key = key;
      select.addEventListener("change", () => take(select.value));
      return select;
    }
    const input = element("input", { value: shown(value) });
    input.setAttribute("aria-label", label);
    input.autocomplete = "off";
    if (key) input.dataset.key = key;
    if (field.type === "date" || field.type === "date_time") input.type = "date";
    if (field.type === "number") input.inputMode = "decimal";
    if (field.to && schema.values[field.to]) input.setAttribute("list", `${id}-${field.to}`);
    input.addEventListener("change", () => take(meant(field, input.value)));
    return input;
  }

  function shown(value) {
    if (value?.word === "me") return schema.words.me;
    return value?.word ?? (value === undefined ? "" : String(value));
  }

  function meant(field, text) {
    if (field.to === schema.people && text === schema.words.me) return { word: "me" };
    return text;
  }

  /** Several values: each a chip, and a box that adds one. */
  function several(node, field) {
    const box = element("div", { className: "values" });
    const values = (node.operand.values ??= []);
    values.forEach((value, at) => {
      const chip = element("span", { className: "facet" });
      const label = field.choices?.find(([name]) => name === value)?.[1] ?? shown(value);
      const remove = button("×", () => {
        values.splice(at, 1);
        draw(`${node.key}-value`);
        changed();
      }, `${words.delete} ${label}`);
      chip.append(element("span", { textContent: label }), remove);
      box.append(chip);
    });
    const take = (value) => {
      if (value === "" || value === undefined) return;
      if (!values.some((it) => shown(it) === shown(value))) values.push(value);
      draw(`${node.key}-value`);
      changed();
    };
    const input = scalar(field, undefined, words.values, take, `${node.key}-value`);
    if (input.tagName === "INPUT") {
      input.placeholder = words.values;
      input.addEventListener("keydown", (event) => {
        if (event.key !== "Enter") return;
        event.preventDefault();
        take(meant(field, input.value.trim()));
      });
    }
    box.append(input);
    return box;
  }

  const UNITS = ["day", "week", "month", "quarter", "year"];

  function period(node) {
    const now = (node.operand.period ??= { which: "last", count: 30, unit: "day" });
    const which = element("select");
    for (const name of ["last", "this", "next"]) which.append(element("option", { value: name, textContent: words[name] }));
    which.value = now.which;
    which.setAttribute("aria-label", words.operator);
    which.dataset.key = `${node.key}-value`;
    const [count, unit] = stretch(now);
    count.hidden = now.which === "this";
    const take = () => {
      const counted = which.value !== "this";
      count.hidden = !counted;
      set(node, { period: { which: which.value, ...(counted && { count: Number(count.value) || 1 }), unit: unit.value } });
    };
    [which, count, unit].forEach((it) => it.addEventListener("change", take));
    const box = element("div", { className: "ends" });
    box.append(which, count, unit);
    changed();
    return box;
  }

  function length(node) {
    const now = (node.operand.length ??= { count: 30, unit: "day" });
    const [count, unit] = stretch(now);
    const take = () => set(node, { length: { count: Number(count.value) || 1, unit: unit.value } });
    [count, unit].forEach((it) => it.addEventListener("change", take));
    const box = element("div", { className: "ends" });
    box.append(count, unit);
    return box;
  }

  function stretch(now) {
    const count = element("input", { type: "number", min: "1", value: now.count ?? 1 });
    count.setAttribute("aria-label", words.value);
    const unit = element("select");
    unit.setAttribute("aria-label", words.value);
    for (const name of UNITS) unit.append(element("option", { value: name, textContent: words[name] }));
    unit.value = now.unit;
    return [count, unit];
  }

  function blank() {
    made += 1;
    const field = paths.has("lost_reason") ? "lost_reason" : [...paths.keys()][0];
    return { key: `rule-${made}`, field, operator: first(paths.get(field).field.operators), operand: {} };
  }

  function first(operators) {
    return ["equal", "contains", "in", "is_true"].find((it) => operators.includes(it)) ?? operators[0];
  }

  /** Turns a tree of the server into nodes that controls can hold. */
  function read(json) {
    const node = node_of(json);
    return node.members && !node.not ? node : { kind: "all", members: node.raw?.all ? [] : [node] };
  }

  function node_of(json) {
    for (const kind of ["all", "any"]) if (json[kind]) return { kind, members: json[kind].map(node_of) };
    if (json.not && (json.not.all || json.not.any)) return { ...node_of(json.not), not: true };
    const { field, operator, ...operand } = json;
    if (!field || operand.filter || !paths.has(field)) return { raw: json };
    made += 1;
    return { key: `rule-${made}`, field, operator, operand };
  }

  /** Turns nodes into a tree; nothing while a value is missing. */
  function written(node) {
    if (node.raw) return node.raw;
    if (node.members) {
      const members = node.members.map(written);
      if (members.some((it) => !it)) return null;
      const json = { [node.kind]: members };
      return node.not ? { not: json } : json;
    }
    const operand = {};
    for (const key of needs(node.operator)) {
      const value = node.operand[key];
      const missing = value === undefined || value === "" || (Array.isArray(value) && !value.length);
      if (missing && key === "filter") continue;
      if (missing) return null;
      operand[key] = value;
    }
    return { field: node.field, operator: node.operator, ...operand };
  }

  function copy(node) {
    made += 1;
    const twin = structuredClone(node);
    const fresh = (it) => {
      made += 1;
      if (it.key) it.key = `rule-${made}`;
      it.members?.forEach(fresh);
    };
    fresh(twin);
    return twin;
  }

  if (area.value.trim()) await typed();
  if (!tree.members.length) tree.members.push(blank());
  draw();
}

/** All fields, and those of what they lead to, by the way to them. */
function pathsOf(schema) {
  const paths = new Map();
  for (const field of schema.entities[schema.start].fields) {
    paths.set(field.name, { label: field.label, field });
  }
  for (const field of schema.entities[schema.start].fields) {
    for (const part of field.to ? schema.entities[field.to].fields : []) {
      if (part.name === "id") continue;
      paths.set(`${field.name}.${part.name}`, { label: `${field.label} › ${part.label}`, field: part });
    }
  }
  return paths;
}

function element(name, properties) {
  return Object.assign(document.createElement(name), properties);
}

function button(text, act, label) {
  const it = element("button", { type: "button", textContent: text, className: "quiet" });
  if (label) {
    it.setAttribute("aria-label", label);
    it.title = label;
  }
  it.addEventListener("click", act);
  return it;
}

function datalist(id, values) {
  const list = element("datalist", { id });
  list.append(...values.map((value) => element("option", { value })));
  return list;
}

// Cards that move between columns: dragged, or lifted with the keyboard.

/** Sends a card to a stage. */
async function move(card, stage, done) {
  const body = new URLSearchParams({ id: card.dataset.id, stage, back: location.pathname + location.search });
  const headers = { "x-winback-dialog": "1" };
  const response = await fetch("/actions/move", { method: "POST", body, headers }).catch(() => null);
  const isMoved = response?.status === 204;
  const answer = isMoved || !response ? "" : await response.text().catch(() => "");
  await done();
  if (!isMoved) {
    // Behind what is shown anew, which has its own of what is told.
    const problem = new DOMParser().parseFromString(answer, "text/html").querySelector("#main .problem");
    say(problem?.textContent ?? document.body.dataset.unanswered);
  }
  // A column shows its first cards; the one that was just moved stays in sight beside them.
  const column = [...document.querySelectorAll(".column[data-stage]")].find((it) => it.dataset.stage === stage);
  if (isMoved && !document.querySelector(`.card[data-id="${card.dataset.id}"]`)) {
    card.classList.remove("lifted");
    column?.querySelector(".cards")?.prepend(card);
  }
  const moved = document.querySelector(`.card[data-id="${card.dataset.id}"]`);
  if (moved) moved.focus();
}

function say(text) {
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.textContent = text;
  document.getElementById("toasts").append(toast);
  setTimeout(() => toast.remove(), 8000);
}

/** Tells who cannot see it what happens. */
function tell(board, text) {
  let live = board.parentElement.querySelector(".hidden[aria-live]");
  if (!live) {
    live = document.createElement("p");
    live.className = "hidden";
    live.setAttribute("aria-live", "assertive");
    board.before(live);
  }
  live.textContent = text;
}

export function board(board, done) {
  const columns = () => [...board.querySelectorAll(".column[data-stage]")];
  let dragged = null;
  board.addEventListener("dragstart", (event) => {
    dragged = event.target.closest(".card");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.id);
    dragged.classList.add("lifted");
  });
  board.addEventListener("dragend", () => {
    dragged?.classList.remove("lifted");
    columns().forEach((it) => it.classList.remove("over"));
    dragged = null;
  });
  board.addEventListener("dragover", (event) => {
    const column = event.target.closest(".column[data-stage]");
    columns().forEach((it) => it.classList.toggle("over", it === column));
    if (column && dragged) event.preventDefault();
  });
  board.addEventListener("drop", (event) => {
    const column = event.target.closest(".column[data-stage]");
    if (!column || !dragged) return;
    event.preventDefault();
    const card = dragged;
    const from = card.closest(".column");
    if (column === from) return;
    column.querySelector(".cards")?.prepend(card);
    move(card, column.dataset.stage, done);
  });

  let lifted = null;
  let home = null;
  const put = (card) => {
    card.classList.remove("lifted");
    card.removeAttribute("aria-grabbed");
    columns().forEach((it) => it.classList.remove("over"));
    lifted = null;
  };
  board.addEventListener("keydown", (event) => {
    const card = event.target;
    if (!card.matches?.(".card[draggable]")) return;
    if (!lifted && (event.key === " " || event.key === "Enter")) {
      event.preventDefault();
      if (event.key === "Enter") {
        card.querySelector("h3 a").click();
        return;
      }
      lifted = card;
      home = { column: card.closest(".column"), next: card.nextElementSibling };
      card.classList.add("lifted");
      tell(board, board.dataset.lifted);
      return;
    }
    if (!lifted) return;
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step) {
      event.preventDefault();
      const open = columns();
      const next = open[open.indexOf(card.closest(".column")) + step];
      if (next) {
        open.forEach((it) => it.classList.toggle("over", it === next));
        (next.querySelector(".cards") ?? next).prepend(card);
        card.focus();
        tell(board, board.dataset.over.replace("{}", next.dataset.stage));
      }
    } else if (event.key === " ") {
      event.preventDefault();
      const column = card.closest(".column");
      put(card);
      tell(board, board.dataset.dropped);
      if (column !== home.column) move(card, column.dataset.stage, done);
    } else if (event.key === "Escape" || event.key === "Tab") {
      if (event.key === "Escape") event.preventDefault();
      home.column.querySelector(".cards").insertBefore(card, home.next);
      put(card);
      card.focus();
      tell(board, board.dataset.cancelled);
    }
  });
}

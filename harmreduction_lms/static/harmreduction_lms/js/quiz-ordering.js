/* Adds buttons and dragging to ordering questions. The numbered selects stay what is sent: without this script
 * they are used directly. Every move is spoken by a live region. */

const ICONS = { up: "#hr-icon-up", down: "#hr-icon-down" };

function moveButton(direction, label) {
  const button = Object.assign(document.createElement("button"), { type: "button", ariaLabel: label });
  const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  icon.classList.add("hr-icon");
  icon.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", ICONS[direction]);
  icon.append(use);
  button.append(icon);
  return button;
}

function setUp(fieldset) {
  const text = fieldset.form.dataset;
  const select = (line) => line.querySelector("select");
  const name = (line) => line.querySelector("label").textContent.trim();
  const lines = () => [...fieldset.querySelectorAll("[data-quiz-line]")];
  const total = lines().length;
  const live = Object.assign(document.createElement("p"), { className: "hr-visually-hidden" });
  live.setAttribute("aria-live", "polite");
  const keep = Object.assign(document.createElement("button"), {
    type: "button",
    className: "hr-button hr-button--text",
    textContent: text.textKeep,
  });
  let dragged = null;

  const isNumbered = () => lines().every((line) => select(line).value !== "");

  function number() {
    lines().forEach((line, index) => { select(line).value = String(index + 1); });
    keep.hidden = true;
    select(lines()[0]).dispatchEvent(new Event("change", { bubbles: true }));
  }

  function place(line, index) {
    const others = lines().filter((other) => other !== line);
    if (index < 0 || index > others.length) return;
    if (index === others.length) others[index - 1].after(line);
    else others[index].before(line);
    number();
    const said = { line: name(line), place: index + 1, total };
    live.textContent = text.textMoved.replace(/\{(\w+)\}/g, (_all, key) => said[key]);
  }

  function addButtons(line) {
    const buttons = Object.assign(document.createElement("span"), { className: "hr-order__move" });
    for (const [direction, step] of [["up", -1], ["down", 1]]) {
      const label = text[direction === "up" ? "textUp" : "textDown"].replace("{line}", () => name(line));
      const button = moveButton(direction, label);
      button.addEventListener("click", () => {
        place(line, lines().indexOf(line) + step);
        button.focus();
      });
      buttons.append(button);
    }
    line.append(buttons);
  }

  function addDragging(line) {
    line.draggable = true;
    line.addEventListener("dragstart", (event) => {
      dragged = line;
      event.dataTransfer.effectAllowed = "move";
    });
    line.addEventListener("dragend", () => { dragged = null; });
    line.addEventListener("dragover", (event) => dragged && event.preventDefault());
    line.addEventListener("drop", (event) => {
      if (!dragged) return;
      event.preventDefault();
      place(dragged, lines().indexOf(line));
    });
  }

  const inOrder = isNumbered() && new Set(lines().map((line) => select(line).value)).size === total;
  if (inOrder) {
    const sorted = lines().sort((one, other) => Number(select(one).value) - Number(select(other).value));
    lines()[0].before(...sorted);
  }
  for (const line of lines()) {
    addButtons(line);
    addDragging(line);
  }
  keep.hidden = isNumbered();
  keep.addEventListener("click", number);
  fieldset.addEventListener("change", () => { keep.hidden = isNumbered(); });
  lines().at(-1).after(keep, live);
}

/* What is closed is only read. */
for (const fieldset of document.querySelectorAll("form[data-quiz] fieldset.hr-order:not([data-quiz-closed])")) setUp(fieldset);

/* Shows one question of a quiz at a time. Without this script all of them stand below one another; it stays one
 * form either way, so that handing in sends every answer. */

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

const button = (text, classname) => element("button", { type: "button", className: classname, textContent: text });

function isAnswered(item) {
  if (item.hasAttribute("data-quiz-closed")) return true;
  const fields = [...item.querySelectorAll("input:not([data-quiz-flag]):not([name^=certainty-]), select, textarea")];
  return fields.some((field) => (field.matches("[type=radio], [type=checkbox]") ? field.checked : field.value !== ""));
}

function setUp(form) {
  const text = form.dataset;
  const items = [...form.querySelectorAll("[data-quiz-item]")];
  const handIn = form.querySelector("[data-quiz-onward]");
  if (items.length < 2) return;

  const meter = element("progress", { className: "hr-meter", max: items.length });
  meter.setAttribute("aria-label", text.textOverview);
  const previous = button(text.textPrevious, "hr-button hr-button--quiet");
  const next = button(text.textNext, "hr-button");
  const links = items.map((item, index) => {
    const link = element("a", { href: `#${item.id}` });
    const position = item.id.replace("question-", "");
    const name = text.textPosition.replace("{position}", position).replace("{total}", text.total);
    link.append(element("span", { textContent: position, ariaHidden: "true" }));
    link.append(element("span", { className: "hr-visually-hidden", textContent: name }));
    return link;
  });
  const numbers = element("ol", { className: "hr-numbers" }, ...links.map((link) => element("li", {}, link)));
  const overview = element("nav", { ariaLabel: text.textOverview }, numbers);
  let here = 0;

  const isFlagged = (item) => Boolean(item.querySelector("[data-quiz-flag]:checked"));

  function markAnswered() {
    items.forEach((item, index) => {
      const isDone = isAnswered(item);
      const notes = [isDone && text.textAnswered, isFlagged(item) && text.textFlagged].filter(Boolean);
      links[index].parentElement.classList.toggle("is-done", isDone);
      links[index].parentElement.classList.toggle("is-flagged", isFlagged(item));
      links[index].title = notes.join(", ");
    });
  }

  function show(index, { focus = true, remember = true } = {}) {
    here = index;
    items.forEach((item, position) => { item.hidden = position !== here; });
    links.forEach((link, position) => {
      link.parentElement.classList.toggle("is-here", position === here);
      if (position === here) link.setAttribute("aria-current", "step");
      else link.removeAttribute("aria-current");
    });
    const isLast = here === items.length - 1;
    meter.value = here + 1;
    previous.hidden = here === 0;
    /* One main button at a time, always the first of its row: on a phone that one is within the thumb's reach. */
    if (isLast) next.replaceWith(handIn);
    else handIn.replaceWith(next);
    markAnswered();
    if (remember) history.replaceState(null, "", `#${items[here].id}`);
    if (focus) items[here].querySelector(".hr-question").focus();
  }

  previous.addEventListener("click", () => show(here - 1));
  next.addEventListener("click", () => show(here + 1));
  links.forEach((link, index) => link.addEventListener("click", (event) => {
    event.preventDefault();
    show(index);
  }));
  form.addEventListener("change", markAnswered);
  /* Return in a text field goes on; only the button hands in. */
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("input") || here === items.length - 1) return;
    event.preventDefault();
    show(here + 1);
  });

  items[0].parentElement.before(meter);
  /* Only here: below a whole paper, "Hand in" must not float over questions that are still open. */
  handIn.parentElement.classList.add("hr-row--reach");
  handIn.after(previous);
  form.append(overview);
  const target = document.getElementById(location.hash.slice(1));
  const asked = items.findIndex((item) => item.contains(target));
  /* An answer was checked: what is said about it comes first, and is read out. The address stays what it is,
   * or the browser, which goes to it once the page is complete, would take the focus away again. */
  const isFeedback = Boolean(target?.matches("[data-quiz-feedback]"));
  show(Math.max(asked, 0), { focus: asked > 0 && !isFeedback, remember: !isFeedback });
  if (isFeedback) target.focus();
}

for (const form of document.querySelectorAll("form[data-quiz]")) setUp(form);

/* Saves each answer of a quiz when it changes. Without this script answers are kept when the form is handed in.
 *
 * Saves go out one after the other. Each carries the sequence the server gave last and all that is known to be
 * saved, so that a save whose reply was lost can be repeated, and an older tab cannot overwrite a newer one. */

const TYPING_PAUSE = 800;
const FIRST_RETRY = 2000;
const LAST_RETRY = 30000;

class Refused extends Error {}
class SignedOut extends Error {}

const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const belongsTo = (name, item) =>
  [`item-${item}`, `certainty-${item}`, `flag-${item}`].includes(name) || name.startsWith(`item-${item}-`);

function setUp(form) {
  const status = form.querySelector("[data-quiz-saved]");
  const sequence = form.elements.namedItem("sequence");
  const waiting = new Set();
  let known = new FormData(form);
  let timer = 0;
  let running = null;
  let isOver = false;

  function say(text, state = "") {
    status.textContent = text;
    status.classList.toggle("is-done", state === "done");
    status.classList.toggle("is-error", state === "error");
  }

  /* What the server is known to have, with the newest answer to one item. */
  function snapshot(item) {
    const current = new FormData(form);
    const data = new FormData();
    for (const [name, value] of known) if (!belongsTo(name, item)) data.append(name, value);
    for (const [name, value] of current) if (belongsTo(name, item)) data.append(name, value);
    data.set("item", item);
    return data;
  }

  async function send(data) {
    data.set("sequence", sequence.value);
    data.set("csrfmiddlewaretoken", form.elements.namedItem("csrfmiddlewaretoken").value);
    const reply = await fetch(form.dataset.saveUrl, { method: "POST", body: data, redirect: "manual", keepalive: true });
    if (reply.type === "opaqueredirect" || reply.status === 403) throw new SignedOut();
    if (reply.status >= 500) throw new Error(String(reply.status));
    const answer = await reply.json();
    if (!reply.ok) throw new Refused(answer.error);
    return answer;
  }

  /* Signing in again changes the token a form must carry; the page itself has the new one. */
  async function renewToken() {
    const reply = await fetch(form.action);
    if (reply.redirected || !reply.ok) return;
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    const token = page.querySelector("form[data-quiz] [name=csrfmiddlewaretoken]");
    if (token) form.elements.namedItem("csrfmiddlewaretoken").value = token.value;
  }

  async function save(item) {
    const data = snapshot(item);
    for (let pause = FIRST_RETRY; ; pause = Math.min(pause * 2, LAST_RETRY)) {
      try {
        const { sequence: next, saved_at_display: time } = await send(data);
        sequence.value = next;
        known = data;
        say(form.dataset.textSaved.replace("{time}", time), "done");
        return;
      } catch (error) {
        if (error instanceof Refused) throw error;
        const isSignedOut = error instanceof SignedOut;
        say(isSignedOut ? form.dataset.textSignedOut : form.dataset.textRetry, "error");
        if (isOver) return;
        await wait(pause);
        if (isSignedOut) await renewToken().catch(() => {});
      }
    }
  }

  async function work() {
    try {
      while (waiting.size && !isOver) {
        const [item] = waiting;
        waiting.delete(item);
        say(form.dataset.textSaving);
        await save(item);
      }
    } catch (error) {
      isOver = true;
      say(error.message, "error");
      status.setAttribute("role", "alert");
    } finally {
      running = null;
    }
  }

  function flush() {
    clearTimeout(timer);
    if (!running && waiting.size && !isOver) running = work();
  }

  function changed(event, pause) {
    const item = event.target.closest("[data-quiz-item]");
    if (!item || isOver) return;
    waiting.add(item.dataset.quizItem);
    clearTimeout(timer);
    timer = setTimeout(flush, pause);
  }

  form.addEventListener("input", (event) => event.target.matches("[type=text], textarea") && changed(event, TYPING_PAUSE));
  form.addEventListener("change", (event) => changed(event, 0));
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && flush());

  /* Handing in sends everything. A save under way is waited for: its sequence must go with the form. */
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    isOver = true;
    if (!running) return;
    event.preventDefault();
    const { submitter } = event;
    running.finally(() => {
      /* `form.submit()` would leave out which button was pressed. */
      if (submitter) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: submitter.name, value: submitter.value }));
      form.submit();
    });
  });
}

for (const form of document.querySelectorAll("form[data-quiz]")) setUp(form);

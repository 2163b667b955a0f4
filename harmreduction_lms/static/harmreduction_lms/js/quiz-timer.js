/* Says how much time is left on a quiz with a deadline, by the server's clock, and hands in when it is over.
 * What was saved counts in any case: the server closes the attempt by itself. */

const ANNOUNCED_MINUTES = new Set([10, 5, 1]);

function setUp(form) {
  const text = form.dataset;
  const ahead = Date.parse(text.now) - Date.now();
  const deadline = Date.parse(text.deadline) - ahead;
  const shown = Object.assign(document.createElement("p"), { className: "hr-note" });
  shown.setAttribute("role", "timer");
  const live = Object.assign(document.createElement("p"), { className: "hr-visually-hidden" });
  live.setAttribute("aria-live", "polite");
  let last = null;

  function tick() {
    const left = deadline - Date.now();
    if (left <= 0) {
      /* The server's clock decides: where more time was given meanwhile, the page comes back with it. */
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "time_is_up", value: "1" }));
      form.requestSubmit();
      return;
    }
    const minutes = Math.floor(left / 60000);
    if (minutes !== last) {
      shown.textContent = minutes ? text.textLeft.replace("{minutes}", minutes) : text.textLast;
      if (last !== null && (ANNOUNCED_MINUTES.has(minutes) || minutes === 0)) live.textContent = shown.textContent;
      last = minutes;
    }
    setTimeout(tick, Math.min(left, 1000));
  }

  form.prepend(shown, live);
  tick();
}

for (const form of document.querySelectorAll("form[data-quiz][data-deadline]")) setUp(form);

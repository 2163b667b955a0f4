/* Ticks the steps somebody has done on a course or module page, and turns its button into "Continue: …".

   The page itself is the same for every visitor, so that caches may keep it; what is personal comes from a small
   private address. Without it (nobody signed in, no network, no script) the page stands as it is. */

async function readState(url) {
  const response = await fetch(url, { credentials: "same-origin", headers: { Accept: "application/json" } });
  const isJson = (response.headers.get("Content-Type") || "").startsWith("application/json");
  return response.ok && !response.redirected && isJson ? response.json() : null;
}

function tick(step) {
  step.classList.add("is-done");
  step.querySelector("[data-step-done]")?.removeAttribute("hidden");
}

function point(step) {
  step.classList.add("is-here");
  step.querySelector("a")?.setAttribute("aria-current", "step");
}

function renameAction(action, step) {
  const link = step.querySelector("a");
  const title = step.querySelector("[data-step-title]")?.textContent.trim();
  if (!link || !title) return;
  action.textContent = `${action.dataset.continueLabel} ${title}`;
  action.href = link.href;
}

function show(course, state) {
  if (!state?.enrolled) return;
  const done = new Set(state.done);
  const steps = [...course.querySelectorAll("[data-step-key]")];
  steps.filter((step) => done.has(step.dataset.stepKey)).forEach(tick);
  const next = steps.find((step) => "required" in step.dataset && !done.has(step.dataset.stepKey));
  if (!next || state.completed) return;
  point(next);
  const action = course.querySelector("[data-course-action]");
  if (action?.dataset.continueLabel) renameAction(action, next);
}

for (const course of document.querySelectorAll("[data-course][data-state-url]")) {
  readState(course.dataset.stateUrl)
    .then((state) => show(course, state))
    .catch(() => {});
}

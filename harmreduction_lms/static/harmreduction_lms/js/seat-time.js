/* Says now and then that somebody is reading, on lessons of courses whose credit asks for time.
 *
 * Only while the page can be seen and was used in the last minutes, or something on it plays. It sends no times: the
 * server's clock counts. Without this script the form stays visible, and pressing its button counts instead. */

const SIGNS = ["keydown", "pointerdown", "pointermove", "wheel", "touchmove", "scroll", "focusin", "selectionchange"];

function setUp(form) {
  const beatEvery = Number(form.dataset.beatSeconds) * 1000;
  const idleAfter = Number(form.dataset.idleSeconds) * 1000;
  let usedAt = performance.now();
  let sentAt = -Infinity;
  let isOver = false;

  const isPlaying = () => [...document.querySelectorAll("audio, video")].some((media) => !media.paused && !media.ended);
  const isUsed = () => performance.now() - usedAt < idleAfter || isPlaying();

  async function send() {
    sentAt = performance.now();
    try {
      const reply = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual", keepalive: true });
      /* Signed out, or open for too long: what was counted stays, and the page says how to go on. */
      if (reply.type === "opaqueredirect" || (reply.status >= 400 && reply.status < 500)) stop();
    } catch {
      /* No network: the next one may get through. */
    }
  }

  function stop() {
    isOver = true;
    document.querySelector("[data-seat-time-stopped]")?.removeAttribute("hidden");
  }

  function beat(pause = beatEvery) {
    if (!isOver && document.visibilityState === "visible" && isUsed() && performance.now() - sentAt >= pause) send();
  }

  function use() {
    usedAt = performance.now();
    beat();
  }

  form.hidden = true;
  for (const field of document.querySelectorAll("[data-by-hand]")) field.remove();
  for (const sign of SIGNS) document.addEventListener(sign, use, { capture: true, passive: true });
  document.addEventListener("visibilitychange", use);
  setInterval(beat, 1000);
  beat();
}

for (const form of document.querySelectorAll("form[data-seat-time]")) setUp(form);

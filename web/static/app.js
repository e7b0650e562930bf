/* Extras only: every page works without this file. No eval, no inline handlers, nothing from elsewhere. */
"use strict";

(() => {
  const POLL = 15_000;
  const PRESENCE = 5 * 60_000;
  const UNDO = 12_000; // a little longer than a reply can be taken back

  // A choice in the filters applies at once.
  for (const form of document.querySelectorAll("form[data-autosubmit]")) {
    form.addEventListener("change", (event) => {
      if (event.target.matches("select")) form.requestSubmit();
    });
  }

  // A reply that was begun is not left by a slip of the mouse.
  const reply = document.getElementById("teks");
  if (reply && reply.form && reply.form.id === "tulis") {
    window.addEventListener("beforeunload", (event) => {
      if (reply.value.trim() && !reply.form.dataset.sent) event.preventDefault();
    });
  }

  // A second click on a button that is already at work does nothing.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    for (const button of form.querySelectorAll("button")) button.setAttribute("aria-disabled", "true");
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      for (const button of form.querySelectorAll("button")) button.removeAttribute("aria-disabled");
    }
  });

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }

  // Copies a prepared text; without this it is marked and copied by hand.
  for (const button of document.querySelectorAll("[data-copy]")) {
    if (!navigator.clipboard) continue; // only where the page came over TLS or from this machine
    button.hidden = false;
    button.addEventListener("click", async () => {
      const text = document.getElementById(button.dataset.copy);
      text.select();
      await navigator.clipboard.writeText(text.value);
      button.textContent = button.dataset.copied;
    });
  }

  // The list never moves by itself: a line says how many cases changed, and offers to show them.
  const changes = document.getElementById("changes");
  if (changes) {
    let pause = POLL;
    let touched = Date.now();
    for (const sign of ["pointermove", "keydown", "scroll"]) {
      addEventListener(sign, () => { touched = Date.now(); }, { passive: true });
    }
    // Asking keeps the session awake, so only somebody who is there may ask.
    const present = () => !document.hidden && Date.now() - touched < PRESENCE;
    const ask = async () => {
      if (present()) {
        try {
          const answer = await fetch(`/kasus/perubahan?sejak=${changes.dataset.since}`, { redirect: "manual" });
          if (answer.type === "opaqueredirect") {
            changes.textContent = changes.dataset.ended;
            return;
          }
          if (answer.status === 200) {
            changes.textContent = await answer.text();
            document.getElementById("changes-show").hidden = false;
          }
          pause = POLL;
        } catch {
          pause = Math.min(pause * 2, 16 * POLL);
        }
      }
      setTimeout(ask, pause);
    };
    setTimeout(ask, POLL);
  }

  // Once a reply can no longer be taken back, show what became of it, unless somebody is writing.
  if (document.querySelector("[data-pending]")) {
    setTimeout(() => {
      const text = document.getElementById("teks");
      if (!text || !text.value) location.replace(location.pathname);
    }, UNDO);
  }
})();

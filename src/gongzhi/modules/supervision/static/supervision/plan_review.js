/* The review page: both sides scroll together, keys move between tasks, a click in the text is where to split. */
(() => {
  "use strict";
  const review = document.getElementById("review");
  if (!review) return;
  const $ = (selector, root = review) => root.querySelector(selector);
  const $$ = (selector, root = review) => [...root.querySelectorAll(selector)];
  const left = $("#plan-document"), right = $("#plan-tasks");
  const narrow = matchMedia("(max-width: 767.98px)");
  let here = "", cut = null;

  // the page is as high as what is left of the window under whatever stands above it
  const fit = () => { review.style.height = narrow.matches ? "" : `${innerHeight - review.getBoundingClientRect().top - scrollY - 4}px`; };
  addEventListener("resize", fit);
  fit();

  // where we stand ---------------------------------------------------------------------------------
  const cards = () => $$(".card-item", right).filter((card) => card.offsetParent);
  const card = (key = here) => (key ? right.querySelector(`#item-${CSS.escape(key)}`) : null);
  const marks = (key = here) => (key ? $$(`mark[data-item="${CSS.escape(key)}"]`, left) : []);
  function bring(element, pane) {
    if (!element || !element.offsetParent) return;
    if (narrow.matches) { element.scrollIntoView({ block: "center" }); return; }
    const own = element.getBoundingClientRect(), box = pane.getBoundingClientRect();
    driven = pane;
    pane.scrollTop += own.top - box.top - Math.min(96, box.height / 4);
  }
  function stand(key, { scroll = true, focus = true } = {}) {
    $$(".here").forEach((one) => one.classList.remove("here"));
    here = String(key || "");
    if (cut?.key !== here) dropCaret();
    card()?.classList.add("here");
    marks().forEach((mark) => mark.classList.add("here"));
    if (scroll) { bring(card(), right); bring(marks()[0], left); }
    if (focus && scroll) card()?.focus({ preventScroll: true });
  }
  function move(step, wanted = () => true) {
    const all = cards(), at = all.findIndex((one) => one.dataset.item === here);
    for (let n = at < 0 && step < 0 ? all.length - 1 : at + step; n >= 0 && n < all.length; n += step)
      if (wanted(all[n])) return stand(all[n].dataset.item);
    return undefined;
  }

  // both sides scroll together ---------------------------------------------------------------------
  let driven = null, waiting = false;
  function follow(from) {
    if (narrow.matches || waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      if (driven === from) { driven = null; return; } // this scroll was ours
      const line = from.getBoundingClientRect().top + 100;
      const found = (from === right ? cards() : $$("mark", left)).find((one) => one.getBoundingClientRect().bottom > line);
      if (!found) return;
      const to = from === right ? left : right;
      const other = from === right ? marks(found.dataset.item)[0] : card(found.dataset.item);
      if (!other || !other.offsetParent) return;
      const shift = other.getBoundingClientRect().top - to.getBoundingClientRect().top - (found.getBoundingClientRect().top - from.getBoundingClientRect().top);
      if (Math.abs(shift) > 4) { driven = to; to.scrollTop += shift; }
    });
  }
  [left, right].forEach((pane) => pane.addEventListener("scroll", () => follow(pane), { passive: true }));

  // clicks -----------------------------------------------------------------------------------------
  review.addEventListener("click", (event) => {
    const mark = event.target.closest("mark[data-item]");
    if (mark) {
      stand(mark.dataset.item, { scroll: false });
      if (narrow.matches) show("tasks");
      return bring(card(), right);
    }
    const view = event.target.closest("[data-show]");
    if (view) return show(view.dataset.show);
    if (event.target.closest("[data-doubts]")) return onlyDoubts(!review.classList.contains("only-doubts"));
    if (event.target.closest("[data-help]")) return document.getElementById("review-help").showModal();
    const row = event.target.closest("[data-clear-row]");
    if (row) return clearRow(row);
    const one = event.target.closest(".card-item");
    if (!one) return undefined;
    const text = event.target.closest("[data-text]");
    stand(one.dataset.item, { scroll: false });
    if (text) caretAt(text, one);
    const button = event.target.closest("[data-do], [data-settle]");
    if (button) return "settle" in button.dataset ? settle(button) : act(one, button);
    if (!event.target.closest("button, a, input, select, textarea, .ts-wrapper")) bring(marks()[0], left);
    return undefined;
  });
  function clearRow(button) {
    const row = button.closest("tr");
    row.querySelectorAll("input:not([type=checkbox])").forEach((input) => { input.value = ""; });
    row.hidden = true;
  }
  function show(view) {
    review.dataset.view = view;
    $$("[data-show]").forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.show === view)));
    document.dispatchEvent(new CustomEvent("plan-shown", { detail: view }));
    if (view === "lint") return;
    if (view === "document") marks()[0]?.scrollIntoView({ block: "center" });
    else card()?.scrollIntoView({ block: "start" });
  }
  function onlyDoubts(on) {
    review.classList.toggle("only-doubts", on);
    $("[data-doubts]").setAttribute("aria-pressed", String(on));
    if (on) (card()?.dataset.state === "doubtful" ? stand(here) : move(1));
  }

  // splitting where the reader clicked -------------------------------------------------------------
  function caretAt(text, one) {
    dropCaret();
    const chosen = getSelection();
    if (!chosen.rangeCount || !text.contains(chosen.anchorNode)) return;
    const range = document.createRange();
    range.selectNodeContents(text);
    range.setEnd(chosen.anchorNode, chosen.anchorOffset);
    cut = { key: one.dataset.item, at: [...range.toString()].length };
    range.collapse(false);
    const box = range.getClientRects()[0], outer = one.getBoundingClientRect();
    if (!box) return;
    const caret = document.createElement("span");
    caret.className = "caret";
    Object.assign(caret.style, { left: `${box.left - outer.left - 1}px`, top: `${box.top - outer.top}px`, height: `${box.height}px` });
    one.append(caret);
  }
  function dropCaret() { cut = null; $$(".caret").forEach((caret) => caret.remove()); }

  // what the buttons of a card do: their addresses follow from the card, so that 147 cards stay light ---
  const base = review.dataset.base;
  function act(one, button) {
    const key = one.dataset.item, what = button.dataset.do, target = `#item-${key}`;
    if (what === "edit") return htmx.ajax("GET", `${base}items/${key}/edit`, { source: button, target, swap: "outerHTML" });
    if (what === "add") return htmx.ajax("GET", `${base}items/add?after=${key}`, { source: button, target: "#dialog-body" });
    const values = { version: one.dataset.version };
    if (what === "split" && cut?.key === key) values.cut = cut.at;
    if (what === "parts") values.suggested = "1";
    return htmx.ajax("POST", `${base}items/${key}/${button.dataset.verb}`, { source: button, swap: "none", values });
  }
  function settle(button) {
    const box = button.closest("[data-name]"), name = box.dataset.name, [kind, number] = button.dataset.settle.split(":");
    if (!kind) {
      const leader = "leader" in box.dataset ? "&leader=1" : "";
      return htmx.ajax("GET", `${base}settle/other?name=${encodeURIComponent(name)}${leader}`, { source: button, target: "#dialog-body" });
    }
    const values = { name, kind, key: number };
    if (box.querySelector("[data-remember]:checked")) values.remember = "1";
    return htmx.ajax("POST", `${base}settle`, { source: button, swap: "none", values });
  }

  // keys -------------------------------------------------------------------------------------------
  function undo() { // not a click: just after an answer the new button has not been dressed by htmx yet
    const button = $("[data-undo]");
    if (!button.disabled) htmx.ajax("POST", `${base}undo`, { source: button, swap: "none" });
  }
  const press = (what) => card()?.querySelector(`[data-do=${what}]`)?.click();
  const keys = {
    j: () => move(1), k: () => move(-1),
    d: () => move(1, (one) => one.dataset.state === "doubtful"),
    a: () => press("accept"), e: () => press("edit"), s: () => press("split"), m: () => press("merge"),
    Delete: () => press("remove"), u: undo,
    "?": () => document.getElementById("review-help").showModal(),
  };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable], .ts-control, dialog");
    const form = event.key === "Escape" && !event.target.closest(".ts-wrapper") && event.target.closest(".editing form");
    if (form && form.dataset.dirty !== "1") return form.querySelector("[data-cancel]").click(); // nothing typed is lost
    if (typing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return undefined;
    const asked = new CustomEvent("plan-key", { detail: event.key, cancelable: true });
    const act = document.dispatchEvent(asked) ? keys[event.key] : () => undefined; // the findings come first where they are shown
    if (!act) return undefined;
    event.preventDefault();
    event.stopImmediatePropagation();
    return act();
  }, true);

  // answers ----------------------------------------------------------------------------------------
  document.addEventListener("plan-states", (event) => {
    for (const [key, state] of Object.entries(event.detail.states)) marks(key).forEach((mark) => { mark.dataset.state = state; });
    const accepted = event.detail.states[here] === "accepted";
    setTimeout(() => (accepted ? move(1) ?? stand(here, { scroll: false }) : stand(here, { scroll: false, focus: false })));
  });
  document.addEventListener("plan-passed", (event) => {
    for (const [key, version] of Object.entries(event.detail.versions)) {
      const one = card(key), state = one?.querySelector(".mark-state"), button = one?.querySelector("[data-do=accept]");
      marks(key).forEach((mark) => { mark.dataset.state = "accepted"; });
      if (!one || !state || !button) continue;
      Object.assign(one.dataset, { state: "accepted", version });
      state.className = "mark-state accepted";
      state.textContent = "已核对";
      button.dataset.verb = "unaccept";
      button.textContent = "取消核对";
    }
  });
  document.addEventListener("plan-chosen", (event) => setTimeout(() => { keepFilter(); stand(event.detail.item || here); }));
  function keepFilter() { $("[data-doubts]").setAttribute("aria-pressed", String(review.classList.contains("only-doubts"))); }
  document.addEventListener("htmx:oobAfterSwap", keepFilter);
  document.addEventListener("htmx:afterSwap", (event) => {
    const form = event.detail.target.closest?.(".card-item.editing") || (card()?.classList.contains("editing") ? card() : null);
    form?.querySelector("textarea")?.focus({ preventScroll: false });
  });

  document.addEventListener("plan-edit", (event) => { stand(event.detail.item); if (!card()?.classList.contains("editing")) press("edit"); });

  // at the start -----------------------------------------------------------------------------------
  const asked = /^#item-(\d+)$/.exec(location.hash);
  if (location.hash === "#doubts") onlyDoubts(true);
  if (asked) setTimeout(() => stand(asked[1]));
})();

// a step may answer with a card that this page no longer holds: what has no place here is left out
document.addEventListener("htmx:beforeSwap", (event) => {
  const held = document.createElement("template");
  held.innerHTML = event.detail.serverResponse || "";
  const lost = [...held.content.querySelectorAll('[hx-swap-oob="delete"], [hx-swap-oob="true"]')].filter((one) => one.id && !document.getElementById(one.id));
  if (!lost.length) return;
  lost.forEach((one) => one.remove());
  event.detail.serverResponse = held.innerHTML;
});

/* 体检 in the review page: a place of a finding is shown in the document, keys judge, a tab beside the tasks. */
(() => {
  "use strict";
  const review = document.getElementById("review"), panel = document.getElementById("plan-lint");
  if (!review || !panel) return;
  const left = document.getElementById("plan-document");
  const narrow = matchMedia("(max-width: 767.98px)");
  const findings = () => [...panel.querySelectorAll(".finding")].filter((one) => !one.hidden && !one.closest("details:not([open])"));
  let here = "", kind = "", stale = false, wait = null;

  // where a span of the text stands on the page ----------------------------------------------------
  function holder(at) {
    const starts = [...left.querySelectorAll("[id^=at], [data-at]")].filter((one) => one.tagName !== "TR");
    let found = null, best = -1;
    for (const one of starts) {
      const start = Number(one.dataset.at ?? one.id.slice(2));
      if (start <= at && start >= best) [found, best] = [one, start];
    }
    return [found, best];
  }
  function rangeOf(start, end) {
    const [element, begin] = holder(start);
    if (!element) return [null, null];
    const range = document.createRange();
    let at = begin, opened = false;
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.nodeName === "BR") { at += 1; continue; }
      if (node.nodeType !== Node.TEXT_NODE) continue;
      const letters = [...node.data], next = at + letters.length;
      const place = (wanted) => letters.slice(0, Math.max(0, wanted - at)).join("").length;
      if (!opened && start < next) { range.setStart(node, place(start)); opened = true; }
      if (opened) range.setEnd(node, place(Math.min(end, next)));
      if (end <= next) break;
      at = next;
    }
    return [element, opened ? range : null];
  }
  function showSpots(finding, chosen) {
    const ranges = [];
    let goal = null;
    finding.querySelectorAll("[data-spot]").forEach((spot) => {
      const [element, range] = rangeOf(Number(spot.dataset.start), Number(spot.dataset.end));
      if (range) ranges.push(range);
      if (spot === chosen) goal = { element, box: (range ?? element)?.getBoundingClientRect() };
    });
    if (window.Highlight && CSS.highlights) CSS.highlights.set("finding", new Highlight(...ranges));
    else if (goal?.element) { goal.element.classList.add("doc-flash"); setTimeout(() => goal.element.classList.remove("doc-flash"), 1500); }
    if (!goal?.box) return;
    if (narrow.matches) scrollBy({ top: goal.box.top - innerHeight / 3 });
    else left.scrollTop += goal.box.top - left.getBoundingClientRect().top - left.clientHeight / 3;
  }
  function stand(finding, spot, { scroll = true } = {}) {
    panel.querySelectorAll(".here").forEach((one) => one.classList.remove("here"));
    if (!finding) { here = ""; return; }
    here = finding.dataset.finding;
    finding.classList.add("here");
    const chosen = spot ?? finding.querySelector("[data-spot]");
    chosen?.classList.add("here");
    if (scroll) finding.scrollIntoView({ block: "nearest" });
    if (chosen && !narrow.matches) showSpots(finding, chosen);
    finding.focus({ preventScroll: true });
  }
  const current = () => findings().find((one) => one.dataset.finding === here);
  function move(step) {
    const all = findings(), at = all.indexOf(current());
    stand(all[Math.min(Math.max(at + step, 0), all.length - 1)]);
  }

  // clicks -----------------------------------------------------------------------------------------
  panel.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-kind].lint-kind");
    if (chip) return only(chip.dataset.kind === kind ? "" : chip.dataset.kind);
    const finding = event.target.closest(".finding");
    if (!finding) return undefined;
    const edit = event.target.closest("[data-lint=edit]");
    if (edit) return change(edit.dataset.item);
    const spot = event.target.closest("[data-spot]");
    stand(finding, spot, { scroll: false });
    if (spot && narrow.matches) { view("document"); showSpots(finding, spot); }
    return undefined;
  });
  function only(chosen) {
    kind = chosen;
    panel.querySelectorAll(".lint-kind").forEach((one) => one.setAttribute("aria-pressed", String(one.dataset.kind === kind)));
    panel.querySelectorAll(".finding").forEach((one) => { one.hidden = Boolean(kind) && one.dataset.kind !== kind; });
  }
  const view = (name) => review.querySelector(`[data-show=${name}]`).click();
  function change(item) {
    view("tasks");
    document.dispatchEvent(new CustomEvent("plan-edit", { detail: { item } }));
  }

  // keys: plan_review.js asks here first ------------------------------------------------------------
  const press = (what) => current()?.querySelector(`[data-lint=${what}]`)?.click();
  const keys = { j: () => move(1), k: () => move(-1), a: () => press("accept"), x: () => press("dismiss"), e: () => press("edit") };
  document.addEventListener("plan-key", (event) => {
    if (event.detail === "l") { view(review.dataset.view === "lint" ? "tasks" : "lint"); event.preventDefault(); return; }
    if (review.dataset.view !== "lint") return;
    if (keys[event.detail]) keys[event.detail]();
    if (keys[event.detail] || ["d", "s", "m", "Delete"].includes(event.detail)) event.preventDefault();
  });

  // what changed in the tasks may change the findings -----------------------------------------------
  function again() {
    stale = true;
    clearTimeout(wait);
    if (review.dataset.view === "lint") wait = setTimeout(load, 150);
  }
  function load() { if (stale) { stale = false; htmx.trigger(panel, "plan-lint"); } }
  ["plan-states", "plan-chosen"].forEach((name) => document.addEventListener(name, again));
  document.addEventListener("plan-shown", (event) => { if (event.detail === "lint") { load(); if (!here) move(1); } else CSS.highlights?.delete("finding"); });
  document.addEventListener("plan-judged", () => htmx.ajax("GET", `${review.dataset.base}bar`, { target: "#plan-bar", swap: "outerHTML" }));
  panel.addEventListener("htmx:beforeSwap", () => { panel.dataset.at = String(findings().indexOf(current())); });
  const undecided = (finding) => (finding && !("judged" in finding.dataset) ? finding : null);
  panel.addEventListener("htmx:afterSettle", () => {
    only(panel.querySelector(`.lint-kind[data-kind="${CSS.escape(kind || "-")}"]`) ? kind : "");
    if (review.dataset.view !== "lint") return;
    const all = findings(), at = Number(panel.dataset.at || 0);
    stand(undecided(current()) ?? all[Math.min(Math.max(at, 0), all.length - 1)]);
  });
  if (location.hash === "#lint") setTimeout(() => view("lint"));
})();

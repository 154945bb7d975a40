/* The table on which a county is set up: filter, move by keys, merge, count, keep what is typed. Works without it. */
(() => {
  "use strict";
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  document.addEventListener("change", (event) => {
    const all = event.target.dataset?.all;
    if (all) $$(`input[name="${all}"]`, event.target.form).forEach((box) => { box.checked = event.target.checked; });
  });
  const form = document.getElementById("founding");
  if (!form) return;
  const rows = $$(".founding-units tr[data-row]", form);
  const cell = (row, field) => row.querySelector(`[name$=":${field}"]`);

  // which rows are shown ---------------------------------------------------------------------------
  let kind = "", words = "";
  function sift() {
    rows.forEach((row) => {
      const text = $$("input.cell", row).map((one) => one.value).join(" ");
      row.classList.toggle("out", !((!kind || row.dataset.kind === kind) && (!words || text.includes(words))));
    });
  }
  form.addEventListener("click", (event) => {
    const chip = event.target.closest("button[data-kind]");
    if (chip) {
      kind = chip.dataset.kind;
      $$("button[data-kind]", form).forEach((one) => one.setAttribute("aria-pressed", String(one === chip)));
      sift();
    }
    const merge = event.target.closest("[data-merge]");
    if (merge) {
      const row = rows.find((one) => one.dataset.key === merge.dataset.merge), into = cell(row, "merge");
      into.value = into.value ? "" : merge.dataset.into;
      merge.textContent = into.value ? "不合并" : "合并";
      into.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
  const find = form.querySelector("[data-find]");
  find?.addEventListener("input", () => { words = find.value.trim(); sift(); });

  // how a row stands, and how many there are -----------------------------------------------------------
  const kept = (box) => box.checked;
  function stand() {
    let units = 0;
    rows.forEach((row) => {
      const on = kept(cell(row, "keep")), merged = Boolean(cell(row, "merge")?.value.trim());
      const named = Boolean(cell(row, "name").value.trim() || cell(row, "short").value.trim());
      row.classList.toggle("off", !on);
      row.classList.toggle("merged", merged);
      units += on && !merged && named;
    });
    const counts = { unit: units };
    ["group", "leader", "leading"].forEach((sort) => {
      counts[sort] = $$(`input[name^="${sort}:"][name$=":keep"]`, form).filter(kept).length;
    });
    Object.entries(counts).forEach(([sort, count]) => { form.querySelector(`[data-tally="${sort}"]`).textContent = count; });
    $$("details.many").forEach((one) => {
      one.querySelector("summary").firstChild.textContent = `${one.querySelector("select").selectedOptions.length}个单位`;
    });
  }

  // up and down in one column, as in a spreadsheet -------------------------------------------------------
  form.addEventListener("keydown", (event) => {
    const input = event.target;
    const step = { ArrowUp: -1, ArrowDown: 1, Enter: event.shiftKey ? -1 : 1 }[event.key];
    if (event.key === "Enter" && input.tagName === "INPUT") event.preventDefault(); // only the button confirms
    if (!step || !input.closest("tr") || input.tagName === "SELECT" || input.getAttribute("list") && event.key !== "Enter") return;
    const field = input.name.split(":")[2], table = input.closest("tbody");
    const column = $$(`[name$=":${field}"]`, table).filter((one) => one.offsetParent);
    const next = column[column.indexOf(input) + step];
    if (next) { event.preventDefault(); next.focus(); next.select?.(); }
  });

  // the draft -----------------------------------------------------------------------------------------
  const said = form.querySelector("[data-saved]");
  let timer = 0, going = false;
  async function save() {
    try {
      const answer = await fetch(form.dataset.draftUrl, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
      said.textContent = answer.ok ? `已保存 ${(await answer.json()).saved}` : "没有保存成功，请不要关闭页面";
    } catch { said.textContent = "网络不通，没有保存"; }
  }
  function typed() {
    stand();
    clearTimeout(timer);
    if (!going) timer = setTimeout(save, 1200);
  }
  form.addEventListener("input", typed);
  form.addEventListener("change", typed);
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    going = true;
    setTimeout(() => { form.querySelector("[data-go]").disabled = true; });
  });
  window.addEventListener("pageshow", () => { form.querySelector("[data-go]").disabled = false; going = false; });
  stand();
})();

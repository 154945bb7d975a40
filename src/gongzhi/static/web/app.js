/* Behaviour of the pages, on top of htmx, Tabler and Tom Select. Every page works without it. */
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  document.documentElement.classList.add("js");
  const user = document.body.dataset.user || "0";

  // messages -------------------------------------------------------------------------------------
  function toast(text, level = "info") {
    const note = $("#toast-template").content.firstElementChild.cloneNode(true);
    note.className = `note-toast note-${level}`;
    note.setAttribute("role", level === "error" ? "alert" : "status");
    $("[data-text]", note).textContent = text;
    const use = $("use", note), icons = { success: "circle-check", error: "alert-octagon", warning: "alert-triangle" };
    use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${icons[level] || "info-circle"}`));
    $("#toasts").append(note);
    if (level === "success" || level === "info") setTimeout(() => note.remove(), 8000);
  }
  on("toast", (event) => event.detail.items.forEach((item) => toast(item.text, item.level)));

  function on(name, act) { document.addEventListener(name, act); }

  // dialogs --------------------------------------------------------------------------------------
  function ask(text, go) {
    const box = $("#confirm");
    $("[data-text]", box).textContent = text;
    box.returnValue = "";
    box.onclose = () => { if (box.returnValue === "yes") go(); };
    box.showModal();
  }
  on("htmx:confirm", (event) => {
    if (!event.detail.question) return;
    event.preventDefault();
    ask(event.detail.question, () => event.detail.issueRequest(true));
  });
  on("submit", (event) => {
    const form = event.target, by = event.submitter, text = by?.dataset.confirm || form.dataset.confirm;
    if (!text || form.dataset.asked) return;
    event.preventDefault();
    ask(text, () => { form.dataset.asked = "1"; form.requestSubmit(by); delete form.dataset.asked; });
  });
  const leave = "表单里还有没提交的内容。确定离开吗？";
  function closeDialog(dialog, sure = false) {
    if (!sure && $$("form[data-guard]", dialog).some(dirty)) return ask(leave, () => closeDialog(dialog, true));
    dialog.close();
    if (dialog.id === "dialog") $("#dialog-body").replaceChildren();
  }
  // after the answer is in the page: what it swaps elsewhere is looked for from the form that was sent
  on("close-dialog", () => setTimeout(() => $$("dialog[open]").forEach((dialog) => closeDialog(dialog, true))));
  document.addEventListener("cancel", (event) => {
    if (event.target.id === "dialog") { event.preventDefault(); closeDialog(event.target); }
  }, true);

  // a session that ended: sign in over the page, then go on ----------------------------------------
  function signIn() {
    htmx.ajax("GET", `${document.body.dataset.login}?inline=1`, "#signed-out-body");
    if (!$("#signed-out").open) $("#signed-out").showModal();
  }
  function renew(token) {
    $$("input[name=csrfmiddlewaretoken]").forEach((input) => { input.value = token; });
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
  }
  on("new-token", (event) => renew(event.detail.token));
  on("signed-in", (event) => {
    renew(event.detail.token);
    if (String(event.detail.user) !== user) return location.reload(); // somebody else: their page, not this one
    $("#signed-out").close();
    toast("已登录，请再提交一次。", "success");
  });

  // htmx: indicator, errors, empty parameters ------------------------------------------------------
  let waiting = 0, shown;
  const quiet = (event) => event.detail.elt.closest("[data-quiet]");
  on("htmx:beforeRequest", (event) => {
    if (quiet(event)) return;
    if ($(".drop-list .bad", event.detail.elt)) { // two hundred megabytes are not sent to be refused
      event.preventDefault();
      toast("有文件超过上限，没有提交。请换一个小一些的文件，或压缩、拆分后再传。", "error");
      return;
    }
    waiting += 1;
    shown = shown || setTimeout(() => { $("#busy").hidden = false; }, 300);
    lock(event.detail.elt, true);
  });
  on("htmx:afterRequest", (event) => {
    if (quiet(event)) return;
    waiting -= 1;
    lock(event.detail.elt, false);
    if (waiting <= 0) { clearTimeout(shown); shown = undefined; waiting = 0; $("#busy").hidden = true; }
    if (event.detail.successful && event.detail.elt.matches("form[data-guard]")) forget(event.detail.elt);
  });
  on("htmx:responseError", (event) => {
    const answer = event.detail.xhr;
    if (answer.status === 401) return signIn();
    if (!answer.getResponseHeader("HX-Trigger")) toast(`没有办成（${answer.status}）。请稍后再试。`, "error");
  });
  on("htmx:sendError", () => toast("网络不通，没有办成。您填写的内容还在，请稍后再试。", "error"));
  on("htmx:timeout", () => toast("等待太久，请稍后再试。", "error"));
  on("htmx:configRequest", (event) => {
    if (!event.detail.elt.matches("[data-tidy]")) return;
    for (const [name, value] of [...event.detail.formData.entries()]) if (value === "") event.detail.formData.delete(name);
  });
  on("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "dialog-body" && !$("#dialog").open) $("#dialog").showModal();
  });

  // one press is enough ----------------------------------------------------------------------------
  function lock(element, busy) {
    const form = element.closest("form");
    const buttons = form && element === form ? $$("button[type=submit], button:not([type])", form) : element.matches("button") ? [element] : [];
    buttons.forEach((button) => { button.disabled = busy; button.setAttribute("aria-busy", String(busy)); });
  }
  on("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) return;
    setTimeout(() => lock(form, true)); // after the browser has read the pressed button
    setTimeout(() => lock(form, false), 10000);
  });
  addEventListener("pageshow", () => $$("button[aria-busy=true]").forEach((button) => { button.disabled = false; button.ariaBusy = "false"; }));

  // nothing typed is lost --------------------------------------------------------------------------
  const draftKey = (area) => `draft:${user}:${new URL(area.form?.action || location, location).pathname}:${area.name}`;
  function dirty(form) { return form.dataset.dirty === "1"; }
  function forget(form) {
    delete form.dataset.dirty;
    $$("[data-draft]", form).forEach((area) => localStorage.removeItem(draftKey(area)));
  }
  on("input", (event) => {
    const area = event.target, form = area.closest?.("form[data-guard]");
    if (form) form.dataset.dirty = "1";
    if (area.matches("[data-draft]")) keep(area);
    if (area.closest("[data-count]")) count(area.closest("[data-count]"));
  });
  const timers = new WeakMap();
  function keep(area) {
    clearTimeout(timers.get(area));
    timers.set(area, setTimeout(() => {
      try {
        if (area.value) localStorage.setItem(draftKey(area), JSON.stringify({ at: Date.now(), text: area.value }));
        else localStorage.removeItem(draftKey(area));
      } catch { /* the store is full or forbidden: the text is still in the field */ }
    }, 600));
  }
  function restore(area) {
    let draft;
    try { draft = JSON.parse(localStorage.getItem(draftKey(area)) || "null"); } catch { return; }
    if (!draft || draft.text === area.value || area.form?.querySelector("[data-errors], [data-prefilled]")) return;
    const before = area.value, note = document.createElement("div");
    note.className = "note note-warning";
    note.setAttribute("role", "status");
    note.append(`已恢复 ${new Date(draft.at).toLocaleString("zh-CN")} 未提交的内容。`);
    const drop = Object.assign(document.createElement("button"), { type: "button", textContent: "不要，清除" });
    drop.onclick = () => { area.value = before; localStorage.removeItem(draftKey(area)); note.remove(); area.focus(); };
    note.append(drop);
    area.value = draft.text;
    area.form.dataset.dirty = "1";
    area.before(note);
  }
  on("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-forget]")) Object.keys(localStorage).filter((key) => key.startsWith(`draft:${user}:`)).forEach((key) => localStorage.removeItem(key));
    if (!form.hasAttribute("hx-post")) delete form.dataset.dirty;
  });
  addEventListener("beforeunload", (event) => { if ($$("form[data-guard]").some(dirty)) event.preventDefault(); });
  function count(field) {
    const area = $("textarea", field), most = Number(field.dataset.count), note = $(".field-count", field);
    note.textContent = `${area.value.length}／${most} 字`;
    note.classList.toggle("over", area.value.length > most);
  }

  // lists: pick, open, walk ------------------------------------------------------------------------
  function picks(form) {
    const ticked = $$("input[name=pick]:checked", form).length, all = $$("input[name=pick]", form).length;
    const bar = $(".bulk-bar", form);
    $("[data-picked]", form).textContent = ticked;
    bar.classList.toggle("idle", !ticked);
    bar.classList.toggle("floating", Boolean(ticked));
    const top = $("[data-pick-all]", form);
    top.checked = ticked > 0 && ticked === all;
    top.indeterminate = ticked > 0 && ticked < all;
  }
  on("change", (event) => {
    const box = event.target, form = box.closest?.("[data-bulk]");
    if (form && box.matches("[data-pick-all]")) $$("input[name=pick]", form).forEach((one) => { one.checked = box.checked; });
    if (form) picks(form);
  });
  on("click", (event) => {
    const from = event.target;
    if (from.closest("[data-print]")) return window.print();
    if (from.closest("[data-close-toast]")) return from.closest(".note-toast").remove();
    if (from.closest("[data-close-dialog]") && from.closest("dialog")) { event.preventDefault(); return closeDialog(from.closest("dialog")); }
    const fold = from.closest("[data-filters]");
    if (fold) fold.setAttribute("aria-expanded", String($(".filters", fold.closest(".toolbar")).classList.toggle("open")));
    $$("details.drop[open]").forEach((drop) => { if (!drop.contains(from)) drop.open = false; });
    const row = from.closest("tr[data-href]");
    if (row && !from.closest("a, button, input, label, summary") && !String(getSelection())) location.assign(row.dataset.href);
  });
  on("keydown", (event) => {
    if (event.key === "Escape") $$("details.drop[open]").forEach((drop) => { drop.open = false; $("summary", drop).focus(); });
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable], dialog")) return;
    if (event.key === "/") { const box = $("[data-slash]"); if (box) { event.preventDefault(); box.focus(); box.select(); } }
    const rows = $$(".list tbody tr"), at = rows.findIndex((row) => row.classList.contains("at"));
    if (event.key === "j" || event.key === "k") walk(rows, at, event.key === "j" ? 1 : -1);
    if (event.key === "x" && at >= 0) $("input[name=pick]", rows[at])?.click();
    if (event.key === "Enter" && at >= 0 && !event.target.closest("a, button")) location.assign(rows[at].dataset.href || $("a", rows[at])?.href);
  });
  function walk(rows, at, step) {
    const next = rows[Math.max(0, Math.min(rows.length - 1, at + step))];
    rows[at]?.classList.remove("at");
    next?.classList.add("at");
    next?.scrollIntoView({ block: "nearest" });
  }

  // files ------------------------------------------------------------------------------------------
  function dropZone(input) {
    const zone = input.closest(".drop-zone"), list = $(".drop-list", zone), limit = Number(input.dataset.limitMb);
    const show = () => list.replaceChildren(...[...input.files].map((file) => {
      const item = document.createElement("li"), over = file.size > limit * 1048576;
      item.textContent = `${file.name}（${(file.size / 1048576).toFixed(1)} MB）${over ? `超过 ${limit} MB，请压缩后再传` : ""}`;
      item.classList.toggle("bad", over);
      return item;
    }));
    input.addEventListener("change", show);
    ["dragover", "dragleave", "drop"].forEach((name) => zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.toggle("over", name === "dragover");
      if (name === "drop" && event.dataTransfer.files.length) { input.files = event.dataTransfer.files; show(); }
    }));
    show();
  }

  // pickers ----------------------------------------------------------------------------------------
  function picker(select) {
    if (select.tomselect) return;
    const url = select.dataset.picker;
    const remote = url ? {
      load(words, give) {
        fetch(`${url}?q=${encodeURIComponent(words)}`, { headers: { Accept: "application/json" } })
          .then((answer) => answer.json()).then(({ choices }) => {
            choices.forEach((one) => { one.found = words; if (this.options[one.value]) Object.assign(this.options[one.value], one); });
            give(choices);
          }).catch(() => give());
      },
    } : {};
    const options = {
      ...remote, preload: url && "lean" in select.dataset ? "focus" : false, searchField: ["text", "note"], refreshThrottle: 0 /* Enter never takes a row that the words rule out */, maxOptions: 400, closeAfterSelect: !select.multiple,
      plugins: select.multiple ? { remove_button: { title: "去掉" } } : select.required ? {} : { clear_button: { title: "清除" } },
      render: {
        option: (item, escape) => `<div>${escape(item.text)}${item.note && item.note !== item.text ? `<small>${escape(item.note)}</small>` : ""}</div>`,
        no_results: () => '<div class="no-results">没有找到，请换个叫法</div>',
        loading: () => '<div class="no-results">正在查找…</div>',
      },
      score(words) { // an alias is known to the server alone: what it found for these words counts
        const usual = this.getScoreFunction(words);
        return (item) => usual(item) || (words && item.found === words ? 0.01 : 0);
      },
    };
    new TomSelect(select, options);
    select.setAttribute("aria-hidden", "true"); // the control beside it carries the label now
  }

  // what each new piece of page needs ----------------------------------------------------------------
  function dress(root) {
    const own = (selector) => [...(root.matches?.(selector) ? [root] : []), ...$$(selector, root)];
    own("select[data-picker]").forEach(picker);
    own("[data-bulk]").forEach(picks);
    own("[data-drop]").forEach(dropZone);
    own("[data-draft]").forEach(restore);
    own("[data-count]").forEach(count);
    own("[data-errors]").forEach((box) => box.focus());
  }
  on("htmx:load", (event) => dress(event.detail.elt));
})();

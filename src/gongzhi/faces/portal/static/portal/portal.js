/* The portal's own behaviour: a form in steps, photos made smaller, sending without losing what was chosen. */
(() => {
  "use strict";
  const LONG_SIDE = 1920, QUALITY = 0.85, SMALL = 600 * 1024;
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  // steps ------------------------------------------------------------------------------------------
  function steps(form) {
    const pages = all(".step", form), marks = all(".portal-steps li", form);
    const [back, on, send] = ["back", "on", "send"].map((name) => form.querySelector(`[data-step-${name}]`));
    let at = 0;
    const show = (n, focus) => {
      at = Math.max(0, Math.min(pages.length - 1, n));
      pages.forEach((page, i) => { page.hidden = i !== at; });
      marks.forEach((mark, i) => { mark.className = i === at ? "now" : i < at ? "past" : ""; });
      back.hidden = at === 0;
      on.hidden = at === pages.length - 1;
      send.hidden = at !== pages.length - 1;
      if (focus) { pages[at].querySelector("legend").focus(); window.scrollTo({ top: 0 }); }
    };
    const holds = () => {
      const bad = all("input, textarea, select", pages[at]).find((input) => !input.checkValidity());
      if (bad) bad.reportValidity();
      return !bad;
    };
    back.addEventListener("click", () => history.back());
    on.addEventListener("click", () => { if (holds()) { history.pushState({ step: at + 1 }, ""); show(at + 1, true); } });
    window.addEventListener("popstate", (event) => show(event.state?.step || 0, true));
    form.showField = (input) => { const n = pages.findIndex((page) => page.contains(input)); if (n >= 0) show(n); input.focus(); };
    history.replaceState({ step: 0 }, "");
    show(0);
    const wrong = form.querySelector(".has-error input, .has-error textarea");
    if (wrong) form.showField(wrong);
  }

  // sending ----------------------------------------------------------------------------------------
  function sends(form) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const button = form.querySelector("[type=submit]");
      if (button.disabled) return;
      button.disabled = true;
      button.textContent = "正在提交…";
      say(form, []);
      try {
        const answer = await fetch(form.action || location.href, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
        const told = await answer.json();
        if (told.go) { location.replace(told.go); return; }
        say(form, told.errors ? Object.entries(told.errors).flatMap(([name, texts]) => texts.map((text) => [name, text])) : [[told.field || "", told.title]]);
      } catch {
        say(form, [["", "没有提交成功，可能是网络不好。内容和照片都还在，请再点一次“提交”。"]]);
      }
      button.disabled = false;
      button.textContent = "提交";
    });
  }

  function say(form, errors) {
    const box = form.querySelector("[data-send-errors]");
    box.replaceChildren();
    all(".is-invalid", form).forEach((input) => input.classList.remove("is-invalid"));
    if (!errors.length) return;
    const note = document.createElement("div");
    note.className = "note note-error";
    note.setAttribute("role", "alert");
    const list = document.createElement("ul");
    errors.forEach(([name, text]) => {
      const item = document.createElement("li"), input = form.elements[name];
      item.textContent = text;
      if (input?.classList) input.classList.add("is-invalid");
      list.append(item);
    });
    note.append(list);
    box.append(note);
    const first = errors.map(([name]) => form.elements[name]).find((input) => input?.focus && input.type !== "hidden");
    if (first) form.showField?.(first);
    note.scrollIntoView({ block: "center" });
  }

  // photos -----------------------------------------------------------------------------------------
  async function smaller(file) {
    if (!file.type.startsWith("image/") || file.type === "image/gif" || file.size < SMALL) return file;
    try {
      const picture = await createImageBitmap(file), scale = Math.min(1, LONG_SIDE / Math.max(picture.width, picture.height));
      const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
      return blob && blob.size < file.size ? new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }) : file;
    } catch {
      return file; // a kind that this browser cannot draw is sent as it is
    }
  }
  document.addEventListener("change", async (event) => {
    const input = event.target;
    if (!input.matches?.("input[type=file][accept^=image]") || input.dataset.shrunk === "1") return;
    const files = new DataTransfer();
    for (const file of input.files) files.items.add(await smaller(file));
    input.dataset.shrunk = "1";
    input.files = files.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    input.dataset.shrunk = "";
  });

  // proposals --------------------------------------------------------------------------------------
  document.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-category]");
    if (!chip) return;
    const field = document.querySelector("[name=category]"), chosen = field.value === chip.dataset.category;
    field.value = chosen ? "" : chip.dataset.category;
    all("[data-category]").forEach((one) => {
      const on = one.dataset.category === field.value;
      one.classList.toggle("btn-primary", on);
      one.setAttribute("aria-pressed", String(on));
    });
  });

  all("[data-steps]").forEach(steps);
  all("[data-send]").forEach(sends);
})();

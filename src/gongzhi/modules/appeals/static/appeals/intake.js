/* The page of intake: hints while typing, and everything by keyboard. */
(() => {
  "use strict";
  const form = () => document.querySelector("[data-intake]");
  const field = (name) => form().elements.namedItem(name);
  const WATCHED = ["phone", "text", "place", "address", "longitude", "latitude", "category", "type", "urgency", "complex"];
  let waiting = 0, last = "";

  function ask() {
    const values = Object.fromEntries(WATCHED.map((name) => {
      const one = field(name);
      return [name, one.type === "checkbox" ? (one.checked ? "1" : "") : one.value];
    }));
    const key = JSON.stringify(values);
    if (key === last) return;
    last = key;
    htmx.ajax("POST", form().dataset.hints, { target: "#hints", swap: "innerHTML", source: document.getElementById("hints"), values });
  }
  const soon = (pause) => { clearTimeout(waiting); waiting = setTimeout(ask, pause); };

  function choose(code) {
    const select = field("category");
    if (select.tomselect) select.tomselect.setValue(code); else select.value = code;
    soon(0);
  }
  function settle(button) {
    const select = field("place"), code = button.dataset.atPlace, name = button.firstChild.nextSibling.textContent.trim();
    if (select.tomselect) { select.tomselect.addOption({ value: code, text: name }); select.tomselect.setValue(code); } else select.value = code;
    soon(0);
  }
  function join(number) {
    field("join").value = number;
    const note = form().querySelector("[data-joining]");
    note.hidden = !number;
    note.querySelector("[data-joined]").textContent = number;
  }
  function send(then) {
    field("then").value = then;
    form().requestSubmit();
  }

  /* A position belongs to its grid: another place chosen by hand forgets it. */
  function told(name) { form().querySelector("[data-picked]").textContent = name ? `　${name}` : ""; }
  document.addEventListener("map-picked", (event) => {
    if (!form()) return;
    form().dataset.picked = event.detail.code;
    told(event.detail.name || "在本县边界以外");
    soon(50);
  });
  document.addEventListener("change", (event) => {
    if (!form() || event.target !== field("place") || !form().dataset.picked) return;
    if (event.target.value === form().dataset.picked) return;
    field("longitude").value = field("latitude").value = form().dataset.picked = "";
    told("");
  });

  document.addEventListener("input", (event) => { if (event.target.closest("[data-intake]") && WATCHED.includes(event.target.name)) soon(350); });
  document.addEventListener("change", (event) => { if (event.target.closest("[data-intake]") && WATCHED.includes(event.target.name)) soon(50); });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-propose], [data-at-place], [data-join], [data-unjoin], [data-then]");
    if (!button || !form()) return;
    if (button.dataset.propose) choose(button.dataset.propose);
    else if (button.dataset.atPlace) settle(button);
    else if (button.dataset.join) join(button.dataset.join);
    else if ("unjoin" in button.dataset) join("");
    else {
      field("then").value = button.dataset.then;
      if (button.dataset.then === "answer") form().querySelector("details").open = true;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (!form()) return;
    if (event.ctrlKey && event.key === "Enter") { event.preventDefault(); send(""); }
    if (!event.altKey || event.ctrlKey || event.metaKey) return;
    const key = event.code.replace(/^(Digit|Numpad|Key)/, "");
    const proposal = document.querySelector(`[data-propose][data-key="${CSS.escape(key)}"]`);
    if (proposal) { event.preventDefault(); choose(proposal.dataset.propose); }
    const named = document.querySelector("[data-at-place]");
    if (key === "0" && named) { event.preventDefault(); settle(named); }
    if (key === "P" && form().querySelector("[data-then=dispatch]")) { event.preventDefault(); send("dispatch"); }
  });
  document.addEventListener("DOMContentLoaded", () => { if (form()) soon(0); });
})();

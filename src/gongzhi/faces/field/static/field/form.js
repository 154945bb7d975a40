/* The screen on which an entry is said: one field under the other, everything kept as it is typed. */
import { app, entry } from "./state.js";
import { h, icon, note, say } from "./dom.js";
import { doubt, far, follow, metres } from "./place.js";
import { asked, fields, find, isAsked, lacking, leave, save } from "./draft.js";
import { control } from "./fields.js";
import { commit } from "./outbox.js";
import { pathOf } from "./track.js";

const PAUSE = 300;  // milliseconds after the last key before what was typed is kept

/** `go(address)` leads on without a way back to the form. */
export async function form([key], go) {
  const draft = await find(key), kind = draft && entry(draft.kind);
  if (!kind) return h("div", {}, note("warn", "这份记录已经发送或删除。"), h("a", { class: "btn", href: "#/" }, "回到今天"));
  let timer, shut = false;
  const keep = () => save(draft).catch((error) => say(error.message, "bad"));
  const touch = () => { draft.touched = true; clearTimeout(timer); timer = setTimeout(keep, PAUSE); };
  const now = () => { clearTimeout(timer); if (!shut && draft.touched) keep(); };

  const where = position(draft, kind, touch);
  const told = fields(draft), boxes = told.map((one) => control(one, draft, () => { touch(); fold(); }));
  const fold = () => boxes.forEach((box, n) => { box.hidden = !isAsked(draft, told[n]); });
  fold();
  const faults = h("div", { role: "alert" });
  const send = h("button", { class: "btn go big", type: "submit" }, icon("send"), kind.said || "保存并发送");

  async function submit(event) {
    event.preventDefault();
    if (send.disabled) return;
    const wrong = lacking(draft);
    faults.replaceChildren(...wrong.map(([, words]) => note("bad", words)));
    if (wrong.length) {
      const first = page.querySelector(`[data-field="${wrong[0][0]}"]`);
      first?.scrollIntoView({ block: "center" });
      first?.querySelector("input, textarea, select, button")?.focus({ preventScroll: true });
      return;
    }
    send.disabled = true;
    clearTimeout(timer);
    const shown = asked(draft).map((one) => one.name);
    draft.values = Object.fromEntries(Object.entries(draft.values).filter(([name]) => shown.includes(name) || !told.some((one) => one.name === name)));
    draft.no_position = draft.position ? "" : [where.trouble(), draft.where?.trim()].filter(Boolean).join("：");
    if (kind.track) draft.track = await pathOf(draft.item);
    try {
      await commit(draft);
    } catch (error) {
      send.disabled = false;
      faults.replaceChildren(note("bad", error.message));
      return;
    }
    shut = true;
    navigator.vibrate?.(60);
    say(app.link === "off" ? `“${draft.label}”已存在手机里，有信号就自动发送` : `“${draft.label}”已存下，正在发送`, "good");
    go(draft.item ? `#/item/${encodeURIComponent(draft.item)}` : "#/");
  }

  const page = h("form", { class: "form", novalidate: true, onsubmit: submit },
    h("h1", {}, kind.label), draft.about && h("p", { class: "about" }, draft.about),
    draft.problem && note("bad", draft.problem.words),
    where.node, ...boxes, faults, h("div", { class: "sticky" }, send));
  window.addEventListener("pagehide", now);
  page.close = () => { now(); shut = true; where.stop(); boxes.forEach((one) => one.close?.()); window.removeEventListener("pagehide", now); leave(draft); };
  page.steady = true;  // not drawn again while somebody types
  return page;
}

/** The line that says where the phone is, how far from where it should be, and what to do when it does not know. */
function position(draft, kind, touch) {
  if (!kind.position) return { node: null, stop() {}, trouble: () => "" };
  let trouble = "", end = () => {};
  const told = h("div", { class: "note plain", role: "status" }, icon("map-pin"), h("span", {}, "正在定位…"));
  const again = h("button", { class: "btn small", type: "button", hidden: true, onclick: start }, icon("refresh"), "重新定位");
  const input = h("input", { id: "where", type: "text", maxlength: 80, autocomplete: "off", value: draft.where || "", oninput: () => { draft.where = input.value; touch(); } });
  const instead = h("div", { class: "field", "data-field": "where", hidden: true }, h("label", { for: "where" }, kind.position === "needed" ? "在哪里、为什么没有定位" : "地点（没有定位时写明）"), input);
  const show = (tone, words) => { told.className = `note ${tone}`; told.lastElementChild.textContent = words; };

  function found(here) {
    const strange = doubt(here, app.county.box);
    draft.position = here;
    trouble = strange;
    again.hidden = !strange;
    instead.hidden = !strange;
    if (strange) { show("warn", `定位${strange}，可能不准。请走到开阔处重新定位，或写明地点。`); return; }
    if (!draft.target) { show("good", `已定位，误差约${far(here.accuracy)}`); return; }
    const gap = metres(here, draft.target), near = gap <= draft.radius + here.accuracy;
    if (!draft.radius) { show("good", `已定位，距此处${far(gap)}（误差约${far(here.accuracy)}）`); return; }
    show(near ? "good" : "warn", `距点位 ${far(gap)}（误差约${far(here.accuracy)}）${near ? "，在点位上" : `，规定${draft.radius}米以内；照样可以记，会注明距离`}`);
  }
  function lost([short, remedy]) {
    if (draft.position) return;
    trouble = short;
    again.hidden = instead.hidden = false;
    show("warn", remedy);
  }
  function start() { end(); show("plain", "正在定位…"); end = follow(found, lost); }
  start();
  return { node: h("div", { class: "where" }, told, again, instead), stop: () => end(), trouble: () => trouble };
}

/* The first screen, and one item of the day. */
import { app, entry, mine, now, rowsOf, standing } from "./state.js";
import { h, icon, note, weekday, when } from "./dom.js";
import { far, follow, metres } from "./place.js";
import { begin, save } from "./draft.js";
import * as track from "./track.js";

const GROUPS = [["patrol", "巡查"], ["task", "任务"], ["visit", "走访"]];
const to = (...words) => `#/${words.map(encodeURIComponent).join("/")}`;

/** Begin an entry and open its form. */
export async function start(kind, about, go) {
  const draft = begin(kind, { ...about, sort: about.sort ?? await sortOf(about.row) });
  await save(draft);
  go(to("write", draft.key));
}

/** What sort of thing a row is: some fields are asked about some sorts only. */
async function sortOf(key) {
  if (key) for (const one of app.packs) {
    const row = (await rowsOf(one.name)).find((row) => row.key === key);
    if (row) return row.sort;
  }
  return "";
}

export function today(_, go) {
  const rows = app.items.map((item) => ({ item, ...standing(item) }));
  const open = rows.filter((one) => one.stage !== "done"), done = rows.filter((one) => one.stage === "done");
  const offered = app.entries.filter((one) => one.offered);
  const drafts = app.drafts.filter((one) => mine(one) && one.touched);
  return h("div", {},
    h("h1", {}, `${weekday(now())}`, h("span", { class: "head-note" }, open.length ? `还有${open.length}项` : "")),
    ...drafts.map((one) => h("a", { class: "card draft", href: to("write", one.key) }, icon("pencil"), h("span", { class: "grow" }, h("b", {}, `没写完：${one.label}`), h("small", {}, [one.about, when(one.changed + app.offset, now()), one.files.length && `${one.files.length}张照片或录音`].filter(Boolean).join(" · "))), icon("chevron-right"))),
    h("div", { class: "offers" }, ...offered.map((one, n) => h("button", { class: `btn big ${n ? "" : "go"}`, "data-entry": one.name, onclick: () => start(one.name, {}, go) }, icon(one.icon), one.label))),
    ...GROUPS.map(([sort, label]) => section(label, open.filter((one) => one.item.sort === sort))),
    !rows.length && h("p", { class: "empty" }, app.at ? "今天没有排给您的任务。" : "还没有取到今天的任务，有信号后会自动取。"),
    done.length > 0 && h("details", { class: "done" }, h("summary", {}, `今天已做完 ${done.length} 项`), ...done.map(card)));
}

const section = (label, rows) => rows.length > 0 && h("section", {}, h("h2", {}, label), ...rows.map(card));

function card({ item, stage, steps, unsent }) {
  const count = item.steps.length ? `${steps.size}/${item.steps.length} 点` : "";
  return h("a", { class: "card", href: to("item", item.key) },
    h("span", { class: "grow" }, h("b", {}, item.title), h("small", {}, [item.note, count].filter(Boolean).join(" · ")),
      h("small", { class: item.late ? "late" : "" }, item.due)),
    chip(stage, unsent), icon("chevron-right"));
}
function chip(stage, unsent) {
  if (unsent) return h("span", { class: "chip warn" }, "待发送");
  if (stage === "done") return h("span", { class: "chip good" }, "已完成");
  return stage === "due" ? null : h("span", { class: "chip busy" }, "进行中");
}

export function item([key], go) {
  const found = app.items.find((one) => one.key === key);
  if (!found) return h("div", {}, note("plain", "这项任务已经不在您今天的清单里：可能已经完成，或者换了人。您记下的内容都在“发件箱”里。"), h("a", { class: "btn", href: "#/" }, "回到今天"));
  const { stage, steps, unsent } = standing(found);
  const now_ = (act) => act.when === stage || (act.when === "" && stage !== "done");
  const base = { item: found.key, row: found.row, about: found.title, at: found.at };
  const press = (act, more = {}) => start(act.entry, { ...base, ...more, then: act.then, preset: act.preset }, go);
  const gap = found.at && h("p", { class: "gap", "data-at": JSON.stringify(found.at) }, "");
  const page = h("div", {},
    h("h1", {}, found.title), found.note && h("p", { class: "about" }, found.note),
    h("p", {}, chip(stage, unsent), " ", found.due && h("span", { class: found.late ? "late" : "" }, found.due)),
    found.facts.length > 0 && h("dl", { class: "facts" }, ...found.facts.flatMap(([label, value]) => [h("dt", {}, label), h("dd", {}, value)])),
    gap,
    h("div", { class: "acts" }, ...found.acts.filter((act) => now_(act) && act.then !== "done").map((act) => button(act, press, act.then ? "go" : ""))),
    found.steps.length > 0 && h("ol", { class: "steps" }, ...found.steps.map((step) => stop(step, steps.get(step.key), found.step_acts.filter(now_), press, found))),
    h("div", { class: "acts" }, ...found.acts.filter((act) => now_(act) && act.then === "done").map((act) => button(act, press, "go"))),
    stage === "done" && note("good", unsent ? "已记下，有信号时自动发送。" : "这项已经完成。"));
  const shown = () => [...page.querySelectorAll("[data-at]")];
  const end = shown().length || (stage !== "due" && stage !== "done") ? follow((here) => {
    for (const one of shown()) one.textContent = `距您 ${far(metres(here, JSON.parse(one.dataset.at)))}`;
    if (stage !== "due" && stage !== "done") track.note(found.key, here);
  }, ([short]) => { for (const one of shown()) one.textContent = short; }) : () => {};
  page.close = end;
  return page;
}

const button = (act, press, tone, more = {}) => h("button", { class: `btn big ${tone}`, "data-entry": act.entry, onclick: () => press(act, more) }, icon(entry(act.entry)?.icon || "edit"), act.label);

function stop(step, done, acts, press, found) {
  const more = { step: step.key, about: `${found.title} · ${step.title}`, at: step.at, radius: step.radius };
  return h("li", { class: done ? "past" : "", "data-step": step.key }, h("div", { class: "grow" }, h("b", {}, step.title), step.note && h("small", {}, step.note),
    done ? h("small", { class: "mark" }, icon("circle-check"), done) : step.at ? h("small", { class: "gap", "data-at": JSON.stringify(step.at) }, "") : null),
  h("div", { class: "step-acts" }, ...acts.filter((act) => !done || act.entry !== acts[0].entry).map((act, n) => h("button", { class: `btn ${n === 0 && !done ? "go" : ""}`, "data-entry": act.entry, onclick: () => press(act, more) }, act.label))));
}

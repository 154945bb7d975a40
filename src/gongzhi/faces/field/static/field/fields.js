/* The fields of an entry: big enough for a thumb in the sun. */
import { h, icon, note, say, size } from "./dom.js";
import { addFile, addPhoto, dropFile } from "./draft.js";
import { canRecord, record } from "./media.js";
import { canScan, scanner } from "./scan.js";
import * as store from "./store.js";

const FEW = 12;       // choices that are all shown as buttons
const OFTEN = 4;      // of the last choices that come first
const SPLIT = " / ";

export function control(field, draft, touch) {
  const id = `f-${field.name}`;
  const set = (value) => { draft.values[field.name] = value; touch(); };
  const made = (KINDS[field.sort] || text)({ field, draft, id, set, touch, value: draft.values[field.name] });
  const single = ["text", "long", "number", "date", "code"].includes(field.sort);
  const label = h(single ? "label" : "span", single ? { for: id, class: "label" } : { class: "label", id: `${id}-l` }, field.label, field.required && h("b", { class: "must", "aria-label": "必填" }, "必填"));
  const box = h("div", { class: "field", "data-field": field.name, ...(single ? {} : { role: "group", "aria-labelledby": `${id}-l` }) }, label, field.hint && h("p", { class: "hint" }, field.hint), made);
  box.close = () => made.close?.();
  return box;
}

const KINDS = { text, long, number, date, yes_no, choice, several, photos, voice, code };

function text({ field, id, set, value }) {
  return h("input", { id, type: "text", maxlength: field.most || 100, autocomplete: "off", value: value || "", oninput: (event) => set(event.target.value) });
}
function long({ field, id, set, value }) {
  return h("textarea", { id, rows: 3, maxlength: field.most || 2000, value: value || "", oninput: (event) => set(event.target.value) });
}
function number({ field, id, set, value }) {
  const input = h("input", { id, type: "text", inputmode: "decimal", autocomplete: "off", value: value ?? "", oninput: () => set(input.value.trim()) });
  return field.unit ? h("div", { class: "row" }, input, h("span", { class: "unit" }, field.unit)) : input;
}
function date({ id, set, value }) {
  return h("input", { id, type: "date", value: value || "", oninput: (event) => set(event.target.value) });
}

/** One of a few buttons; pressing the pressed one takes it back. */
function buttons(pairs, chosen, press) {
  const all = pairs.map(([value, label]) => h("button", { type: "button", class: "choice", "aria-pressed": String(chosen.has(value)), "data-value": value, onclick: () => { press(value); all.forEach((one) => one.setAttribute("aria-pressed", String(chosen.has(one.dataset.value)))); } }, label));
  return h("div", { class: "choices" }, ...all);
}

function yes_no({ set, value }) {
  const chosen = new Set(value === undefined || value === null ? [] : [value ? "yes" : "no"]);
  return buttons([["yes", "是"], ["no", "否"]], chosen, (one) => { chosen.clear(); chosen.add(one); set(one === "yes"); });
}
function several({ field, set, value }) {
  const chosen = new Set(value || []);
  return buttons(field.choices, chosen, (one) => { if (!chosen.delete(one)) chosen.add(one); set([...chosen]); });
}

/** A few: buttons. Many in two levels: the group, then the one. Those of the last days come first. */
function choice({ field, draft, set, value }) {
  const box = h("div", {}), often = recent(draft.kind, field), chosen = new Set(value ? [value] : []);
  const take = (one) => { chosen.clear(); chosen.add(one); set(one); remember(draft.kind, field, one); };
  const label = (one) => field.choices.find(([code]) => code === one)?.[1].replace(SPLIT, "：") || one;
  function picked() {
    box.replaceChildren(h("button", { type: "button", class: "choice chosen", "aria-pressed": "true", onclick: open }, label([...chosen][0]), h("span", { class: "change" }, "换一个")));
  }
  function open() {
    const groups = new Map();
    for (const [code, name] of field.choices) {
      const [major, minor] = name.includes(SPLIT) ? name.split(SPLIT) : ["", name];
      groups.set(major, [...(groups.get(major) || []), [code, minor]]);
    }
    if (field.choices.length <= FEW && groups.has("")) { box.replaceChildren(buttons(field.choices, chosen, take)); return; }
    const pick = (one) => { take(one); picked(); };
    const last = often.length ? [h("p", { class: "hint" }, "最近用过"), buttons(often.map((one) => [one, label(one)]), chosen, pick)] : [];
    const majors = [...groups.keys()].map((major) => [major, major || "其他"]);
    const second = (major) => box.replaceChildren(
      h("button", { type: "button", class: "btn small", onclick: open }, icon("arrow-left"), `${major || "其他"}：换一类`), buttons(groups.get(major), chosen, pick));
    box.replaceChildren(...last, last.length ? h("p", { class: "hint" }, "全部类别") : "", buttons(majors, new Set(), second));
  }
  if (chosen.size && (field.choices.length > FEW || field.choices.some(([, name]) => name.includes(SPLIT)))) picked();
  else open();
  return box;
}
const shelf = (kind, field) => `often:${kind}:${field.name}`;
const recent = (kind, field) => {
  try { return JSON.parse(localStorage.getItem(shelf(kind, field)) || "[]").filter((one) => field.choices.some(([code]) => code === one)); } catch { return []; }
};
function remember(kind, field, one) {
  try { localStorage.setItem(shelf(kind, field), JSON.stringify([one, ...recent(kind, field).filter((other) => other !== one)].slice(0, OFTEN))); } catch { /* only a convenience */ }
}

function photos({ field, draft, touch }) {
  const most = field.most || 9, shown = h("div", { class: "thumbs" }), told = h("div", { role: "status" }), addresses = [];
  const own = () => draft.files.filter((one) => one.field === field.name);
  const input = (more, label) => h("label", { class: "btn" }, icon(more.capture ? "camera" : "photo"), label,
    h("input", { type: "file", accept: "image/*", class: "unseen", ...more, onchange: async (event) => { const files = [...event.target.files]; event.target.value = ""; await take(files); } }));
  async function take(files) {
    const room = most - own().length;
    const faults = files.length > room ? [`最多${most}张，多出的${files.length - room}张没有加`] : [];
    for (const file of files.slice(0, Math.max(0, room))) {
      told.replaceChildren(note("plain", "正在处理照片…"));
      try { await addPhoto(draft, field, file); touch(); } catch (error) { faults.push(error.message); }
    }
    told.replaceChildren(...faults.map((words) => note("bad", words)));
    draw();
  }
  async function draw() {
    const rows = await Promise.all(own().map(async (one) => [one, (await store.read("files", one.key))?.blob]));
    shown.replaceChildren(...rows.map(([one, blob], n) => {
      const address = blob ? URL.createObjectURL(blob) : "";
      addresses.push(address);
      return h("figure", {}, h("img", { src: address, alt: `照片${n + 1}` }), h("figcaption", {}, size(one.size)),
        h("button", { type: "button", class: "remove", "aria-label": `删掉照片${n + 1}`, onclick: async () => { await dropFile(draft, one); draw(); } }, icon("x")));
    }));
  }
  draw();
  const box = h("div", {}, shown, told, h("div", { class: "row" }, input({ capture: "environment" }, "拍照"), input({ multiple: true }, "从相册选")));
  box.close = () => addresses.forEach((one) => one && URL.revokeObjectURL(one));
  return box;
}

function voice({ field, draft, touch }) {
  const box = h("div", {}), told = h("div", { role: "status" });
  let stop = null;
  const own = () => draft.files.find((one) => one.field === field.name);
  async function draw() {
    const kept = own(), blob = kept && (await store.read("files", kept.key))?.blob;
    if (stop) box.replaceChildren(h("button", { type: "button", class: "btn bad", onclick: () => stop() }, icon("player-pause"), "正在录音，点这里结束（最长1分钟）"));
    else if (kept) box.replaceChildren(h("div", { class: "row" }, h("audio", { controls: true, src: blob ? URL.createObjectURL(blob) : "" }), h("button", { type: "button", class: "btn small", onclick: async () => { await dropFile(draft, kept); draw(); } }, icon("trash"), "重录")), told);
    else box.replaceChildren(h("button", { type: "button", class: "btn", onclick: start }, icon("player-play"), "点这里开始录音"), told);
  }
  async function start() {
    told.replaceChildren();
    stop = await record(async (blob) => {
      stop = null;
      try { await addFile(draft, field, blob, "录音"); touch(); } catch (error) { say(error.message, "bad"); }
      draw();
    }, (words) => { stop = null; told.replaceChildren(note("warn", words)); draw(); });
    if (stop) draw();
  }
  if (canRecord()) draw();
  else box.append(h("p", { class: "hint" }, "这部手机的浏览器不能录音，请打字说明。"));
  box.close = () => stop?.();
  return box;
}

function code({ field, draft, id, set, value }) {
  const input = text({ field, draft, id, set, value }), eye = h("div", {});
  let open = null;
  const shut = () => { open?.stop(); open = null; eye.replaceChildren(); };
  const look = () => { if (open) { shut(); return; } open = scanner((found) => { input.value = found; set(found); shut(); }); eye.replaceChildren(open.node); };
  const box = h("div", {}, h("div", { class: "row" }, input, canScan() && h("button", { type: "button", class: "btn", onclick: look }, icon("qrcode"), "扫码")), eye);
  box.close = shut;
  return box;
}

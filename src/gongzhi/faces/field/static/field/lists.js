/* The packs: households and facilities of this worker's grid, found by name, group or code without signal. */
import { app, entry, mine, now, rowsOf } from "./state.js";
import { h, icon, note, say, when } from "./dom.js";
import { far, follow, metres } from "./place.js";
import { scanner } from "./scan.js";
import { start } from "./today.js";

const MOST = 50;
const to = (...words) => `#/${words.map(encodeURIComponent).join("/")}`;
let words = "", group = "";  // what was last looked for stays while one goes in and out

export function packs() {
  return h("div", {}, h("h1", {}, "名册"),
    ...app.packs.map((one) => h("a", { class: "card", href: to("pack", one.name) }, icon(one.icon), h("span", { class: "grow" }, h("b", {}, one.label), h("small", {}, `${one.count.toLocaleString()} 条，存在手机里`)), icon("chevron-right"))),
    !app.packs.length && h("p", { class: "empty" }, "没有分给您的名册。"));
}

export async function pack([name]) {
  const told = app.packs.find((one) => one.name === name), rows = await rowsOf(name);
  if (!told) return h("p", { class: "empty" }, "这份名册已经不归您用。");
  const groups = [...new Set(rows.map((one) => one.group).filter(Boolean))].sort();
  if (!groups.includes(group)) group = "";
  const list = h("div", { class: "list" }), count = h("p", { class: "hint", role: "status" });
  const said = visited();
  function draw() {
    const wanted = words.trim().split(/\s+/).filter(Boolean);
    const found = rows.filter((row) => (!group || row.group === group) && wanted.every((word) => `${row.title}${row.note}${row.code}`.includes(word)));
    found.sort((a, b) => Boolean(b.flag) - Boolean(a.flag));
    count.textContent = found.length > MOST ? `共${found.length}条，先列${MOST}条；输入门牌号或姓氏找得更快` : `共${found.length}条`;
    list.replaceChildren(...found.slice(0, MOST).map((row) => h("a", { class: "card", href: to("row", name, row.key) },
      h("span", { class: "grow" }, h("b", {}, row.title), h("small", {}, [row.note, groups.length > 1 && row.group].filter(Boolean).join(" · ")), row.flag && h("small", { class: "flag" }, row.flag)),
      said.has(row.key) && h("span", { class: "chip good" }, "已记"), icon("chevron-right"))));
  }
  const search = h("input", { id: "words", type: "search", value: words, placeholder: "门牌、姓氏或编号", autocomplete: "off", oninput: () => { words = search.value; draw(); } });
  const choose = groups.length > 1 && h("select", { "aria-label": "片区", onchange: (event) => { group = event.target.value; draw(); } },
    h("option", { value: "" }, "全部片区"), ...groups.map((one) => h("option", { value: one, selected: one === group }, one)));
  draw();
  const page = h("div", {}, h("h1", {}, told.label), h("label", { for: "words", class: "label" }, "查找"), search, choose, count, list);
  page.steady = true;
  return page;
}

/** Keys of rows about which something was said and has not been fetched back yet. */
const visited = () => new Set(app.outbox.filter((one) => mine(one) && (one.state !== "sent" || one.arrived_at > app.at)).map((one) => one.row));

export async function row([name, key], go) {
  const told = app.packs.find((one) => one.name === name), found = (await rowsOf(name)).find((one) => one.key === key);
  if (!told || !found) return h("p", { class: "empty" }, "名册里已经没有这一条。");
  const at = found.longitude === null ? null : [found.longitude, found.latitude];
  const gap = h("p", { class: "gap" }, "");
  const said = app.outbox.filter((one) => mine(one) && one.row === key);
  const about = { row: key, about: found.title, at, sort: found.sort };
  const page = h("div", {}, h("h1", {}, found.title), h("p", { class: "about" }, [found.note, found.group].filter(Boolean).join(" · ")),
    found.flag && note("warn", found.flag), found.code && h("p", { class: "hint" }, `编号 ${found.code}`), at && gap,
    h("div", { class: "acts" }, ...told.entries.filter(entry).map((kind, n) => h("button", { class: `btn big ${n ? "" : "go"}`, "data-entry": kind, onclick: () => start(kind, about, go) }, icon(entry(kind).icon), entry(kind).label))),
    said.length > 0 && h("section", {}, h("h2", {}, "最近记的"), ...said.reverse().map((one) => h("a", { class: "card", href: to("out", one.key) }, h("span", { class: "grow" }, h("b", {}, one.label), h("small", {}, when(one.said_at + one.offset, now()))), h("span", { class: "chip" }, one.state === "sent" ? "已送达" : "未送达")))));
  page.close = at ? follow((here) => { gap.textContent = `距您 ${far(metres(here, at))}`; }, () => {}) : null;
  return page;
}

/** A code, read or typed, opens what it stands for. */
export function scan(_, go) {
  const told = h("div", { role: "status" });
  let box = null;
  async function found(code) {
    for (const one of app.packs) {
      const rows = await rowsOf(one.name), hit = rows.find((row) => row.code === code) || rows.find((row) => row.code && code.includes(row.code));
      if (hit) { say(`找到：${hit.title}`, "good"); go(to("row", one.name, hit.key)); return; }
    }
    told.replaceChildren(note("warn", `您的名册里没有编号“${code}”。请核对编号；刚装的设施要联网更新名册后才有。`), h("button", { class: "btn", onclick: open }, "再扫一次"));
  }
  const page = h("div", {}, h("h1", {}, "扫码"), told);
  function open() { box?.node.remove(); box?.stop(); told.replaceChildren(); box = scanner(found); page.append(box.node); }
  open();
  page.close = () => box?.stop();
  page.steady = true;
  return page;
}

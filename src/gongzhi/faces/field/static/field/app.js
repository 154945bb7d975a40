/* Starts the page: what it shows, when it sends. Everything is drawn from what lies on the phone. */
import { app, changed, load, now, waiting } from "./state.js";
import { h, hush, icon, note, say, when } from "./dom.js";
import { form } from "./form.js";
import { packs, pack, row, scan } from "./lists.js";
import { letter, me, outbox } from "./sent.js";
import { item, today } from "./today.js";
import { send } from "./outbox.js";
import * as store from "./store.js";

const SCREENS = { "": today, item, write: form, packs, pack, row, scan, out: (words, go) => (words.length ? letter : outbox)(words, go), me };
const TABS = [["", "今天", "checklist", ["item", "write"]], ["packs", "名册", "users-group", ["pack", "row"]], ["scan", "扫码", "qrcode", []], ["out", "发件箱", "send", []], ["me", "我的", "user-circle", []]];
const EVERY = 300_000;  // milliseconds between two looks for news while the page is open
const main = document.getElementById("main"), bar = document.getElementById("bar"), tabs = document.getElementById("tabs");
let shown = null, drawing = 0;

const address = () => location.hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
/** Lead on; a form is left without a way back to it. */
function go(there) {
  if (address()[0] === "write") location.replace(there);
  else location.hash = there;
}

async function draw(moved = false) {
  const [name, ...words] = address(), turn = ++drawing;
  frame(name);
  if (!moved && shown?.steady) return;
  let page;
  try {
    page = app.me ? await (SCREENS[name] || today)(words, go) : entrance();
  } catch (error) {
    console.error(error);
    page = note("bad", "这一页打不开。手机里存的内容都还在，请关掉应用重新打开；还不行请告诉管理员。");
  }
  if (turn !== drawing) { page.close?.(); return; }
  shown?.close?.();
  shown = page;
  main.replaceChildren(page);
  if (moved) { hush(); window.scrollTo(0, 0); main.focus({ preventScroll: true }); }
}

function entrance() {
  const sign = h("a", { class: "btn big go", href: document.body.dataset.login }, icon("login"), "登录");
  if (app.link === "off") return h("div", {}, h("h1", {}, "还没有登录"), note("warn", "第一次使用要在有信号的地方登录一次，之后没有信号也能用。"), sign);
  return app.link === "signed-out" ? h("div", {}, h("h1", {}, "请先登录"), h("p", { class: "about" }, "登录一次，之后没有信号也能用。"), sign) : h("p", { class: "wait" }, "正在打开…");
}

/** Whether there is something to go back to: the five main screens have tabs. */
const inside = (name) => !TABS.some(([one]) => one === name) || address().length > 1;

function frame(name) {
  const open = waiting(), refused = open.filter((one) => one.state === "refused").length;
  bar.replaceChildren(
    h("div", { class: "bar-line" }, inside(name) ? h("button", { class: "back", "aria-label": "返回", onclick: () => history.length > 1 ? history.back() : go("#/") }, icon("arrow-left")) : null,
      h("span", { class: "who" }, app.me ? `${app.me.name}${app.me.place_name ? ` · ${app.me.place_name}` : ""}` : "共治外勤"), link()),
    ...[strip(open.length - refused, refused), app.update && h("button", { class: "strip", onclick: () => app.update.postMessage("go") }, "有新版本，点这里更新（写到一半的内容不会丢）")].filter(Boolean));
  tabs.hidden = !app.me || name === "write";
  tabs.replaceChildren(...TABS.filter(([one]) => one !== "packs" || app.packs.length).map(([one, label, picture, inner]) => h("a", { href: `#/${one}`, "aria-current": one === name || inner.includes(name) ? "page" : null }, icon(picture), label, one === "out" && open.length ? h("b", { class: "count", "aria-label": `${open.length}条未送达` }, open.length) : null)));
}

function link() {
  if (app.sending) return h("span", { class: "link" }, `正在发送 ${app.sending}`);
  if (app.link === "off") return h("span", { class: "link off" }, icon("wifi-off"), "没有信号");
  return h("span", { class: "link" }, app.link === "on" && app.at ? `${when(app.at, now())} 已更新` : "");
}

function strip(left, refused) {
  if (app.me && app.link === "signed-out") return h("a", { class: "strip bad", href: document.body.dataset.login }, `登录已过期，点这里登录${left ? `，登录后自动发送${left}条` : ""}`);
  if (refused) return h("a", { class: "strip bad", href: "#/out" }, `有${refused}条没有收下，点这里处理`);
  if (app.link === "off" && left) return h("a", { class: "strip", href: "#/out" }, `${left}条存在手机里，有信号时自动发送`);
  return null;
}

// the newer version of the page waits until its user agrees
async function keepPage() {
  if (!("serviceWorker" in navigator)) return;
  const kept = await navigator.serviceWorker.register(document.body.dataset.worker);
  const offer = (worker) => { if (worker && navigator.serviceWorker.controller) { app.update = worker; changed(); } };
  offer(kept.waiting);
  kept.addEventListener("updatefound", () => { const fresh = kept.installing; fresh?.addEventListener("statechange", () => fresh.state === "installed" && offer(fresh)); });
  let before = navigator.serviceWorker.controller;
  navigator.serviceWorker.addEventListener("controllerchange", () => { if (before) location.reload(); before = navigator.serviceWorker.controller; });
}

async function begin() {
  window.addEventListener("field-changed", () => draw());
  window.addEventListener("hashchange", () => draw(true));
  window.addEventListener("online", send);
  window.addEventListener("offline", () => { app.link = "off"; changed(); });
  window.addEventListener("beforeinstallprompt", (event) => { event.preventDefault(); app.install = event; });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
  setInterval(() => { if (!document.hidden) send(); }, EVERY);
  try {
    await load();
  } catch (error) {
    main.replaceChildren(note("bad", "这个浏览器不让保存内容，没有信号时会丢失记录。请关掉“无痕浏览”，或换用手机自带浏览器、谷歌浏览器打开。"));
    console.error(error);
    return;
  }
  await draw(true);
  keepPage().catch((error) => console.warn(error));
  store.persist().then((safe) => { app.persisted = safe; }).catch(() => {});
  await send();
  if (app.at && app.offset && !app.demo) say("手机的时间不准，已自动改正");
}

begin();

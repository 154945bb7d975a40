/* The outbox as its owner sees it, and what this phone knows of its owner. */
import { app, changed, forget, mine, now, waiting } from "./state.js";
import { h, icon, note, say, size, sure, when } from "./dom.js";
import { Offline, signOut } from "./net.js";
import { discard, retry, send } from "./outbox.js";
import { asked } from "./draft.js";
import * as store from "./store.js";

const to = (...words) => `#/${words.map(encodeURIComponent).join("/")}`;
const STATES = { waiting: ["warn", "待发送"], refused: ["bad", "没有收下"], sent: ["good", "已送达"] };
const chip = (one) => h("span", { class: `chip ${STATES[one.state][0]}` }, STATES[one.state][1]);

export function outbox() {
  const own = app.outbox.filter(mine), open = waiting(), sent = own.filter((one) => one.state === "sent").reverse();
  const others = new Map();
  for (const one of app.outbox.filter((one) => !mine(one) && one.state !== "sent")) others.set(one.officer_name, (others.get(one.officer_name) || 0) + 1);
  return h("div", {}, h("h1", {}, "发件箱"),
    h("p", { class: "hint" }, open.length ? `${open.length}条还没有送达，都存在手机里，关掉应用也不会丢。` : "都已送达。"),
    open.length > 0 && h("button", { class: "btn big go", onclick: () => { send(); say(app.link === "off" ? "还没有信号，有信号就自动发送" : "正在发送"); } }, icon("send"), "现在发送"),
    ...open.map(card),
    ...[...others].map(([name, count]) => note("warn", `这部手机上还有${name}没有发送的${count}条。请${name}本人在这部手机上登录，登录后自动发送。`)),
    sent.length > 0 && h("section", {}, h("h2", {}, "最近7天送达"), ...sent.map(card)));
}

function card(one) {
  const about = [one.about, when(one.said_at + one.offset, now()), one.answer?.number].filter(Boolean).join(" · ");
  return h("a", { class: "card", href: to("out", one.key), "data-state": one.state }, h("span", { class: "grow" }, h("b", {}, one.label), h("small", {}, about), one.problem && h("small", { class: "late" }, one.problem.words)), chip(one), icon("chevron-right"));
}

export async function letter([key], go) {
  const one = app.outbox.find((row) => row.key === key);
  if (!one) return h("p", { class: "empty" }, "这一条已经不在手机里。");
  const blobs = await Promise.all(one.files.map(async (file) => [file, (await store.read("files", file.key))?.blob]));
  const addresses = [];
  const shown = blobs.filter(([, blob]) => blob).map(([file, blob]) => {
    const address = URL.createObjectURL(blob);
    addresses.push(address);
    return h("figure", {}, file.sort === "voice" ? h("audio", { controls: true, src: address }) : h("img", { src: address, alt: file.name }), h("figcaption", {}, h("a", { href: address, download: file.name }, "存到相册")));
  });
  const off = Math.abs(one.offset) > 120_000 && !app.demo;
  const page = h("div", {}, h("h1", {}, one.label), h("p", {}, chip(one), " ", when(one.said_at + one.offset, now())), one.about && h("p", { class: "about" }, one.about),
    one.problem && note("bad", one.problem.words),
    one.answer && note(one.answer.elsewhere ? "warn" : "good", [one.answer.text, one.answer.number && `编号 ${one.answer.number}`].filter(Boolean).join(" ")),
    one.answer?.href && h("a", { class: "btn", href: one.answer.href }, icon("external-link"), "打开"),
    off && note("warn", "记这一条时手机的时间不准，已按系统的时间改正。请到手机“设置 → 日期和时间”里打开“自动确定”。"),
    h("dl", { class: "facts" }, ...asked(one).filter((field) => one.values[field.name] !== undefined).flatMap((field) => [h("dt", {}, field.label), h("dd", {}, words(field, one.values[field.name]))]),
      h("dt", {}, "定位"), h("dd", {}, one.position ? `${one.position.longitude.toFixed(5)}, ${one.position.latitude.toFixed(5)}（误差${one.position.accuracy}米）` : one.no_position || "没有")),
    h("div", { class: "thumbs large" }, ...shown),
    one.state === "sent" && one.files.length > 0 && h("p", { class: "hint" }, `${one.files.length}张照片或录音已存到系统里。`),
    one.state === "refused" && h("div", { class: "acts" },
      h("button", { class: "btn big go", onclick: () => go(to("write", one.key)) }, icon("pencil"), "修改"),
      h("button", { class: "btn big", onclick: async () => { await retry(one); go("#/out"); } }, icon("refresh"), "再发一次"),
      h("button", { class: "btn big", onclick: async () => { if (await sure("删掉后找不回来，照片也会删掉。确定删除？", "删除")) { await discard(one); say("已删除"); go("#/out"); } } }, icon("trash"), "删除")));
  page.close = () => addresses.forEach((address) => URL.revokeObjectURL(address));
  return page;
}

function words(field, value) {
  const label = (one) => field.choices.find(([code]) => code === one)?.[1] || String(one);
  if (field.sort === "yes_no") return value ? "是" : "否";
  return Array.isArray(value) ? value.map(label).join("、") : field.choices.length ? label(value) : `${value}${field.unit}`;
}

export async function me() {
  const { usage = 0, quota = 0 } = await store.used().catch(() => ({}));
  const open = waiting().length;
  async function out() {
    const question = open ? `还有${open}条没有送达。退出后仍存在这部手机里，您下次登录才会发送。确定退出？` : "退出后，名册和任务会从手机里删掉。确定退出？";
    if (!await sure(question, "退出")) return;
    await signOut().catch((error) => { if (!(error instanceof Offline)) console.warn(error); });
    await forget();
    app.link = "signed-out";
    changed();
    location.hash = "#/";
  }
  return h("div", {}, h("h1", {}, app.me.name), h("p", { class: "about" }, [app.me.unit, app.me.place_name].filter(Boolean).join(" · ")),
    h("dl", { class: "facts" }, h("dt", {}, "上次更新"), h("dd", {}, app.at ? when(app.at, now()) : "还没有"),
      h("dt", {}, "名册"), h("dd", {}, app.packs.map((one) => `${one.label}${one.count}条`).join("、") || "无"),
      h("dt", {}, "占用手机"), h("dd", {}, quota ? `${size(usage)}，还可用${size(quota - usage)}` : size(usage)),
      h("dt", {}, "版本"), h("dd", {}, document.body.dataset.version)),
    app.offset !== 0 && !app.demo && note("warn", "手机的时间不准，系统会自动改正。请到手机“设置 → 日期和时间”里打开“自动确定”。"),
    h("div", { class: "acts" },
      h("button", { class: "btn big go", onclick: () => { send(); say("正在更新"); } }, icon("refresh"), "更新任务和名册"),
      app.install && h("button", { class: "btn big", onclick: () => app.install.prompt() }, icon("device-mobile"), "装到手机桌面"),
      h("a", { class: "btn big", href: "/" }, icon("layout-dashboard"), "打开电脑版"),
      h("button", { class: "btn big", onclick: out }, icon("logout"), "退出登录")));
}

/* What was said waits here, and goes in order when it can: each under its key, so that twice is once. */
import { app, changed, forget, keep, mine, now, reload } from "./state.js";
import { Broken, Offline, Refused, SignedOut, ask, hello, post } from "./net.js";
import * as store from "./store.js";

const PAUSES = [5, 15, 30, 60, 300];  // seconds between two tries
const STUMBLES = 3;                   // of the server over one entry, before the others go ahead of it
const KEPT_SENT = 7 * 86_400_000;     // the list shows what was sent for a week
let pause = 0, timer, again = false, busy = false;

/** Put a finished draft in the outbox, in one step. */
export async function commit(draft) {
  await store.write(["drafts", "outbox"], async (drafts, outbox) => {
    const rows = await outbox.getAll();
    const order = draft.order || 1 + Math.max(0, ...rows.map((one) => one.order));
    await outbox.put({ ...draft, order, state: "waiting", problem: null, stumbles: 0, said_at: draft.said_at || Date.now(), offset: draft.offset ?? app.offset });
    await drafts.delete(draft.key);
  });
  await reload();
  changed();
  send();
}

/** Send what waits, then fetch what is new. Only one page of the phone does so at a time. */
export async function send() {
  if (busy) { again = true; return; }
  busy = true;
  clearTimeout(timer);
  const once = () => run().catch((error) => { if (!(error instanceof Offline || error instanceof SignedOut)) console.warn(error); });
  try {
    if (navigator.locks) await navigator.locks.request("field-outbox", { ifAvailable: true }, (lock) => lock ? once() : null);
    else await once();
  } finally {
    busy = false;
    app.sending = "";
    changed();
  }
  if (again) { again = false; send(); return; }
  const left = app.outbox.some((one) => mine(one) && one.state === "waiting");
  if (left) timer = setTimeout(send, 1000 * PAUSES[Math.min(pause++, PAUSES.length - 1)]);
  else pause = 0;
}

async function run() {
  try {
    await sendAll(await greet());
    await sync();
  } catch (error) {
    if (error instanceof Offline) app.link = "off";
    else if (error instanceof SignedOut) app.link = "signed-out";
    throw error;
  }
}

/** Who is signed in; and how wrong this phone's clock is. */
async function greet() {
  const before = Date.now(), found = await hello();
  app.offset = Math.abs(found.at - before) > 120_000 ? Math.round(found.at - (before + Date.now()) / 2) : 0;
  await store.put("state", app.offset, "offset");
  app.demo = found.demo;
  app.link = "on";
  return found.officer;
}

/** Everything that waits, in order. An entry that was refused holds back those of its own item, and no others. */
async function sendAll(officer) {
  const rows = app.outbox.filter((one) => one.officer === officer);
  const queue = rows.filter((one) => one.state === "waiting"), held = new Set();
  for (const one of rows) if (one.state === "refused" && one.item) held.add(one.item);
  for (const [n, one] of queue.entries()) {
    if (one.item && held.has(one.item)) continue;
    app.sending = `${n + 1}/${queue.length}`;
    changed();
    await sendOne(one);
    if (one.state === "refused" && one.item) held.add(one.item);
    await reload();
    changed();
  }
}

async function sendOne(one) {
  try {
    for (const file of one.files.filter((file) => !file.sent)) await sendFile(one, file);
    const answer = await post("entries", letter(one), 60);
    await settle(one, { state: "sent", answer, arrived_at: answer.at });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (error.code === "field.files_missing" && !one.asked) {
      one.asked = true;
      one.files.forEach((file) => { file.sent = false; });
      return sendOne(one);
    }
    if (error.code === "field.sent_by_other") return settle(one, { state: "sent", arrived_at: now(), answer: { text: error.message, elsewhere: true } });
    return refuse(one, error);
  }
}

/** A no of the server's is shown beside the entry; a stumble is tried again some times first. */
async function refuse(one, error) {
  if (error instanceof Broken && (one.stumbles || 0) + 1 < STUMBLES) {
    one.stumbles = (one.stumbles || 0) + 1;
    await store.put("outbox", one);
    throw new Offline();
  }
  const words = error instanceof Broken ? `系统出错，试了${STUMBLES}次都没有收下。内容还在手机里，请过一会儿点“再发一次”；还不行就告诉管理员${error.id ? `，编号${error.id.slice(0, 8)}` : ""}。` : error.message;
  one.state = "refused";
  one.problem = { words, field: error.field, code: error.code };
  await store.put("outbox", one);
}

async function sendFile(one, file) {
  const kept = await store.read("files", file.key);
  if (!kept) throw new Refused({ title: `“${file.name}”在手机里找不到了，可能被系统清理。请点“修改”，删掉它或重新拍。`, type: "phone.file_lost" });
  const body = new FormData();
  const told = { ...letter(one), key: file.key, kind: "file", said_at: file.said_at, position: file.position, values: { sort: file.sort }, files: {} };
  body.set("letter", JSON.stringify(told));
  body.set("file", kept.blob, file.name);
  await post("files", body, 180);
  file.sent = true;
  await store.put("outbox", one);
}

function letter(one) {
  const files = {};
  for (const file of one.files) (files[file.field] ||= []).push(file.key);
  const { key, kind, said_at, values, item, step, row, place, position, no_position, track = [] } = one;
  return { key, kind, said_at, values, item, step, row, place, position, no_position, track, files, sent_at: Date.now(), known_off: Math.round(one.offset / 1000) };
}

/** It has arrived: the list keeps the words, the phone lets the photos go. */
async function settle(one, change) {
  const files = one.files.map((file) => file.key);
  Object.assign(one, change, { problem: null });
  await store.write(["outbox", "files"], async (outbox, kept) => {
    await outbox.put(one);
    for (const key of files) await kept.delete(key);
  });
}

export async function sync() {
  const have = new URLSearchParams(app.packs.map((one) => ["have", `${one.name}:${one.version}`]));
  const found = await ask(`sync?${have}`, {}, 60);
  if (app.me && app.me.key !== found.officer.key) await forget();
  await keep(found);
  const old = app.outbox.filter((one) => one.state === "sent" && one.arrived_at < now() - KEPT_SENT);
  if (old.length) await store.write(["outbox"], (outbox) => Promise.all(old.map((one) => outbox.delete(one.key))));
  await reload();
  changed();
}

/** Try once more what was refused. */
export async function retry(one) {
  await store.put("outbox", { ...one, state: "waiting", problem: null, stumbles: 0 });
  await reload();
  changed();
  send();
}

/** Throw away what was refused, photos and all. */
export async function discard(one, from = "outbox") {
  await store.write([from, "files"], async (rows, files) => {
    await rows.delete(one.key);
    for (const file of one.files) await files.delete(file.key);
  });
  await reload();
  changed();
}

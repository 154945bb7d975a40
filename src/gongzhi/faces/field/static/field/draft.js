/* An entry while it is being said: kept from the first touch, so that a closed browser loses nothing. */
import { app, changed, entry, now, reload } from "./state.js";
import { Unusable, extension, shrink } from "./media.js";
import * as store from "./store.js";
import { when } from "./dom.js";

export const uuid = () => crypto.randomUUID?.() || [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0")).join("");

/** A fresh one about an item, a step or a row; `about` says what in words. */
export function begin(kind, { item = "", step = "", row = "", about = "", then = "", preset = {}, at = null, radius = 0, sort = "" } = {}) {
  return {
    key: uuid(), kind, label: entry(kind)?.label || kind, officer: app.me.key, officer_name: app.me.name, place: app.me.place,
    item, step, row, about, then, target: at, radius, sort, values: { ...preset }, files: [], position: null, no_position: "", changed: Date.now(), touched: false,
  };
}

/** The fields that may be asked about what the draft is about, and whether one is asked after what was answered. */
export const fields = (draft) => (entry(draft.kind)?.fields || []).filter((one) => !one.only.length || one.only.includes(draft.sort));
export const isAsked = (draft, field) => !field.when || draft.values[field.when[0]] === field.when[1];
export const asked = (draft) => fields(draft).filter((one) => isAsked(draft, one));

export async function find(key) {
  const kept = await store.read("drafts", key);
  if (kept) return kept;
  const sent = await store.read("outbox", key);
  return sent && sent.state === "refused" ? { ...sent, touched: true } : null;
}

const home = (draft) => draft.order ? "outbox" : "drafts";

export async function save(draft) {
  draft.changed = Date.now();
  await store.put(home(draft), draft);
}

/** Add a photo: made small, stamped, on the disk together with the draft. Throws Full, Unusable. */
export async function addPhoto(draft, field, file) {
  if (!file.type.startsWith("image/")) throw new Unusable(`“${file.name}”不是照片。请选照片。`);
  const here = draft.position;
  const words = [when(now(), 0), app.me.name, here ? `${here.longitude.toFixed(5)}, ${here.latitude.toFixed(5)} ±${here.accuracy}米` : "没有定位"].join("  ");
  return addFile(draft, field, await shrink(file, words), "现场");
}

export async function addFile(draft, field, blob, name) {
  const key = uuid(), number = draft.files.filter((one) => one.field === field.name).length + 1;
  const told = { key, field: field.name, sort: field.sort, name: `${name}${number}.${extension(blob)}`, size: blob.size, said_at: Date.now(), position: draft.position };
  draft.files.push(told);
  draft.touched = true;
  draft.changed = Date.now();
  try {
    await store.write([home(draft), "files"], async (drafts, files) => {
      await files.put({ key, blob });
      await drafts.put(draft);
    });
  } catch (error) {
    draft.files = draft.files.filter((one) => one !== told);
    throw error;
  }
  return told;
}

export async function dropFile(draft, file) {
  draft.files = draft.files.filter((one) => one.key !== file.key);
  await store.write([home(draft), "files"], async (drafts, files) => {
    await files.delete(file.key);
    await drafts.put(draft);
  });
}

/** What still has to be filled in, as [field name, words]; empty when it may be sent. */
export function lacking(draft) {
  const found = [];
  for (const one of asked(draft)) {
    const given = draft.values[one.name], filed = draft.files.some((file) => file.field === one.name);
    const empty = given === undefined || given === null || String(given).trim() === "" || (Array.isArray(given) && !given.length);
    if (one.required && empty && !filed) found.push([one.name, `请填“${one.label}”`]);
    if (one.sort === "number" && !empty && !(Number(given) >= 0 && (!one.most || Number(given) <= one.most))) found.push([one.name, `“${one.label}”要填数字${one.most ? `，不超过${one.most}` : ""}`]);
  }
  if (entry(draft.kind)?.position === "needed" && !draft.position && !draft.where?.trim()) found.push(["where", "没有定位，请写明在哪里、为什么"]);
  return found;
}

export async function leave(draft) {
  if (draft.touched || draft.order) return;
  await store.drop("drafts", draft.key);
  await reload();
  changed();
}

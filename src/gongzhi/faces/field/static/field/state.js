/* What is known now, in memory; `changed` draws the screen again. */
import * as store from "./store.js";

const KEEP_DAYS = 14;  // without contact, names and addresses leave the phone; what was said stays
const DAY = 86_400_000;

export const app = {
  me: null, at: 0, day: "", county: { box: null }, entries: [], items: [], packs: [],
  offset: 0,          // milliseconds that the phone's clock is behind the county's
  outbox: [], drafts: [],
  link: "unknown",    // "on", "off", "signed-out"
  sending: "",        // "2/3" while sending
  demo: false,        // of a demonstration, whose time is not this phone's
  update: null,       // a newer version of the page that waits
};

/** The county's time, whatever the phone shows. */
export const now = () => Date.now() + app.offset;
export const entry = (name) => app.entries.find((one) => one.name === name);
export const mine = (row) => app.me && row.officer === app.me.key;
export const waiting = () => app.outbox.filter((one) => mine(one) && one.state !== "sent");
export const changed = () => window.dispatchEvent(new Event("field-changed"));

export async function load() {
  const kept = await store.read("state", "bundle");
  Object.assign(app, kept || {}, { offset: (await store.read("state", "offset")) || 0 });
  if (kept && Math.abs(now() - app.at) > KEEP_DAYS * DAY) {
    app.items = [];
    app.packs = [];
    await store.write(["state", "packs"], (state, packs) => { packs.clear(); state.put(bundle(), "bundle"); });
  }
  await reload();
}

/** Read again what its owner said. */
export async function reload() {
  app.outbox = (await store.all("outbox")).sort((a, b) => a.order - b.order);
  app.drafts = (await store.all("drafts")).sort((a, b) => b.changed - a.changed);
}

const bundle = () => {
  const { me, at, day, county, entries, items, packs } = app;
  return { me, at, day, county, entries, items, packs };
};

/** Take in what the server told; packs that have not changed stay as they are. */
export async function keep(found) {
  const before = app.me?.key;
  Object.assign(app, {
    me: found.officer, at: Date.parse(found.at), day: found.day, county: found.county,
    entries: found.entries, items: found.items,
    packs: found.packs.map(({ rows, columns, ...plain }) => plain),
  });
  await store.write(["state", "packs"], async (state, packs) => {
    if (before !== app.me.key) await packs.clear();
    for (const one of found.packs) if (one.rows) await packs.put({ version: one.version, rows: named(one) }, one.name);
    for (const name of await packs.getAllKeys()) if (!app.packs.some((one) => one.name === name)) await packs.delete(name);
    await state.put(bundle(), "bundle");
  });
}

const named = (pack) => pack.rows.map((row) => Object.fromEntries(pack.columns.map((name, n) => [name, row[n]])));

export const rowsOf = async (name) => (await store.read("packs", name))?.rows || [];

/** Forget everybody's names and tasks, keep what was said and not yet sent. */
export async function forget() {
  Object.assign(app, { me: null, at: 0, entries: [], items: [], packs: [] });
  await store.write(["state", "packs"], (state, packs) => { packs.clear(); state.delete("bundle"); });
}

// an item as it will be once everything that was said has arrived ------------------------------------

/** The stage of an item, and its steps that are done, counting what still lies in the outbox. */
export function standing(item) {
  const said = app.outbox.filter((one) => mine(one) && one.item === item.key && (one.state !== "sent" || one.arrived_at > app.at));
  let stage = item.stage;
  const steps = new Map(item.steps.filter((one) => one.done).map((one) => [one.key, one.done]));
  for (const one of said) {
    if (one.then && one.state !== "refused") stage = one.then;
    if (one.step) steps.set(one.step, one.state === "sent" ? "已送达" : one.state === "refused" ? "没有收下" : "已记下，待发送");
  }
  return { stage, steps, unsent: said.filter((one) => one.state !== "sent").length };
}

/* What the phone keeps: what it was told (state, packs), and what its owner says (drafts, outbox, files). */
const NAME = "gongzhi-field";
const SAFE = { durability: "strict" };  // on the disk before the screen says that it is kept

/** The phone has no room. What was typed is still on the screen. */
export class Full extends Error {
  constructor() { super("手机存储满了，这次没有存下。请先删掉一些不用的照片或视频，再点一次；已经存下的都还在。"); }
}

let opened;
function db() {
  opened ||= globalThis.idb.openDB(NAME, 1, {
    upgrade(made) {
      made.createObjectStore("state");
      made.createObjectStore("packs");
      made.createObjectStore("drafts", { keyPath: "key" });
      made.createObjectStore("outbox", { keyPath: "key" });
      made.createObjectStore("files", { keyPath: "key" });
    },
    terminated() { opened = undefined; },
  });
  return opened;
}

/** One transaction over some stores: all of it is kept, or nothing. Throws Full. */
export async function write(stores, work) {
  let change;
  try {
    change = (await db()).transaction(stores, "readwrite", SAFE);
    const found = await work(...stores.map((name) => change.objectStore(name)));
    await change.done;
    return found;
  } catch (error) {
    change?.done.catch(() => {});
    try { change?.abort(); } catch { /* it has ended */ }
    throw isFull(error) || isFull(change?.error) ? new Full() : error;
  }
}

const isFull = (error) => error?.name === "QuotaExceededError" || /quota|disk.*full|no space/i.test(error?.message || "");

export const read = async (store, key) => (await db()).get(store, key);
export const all = async (store) => (await db()).getAll(store);
export const put = (store, value, key) => write([store], (kept) => kept.put(value, key));
export const drop = (store, key) => write([store], (kept) => kept.delete(key));

/** Ask the browser not to clear this away when room gets short. */
export const persist = async () => navigator.storage?.persist ? navigator.storage.persist() : false;
export const used = async () => navigator.storage?.estimate ? navigator.storage.estimate() : {};

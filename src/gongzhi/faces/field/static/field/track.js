/* Where the phone went during one task: from its beginning to its end, while the page is open, and no longer. */
import * as store from "./store.js";
import { metres } from "./place.js";

const STEP = 15, MOST = 4000;  // metres between two points; points of one task
const shelf = (item) => `track:${item}`;
let last = null;

export async function note(item, here) {
  if (here.accuracy > 100 || (last?.item === item && metres(here, last.at) < STEP)) return;
  last = { item, at: [here.longitude, here.latitude] };
  const points = (await store.read("state", shelf(item))) || [];
  if (points.length < MOST) await store.put("state", [...points, [here.longitude, here.latitude, here.accuracy, Date.now()]], shelf(item)).catch(() => {});
}

export const pathOf = async (item) => (await store.read("state", shelf(item))) || [];
export const forget = (item) => store.drop("state", shelf(item));

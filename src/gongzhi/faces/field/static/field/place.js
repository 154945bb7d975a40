/* Where the phone is, how far that is from where it should be, and what to do when it will not say. */
const WAIT = 20_000;  // milliseconds for one fix

const TROUBLES = {
  0: ["手机不能定位", "这部手机没有定位功能。请写明地点。"],
  1: ["手机不准定位", "没有定位权限。请到手机“设置 → 应用 → 浏览器 → 权限”里打开“位置信息”，再点“重新定位”。现在不开也能记，写明地点就行。"],
  2: ["定位不到", "收不到定位信号。请走到开阔的地方点“重新定位”，或者直接写明地点。"],
  3: ["定位超时", "定位太慢。请走到开阔的地方点“重新定位”，或者直接写明地点。"],
};

/** Follow the position: `found({longitude, latitude, accuracy, at})` or `lost([short, remedy])`. Returns how to stop. */
export function follow(found, lost) {
  if (!navigator.geolocation) { lost(TROUBLES[0]); return () => {}; }
  const options = { enableHighAccuracy: true, timeout: WAIT, maximumAge: 15_000 };
  const watch = navigator.geolocation.watchPosition(
    ({ coords, timestamp }) => found({ longitude: coords.longitude, latitude: coords.latitude, accuracy: Math.round(coords.accuracy), at: timestamp }),
    (error) => lost(TROUBLES[error.code] || TROUBLES[2]), options);
  return () => navigator.geolocation.clearWatch(watch);
}

const radians = (degrees) => degrees * Math.PI / 180;

/** Metres between a position and [longitude, latitude]. */
export function metres(here, there) {
  const north = radians(there[1] - here.latitude), east = radians(there[0] - here.longitude);
  const chord = Math.sin(north / 2) ** 2 + Math.cos(radians(here.latitude)) * Math.cos(radians(there[1])) * Math.sin(east / 2) ** 2;
  return 2 * 6_371_000 * Math.asin(Math.sqrt(chord));
}

export const far = (distance) => distance < 1000 ? `${Math.round(distance)} 米` : `${(distance / 1000).toFixed(1)} 公里`;

/** Why a position is hard to believe, "" when it is not. The server decides; this is said while one can still move. */
export function doubt({ longitude, latitude, accuracy }, box) {
  if (accuracy > 5000) return `误差约${Math.round(accuracy / 1000)}公里，太粗`;
  if (!box) return "";
  const [west, south, east, north] = box;
  const x = Math.max(west - longitude, longitude - east, 0) * Math.cos(radians(latitude)), y = Math.max(south - latitude, latitude - north, 0);
  const outside = Math.hypot(x, y) * 111.32;
  return outside > 3 ? `显示在县外约${Math.round(outside)}公里` : "";
}

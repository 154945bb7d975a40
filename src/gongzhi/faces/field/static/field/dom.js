/* Making elements, saying things, asking before something is lost. */
const ICONS = new URL("../vendor/icons.svg", import.meta.url).pathname;
const SVG = "http://www.w3.org/2000/svg";

/** An element: h("button", { class: "go", onclick: f }, "打卡"). Empty children are left out. */
export function h(name, props = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(props)) {
    if (value === false || value === null || value === undefined) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key === "value") made.value = value;
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat(3).filter((one) => one !== null && one !== undefined && one !== false && one !== ""));
  return made;
}

export function icon(name) {
  const drawn = document.createElementNS(SVG, "svg"), use = document.createElementNS(SVG, "use");
  drawn.setAttribute("class", "icon");
  drawn.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${ICONS}#${name}`);
  drawn.append(use);
  return drawn;
}

/** A line at the bottom of the screen for some seconds; read out too. */
let silence, saidAt = 0;
export function say(words, tone = "") {
  saidAt = performance.now();
  const box = document.getElementById("say");
  box.className = `say shown ${tone}`;
  box.textContent = words;
  clearTimeout(silence);
  silence = setTimeout(() => { box.className = "say"; }, tone === "bad" ? 9000 : 4000);
}

/** Take the line away when somebody goes on, unless it has only just been said. */
export function hush() {
  if (performance.now() - saidAt > 1200) document.getElementById("say").className = "say";
}

/** Whether the person really wants it. */
export function sure(question, yes, no = "不了") {
  return new Promise((done) => {
    const end = (answer) => { box.close(); box.remove(); done(answer); };
    const box = h("dialog", { class: "ask", oncancel: () => end(false) },
      h("p", {}, question),
      h("button", { class: "btn bad", onclick: () => end(true) }, yes),
      h("button", { class: "btn", onclick: () => end(false) }, no));
    document.body.append(box);
    box.showModal();
  });
}

export const note = (tone, ...words) => h("div", { class: `note ${tone}` }, ...words);

const TIME = new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit", hour12: false });
const DAY = new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", month: "long", day: "numeric" });
const WEEK = new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", month: "long", day: "numeric", weekday: "long" });

/** 09:12 today, 3月1日 09:12 before; `now` and `moment` by the county's clock. */
export function when(moment, now) {
  const day = DAY.format(moment);
  return day === DAY.format(now) ? TIME.format(moment) : `${day} ${TIME.format(moment)}`;
}
export const weekday = (moment) => WEEK.format(moment);
export const size = (bytes) => bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} KB` : bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;

/* Reading a printed code with the camera, where the phone can; typing it where it cannot. */
import { h, icon } from "./dom.js";

const FORMATS = ["qr_code", "code_128", "code_39", "ean_13", "data_matrix"];
const EACH = 250;  // milliseconds between two looks

export const canScan = () => "BarcodeDetector" in globalThis && Boolean(navigator.mediaDevices?.getUserMedia);

/** A box that calls `found(code)`; the code may always be typed. `stop` lets the camera go. */
export function scanner(found) {
  const picture = h("video", { muted: true, playsinline: true, class: "lens", hidden: true, "aria-label": "摄像头画面" });
  const told = h("p", { class: "hint", role: "status" }, canScan() ? "" : "这部手机的浏览器不能扫码，请照着编码输入。");
  const typed = h("input", { id: "code", type: "text", autocomplete: "off", autocapitalize: "characters", enterkeyhint: "done", placeholder: "编码" });
  let stream, going = true;
  const stop = () => { going = false; stream?.getTracks().forEach((track) => track.stop()); };
  const give = (code) => { const clean = code.trim(); if (clean) { stop(); found(clean); } };
  const form = h("form", { class: "typed", onsubmit: (event) => { event.preventDefault(); give(typed.value); } },
    h("label", { for: "code" }, "编码"), h("div", { class: "row" }, typed, h("button", { class: "btn go" }, icon("search"), "查找")));

  async function look() {
    const detector = new globalThis.BarcodeDetector({ formats: await allowed() });
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    if (!going) { stop(); return; }
    picture.hidden = false;
    picture.srcObject = stream;
    await picture.play();
    told.textContent = "把二维码或条码放在画面里。";
    while (going) {
      const [first] = await detector.detect(picture).catch(() => []);
      if (first) { navigator.vibrate?.(80); give(first.rawValue); return; }
      await new Promise((done) => setTimeout(done, EACH));
    }
  }
  async function allowed() {
    const known = await globalThis.BarcodeDetector.getSupportedFormats?.() || FORMATS;
    return FORMATS.filter((one) => known.includes(one));
  }
  if (canScan()) look().catch(() => { picture.hidden = true; told.textContent = "摄像头打不开，请在浏览器设置里允许使用相机，或者照着编码输入。"; });
  return { node: h("div", { class: "scan" }, picture, told, form), stop };
}

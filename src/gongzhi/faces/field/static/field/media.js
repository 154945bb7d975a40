/* Photos made small on the phone, with their time and place; voice notes. Nothing in a picture is analysed. */
const LONG_SIDE = 1600, ENOUGH = 450_000, QUALITIES = [0.8, 0.65, 0.5];
const BIG = 4_000_000;    // bytes from which a photo is decoded at a smaller size at once
const SECONDS = 60;       // of a voice note

export class Unusable extends Error {}

/** A JPEG of at most 1600 pixels and about 450 KB, the words written at its lower edge. Throws Unusable. */
export async function shrink(file, words) {
  const picture = await decode(file);
  const scale = Math.min(1, LONG_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  const pen = canvas.getContext("2d");
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close?.();
  stamp(pen, canvas, words);
  let blob;
  for (const quality of QUALITIES) {
    blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
    if (blob && blob.size <= ENOUGH) break;
  }
  canvas.width = canvas.height = 0;  // gives the memory back at once
  if (!blob) throw new Unusable("手机内存不够，处理不了这张照片。请关掉别的应用，再拍一张。");
  return blob;
}

async function decode(file) {
  if (!file.size) throw new Unusable(`“${file.name}”是空的。请重新拍一张。`);
  const options = { imageOrientation: "from-image", ...(file.size > BIG ? { resizeWidth: LONG_SIDE, resizeQuality: "medium" } : {}) };
  try {
    return await createImageBitmap(file, options);
  } catch {
    throw new Unusable(`“${file.name}”打不开（${(file.size / 1e6).toFixed(1)} MB）。请直接点“拍照”重新拍；照片太大时，把相机的分辨率调低。`);
  }
}

/** Time and place along the lower edge, white on dark. */
function stamp(pen, canvas, words) {
  const height = Math.max(14, Math.round(canvas.width / 42)), pad = Math.round(height * 0.6);
  pen.fillStyle = "rgba(0, 0, 0, .55)";
  pen.fillRect(0, canvas.height - height - 2 * pad, canvas.width, height + 2 * pad);
  pen.fillStyle = "#fff";
  pen.font = `${height}px sans-serif`;
  pen.textBaseline = "middle";
  pen.fillText(words, pad, canvas.height - pad - height / 2, canvas.width - 2 * pad);
}

export const canRecord = () => Boolean(globalThis.MediaRecorder && navigator.mediaDevices?.getUserMedia);

/** Record until `stop` is called or a minute is over; `done(blob)`, or `failed(words)`. */
export async function record(done, failed) {
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch (error) {
    failed(error.name === "NotAllowedError" ? "没有录音权限。请在浏览器的设置里允许使用麦克风，或者改为打字。" : "这部手机录不了音，请改为打字。");
    return () => {};
  }
  const type = ["audio/webm;codecs=opus", "audio/webm", "audio/mp4"].find((one) => MediaRecorder.isTypeSupported(one));
  const parts = [], recorder = new MediaRecorder(stream, { ...(type ? { mimeType: type } : {}), audioBitsPerSecond: 24_000 });
  const timer = setTimeout(() => stop(), SECONDS * 1000);
  const stop = () => { clearTimeout(timer); if (recorder.state !== "inactive") recorder.stop(); };
  recorder.ondataavailable = (event) => { if (event.data.size) parts.push(event.data); };
  recorder.onstop = () => {
    stream.getTracks().forEach((track) => track.stop());
    const plain = (recorder.mimeType || "audio/webm").split(";")[0];
    if (parts.length) done(new Blob(parts, { type: plain }));
    else failed("没有录到声音，请再录一次。");
  };
  recorder.start();
  return stop;
}

export const extension = (blob) => ({ "image/jpeg": "jpg", "audio/mp4": "m4a", "audio/webm": "weba", "audio/ogg": "ogg" })[blob.type] || "bin";

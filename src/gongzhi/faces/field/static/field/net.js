/* Asking the county's server; whatever can go wrong is one of four things. */
export class Offline extends Error {}     // no answer, or not from the county: later
export class SignedOut extends Error {}   // the person must sign in again
export class Refused extends Error {      // a clear no, with its reason
  constructor(problem) {
    super(problem.title || "系统没有收下");
    this.code = (problem.type || "").replace("urn:gongzhi:", "");
    this.field = problem.field || "";
    this.id = problem.instance || "";
  }
}
export class Broken extends Refused {}    // the server stumbled

const LATER = [408, 425, 429, 502, 503, 504];
let token = "";

export async function ask(address, options = {}, seconds = 30) {
  const stop = new AbortController(), timer = setTimeout(() => stop.abort(), seconds * 1000);
  let answer, said;
  try {
    answer = await fetch(address, {
      ...options, signal: stop.signal, credentials: "same-origin", cache: "no-store",
      headers: { Accept: "application/json", ...options.headers, ...(options.method ? { "X-CSRFToken": token } : {}) },
    });
    said = await answer.json();
  } catch {
    if (answer?.status >= 500 && !LATER.includes(answer.status)) throw new Broken({});
    throw new Offline();
  } finally { clearTimeout(timer); }
  if (answer.ok) return said;
  if (answer.status === 401) throw new SignedOut(said.title);
  if (LATER.includes(answer.status)) throw new Offline();
  throw answer.status >= 500 ? new Broken(said) : new Refused(said);
}

/** Who is signed in; also fetches the token that every POST carries. */
export async function hello() {
  const found = await ask("hello", {}, 15);
  token = found.token;
  return found;
}

export const post = (address, body, seconds) => ask(address, {
  method: "POST", body: body instanceof FormData ? body : JSON.stringify(body),
  headers: body instanceof FormData ? {} : { "Content-Type": "application/json" },
}, seconds);

export async function signOut() {
  await hello();
  await fetch("/logout", { method: "POST", headers: { "X-CSRFToken": token }, credentials: "same-origin", redirect: "manual" });
}

/* Keeps the page and its files of one version, so that it opens without signal. Everything else goes to the network. */
const VERSION = "field-{{ version }}", PAGE = "{{ page }}";
const FILES = [{% for one in files %}
  "{{ one }}",{% endfor %}
];

self.addEventListener("install", (event) => {
  const fresh = FILES.map((address) => new Request(address, { cache: "reload" }));
  event.waitUntil(caches.open(VERSION).then((kept) => kept.addAll(fresh)));
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith("field-") && name !== VERSION);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  })());
});

self.addEventListener("message", (event) => { if (event.data === "go") self.skipWaiting(); });

self.addEventListener("fetch", (event) => {
  const request = event.request, address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  const ours = request.mode === "navigate" ? address.pathname === PAGE : FILES.includes(address.pathname);
  if (!ours) return;
  event.respondWith((async () => {
    const kept = await caches.open(VERSION);
    return (await kept.match(address.pathname)) || fetch(request);
  })());
});

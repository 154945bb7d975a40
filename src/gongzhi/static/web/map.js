/* Maps on Leaflet: boundaries, clustered points, picking a position and drawing a line. Each map is an element with data-map. */
(() => {
  "use strict";
  if (window.mapsStarted) return; // a page with two maps names this script twice
  window.mapsStarted = true;
  const COLOURS = { s0: "#eef2f7", s1: "#cfdcec", s2: "#9dbadb", s3: "#5f8cc0", s4: "#24497a" };
  const LIGHTS = { green: "#1a7334", yellow: "#b87a00", red: "#b3261e", blue: "#1f5fa8", grey: "#6b7684", done: "#1f5fa8" };
  const NEAREST = 19;
  const text = (word) => document.createTextNode(word);
  const get = (url) => fetch(url, { headers: { Accept: "application/json" } }).then((answer) => {
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  });

  function note(box, words) {
    box.querySelector("[data-map-note]").textContent = words;
  }

  /* Show the whole once; a map that is hidden as yet (a later step of a form) has no size to fit it into. */
  function fit(map) {
    const { x, y } = map.getSize();
    if (!map.whole || !x || !y) return;
    map.fitBounds(map.whole, { padding: [8, 8], animate: false });
    delete map.whole;
  }

  function outline(map, box, shape) {
    const shaded = shape.features.some((one) => one.properties.shade);
    const layer = L.geoJSON(shape, {
      style: ({ properties }) => ({
        color: "#5b6b80", weight: 1, fillColor: COLOURS[properties.shade] || "#fff", fillOpacity: shaded ? 0.85 : 1,
      }),
      onEachFeature: ({ properties }, area) => {
        const value = properties.value === undefined ? "" : ` ${properties.value}${properties.unit || ""}`;
        area.bindTooltip(properties.name + value, { sticky: true });
        if (properties.href && !box.dataset.pick && !box.dataset.trace) area.on("click", () => { location.href = properties.href; });
      },
    });
    if (layer.getLayers().length) map.whole = layer.getBounds();
    fit(map);
    layer.addTo(map);
    if (layer.getLayers().length && layer.getLayers().length <= 60) names(map, layer);
    return layer;
  }

  function names(map, layer) {
    const marks = L.layerGroup().addTo(map);
    const draw = () => {
      marks.clearLayers();
      layer.eachLayer((area) => {
        const bounds = area.getBounds(), word = area.feature.properties.name;
        const left = map.latLngToContainerPoint(bounds.getNorthWest()).x, right = map.latLngToContainerPoint(bounds.getNorthEast()).x;
        if (right - left < word.length * 13 + 6) return; // a name that does not fit is left to the tooltip
        const icon = L.divIcon({ className: "map-name", html: text(word).textContent.replace(/[<&]/g, ""), iconSize: [word.length * 13 + 4, 16] });
        L.marker(bounds.getCenter(), { icon, interactive: false, keyboard: false, zIndexOffset: -1000 }).addTo(marks);
      });
    };
    map.on("zoomend", draw);
    draw();
  }

  function cluster(map, box, given) {
    const index = new Supercluster({ radius: 52, extent: 256, maxZoom: NEAREST - 1 });
    index.load(given.points.map(([lon, lat, key, light]) => ({
      type: "Feature", properties: { key, light }, geometry: { type: "Point", coordinates: [lon, lat] },
    })));
    const marks = L.layerGroup().addTo(map);
    const draw = () => {
      const seen = map.getBounds().pad(0.1);
      const found = index.getClusters([seen.getWest(), seen.getSouth(), seen.getEast(), seen.getNorth()], Math.round(map.getZoom()));
      marks.clearLayers();
      found.forEach((one) => marks.addLayer(one.properties.cluster ? bunch(map, index, one) : single(box, given, one)));
    };
    map.on("moveend", draw);
    draw();
    if (given.line) L.polyline(given.line.map(([lon, lat]) => [lat, lon]), { color: "#1f5fa8", weight: 3, opacity: 0.75 }).addTo(map);
    const drawn = [...(given.line || []), ...given.points].map(([lon, lat]) => [lat, lon]);
    if (given.fit && drawn.length) map.fitBounds(L.latLngBounds(drawn).pad(0.3), { animate: false, maxZoom: 14 });
    if (!box.dataset.pick) note(box, `共${given.points.length}个点`);
  }

  function bunch(map, index, one) {
    const [lon, lat] = one.geometry.coordinates, count = one.properties.point_count;
    const size = count < 10 ? 26 : count < 100 ? 32 : count < 1000 ? 40 : 48;
    const icon = L.divIcon({ className: "map-bunch", html: count < 10000 ? String(count) : `${(count / 10000).toFixed(1)}万`, iconSize: [size, size] });
    const mark = L.marker([lat, lon], { icon, title: `这里有${count}个，点开放大`, alt: `${count}个` });
    mark.on("click", () => map.setView([lat, lon], Math.min(index.getClusterExpansionZoom(one.properties.cluster_id), NEAREST)));
    return mark;
  }

  function single(box, given, one) {
    const [lon, lat] = one.geometry.coordinates;
    const mark = L.circleMarker([lat, lon], { radius: 7, weight: 2, color: "#fff", fillColor: LIGHTS[one.properties.light] || "#24497a", fillOpacity: 1 });
    if (!given.detail) return mark;
    mark.bindPopup("正在打开…", { minWidth: 200 });
    mark.on("popupopen", ({ popup }) => fetch(given.detail.replace("KEY", encodeURIComponent(one.properties.key)), { headers: { "HX-Request": "true" } })
      .then((answer) => (answer.ok ? answer.text() : "没有打开，请再点一次。"))
      .then((html) => popup.setContent(html)));
    return mark;
  }

  function pick(map, box) {
    const form = box.closest("form") || document;
    const [lon, lat, place] = box.dataset.pick.split(",").map((name) => form.querySelector(`[name="${name}"]`));
    let mark;
    const put = (here, tell) => {
      const at = [here.lat.toFixed(6), here.lng.toFixed(6)];
      if (mark) mark.setLatLng(at); else mark = L.marker(at, { icon: L.divIcon({ className: "map-dot", iconSize: [20, 20] }), draggable: true, title: "选定的位置", alt: "选定的位置" }).addTo(map).on("dragend", () => put(mark.getLatLng(), true));
      if (!tell) return;
      [lat.value, lon.value] = at;
      note(box, "正在查找所在网格…");
      get(`${box.dataset.where}?lon=${at[1]}&lat=${at[0]}`).then((found) => {
        note(box, found.name ? `位置：${found.name}` : "这个位置不在本县范围内，请再点一次。");
        box.dispatchEvent(new CustomEvent("map-picked", { bubbles: true, detail: { ...found, lon: at[1], lat: at[0] } }));
        if (!place || !found.code) return;
        if (place.tomselect) { place.tomselect.addOption({ value: found.code, text: found.name }); place.tomselect.setValue(found.code); } else place.value = found.code;
        place.dispatchEvent(new Event("change", { bubbles: true }));
      }).catch(() => note(box, "没有查到所在网格，请再点一次。"));
    };
    map.on("click", (event) => put(event.latlng, true));
    if (lon.value && lat.value) { put({ lat: Number(lat.value), lng: Number(lon.value) }); map.setView([Number(lat.value), Number(lon.value)], 15); delete map.whole; }
    box.querySelector("[data-map-here]")?.addEventListener("click", () => {
      if (!navigator.geolocation) return note(box, "这台设备不能定位，请在地图上点选。");
      note(box, "正在定位…");
      navigator.geolocation.getCurrentPosition(({ coords }) => {
        const here = L.latLng(coords.latitude, coords.longitude);
        map.setView(here, 16);
        put(here, true);
      }, () => note(box, "没有得到定位许可，请在地图上点选。"), { enableHighAccuracy: true, timeout: 15000 });
    });
  }

  // a line by its points, kept in a field as the officer would type it: a row for each, longitude，latitude
  function trace(map, box) {
    const form = box.closest("form") || document;
    const [field, metres] = box.dataset.trace.split(",").map((name) => form.querySelector(`[name="${name}"]`));
    const line = L.polyline([], { color: "#1f5fa8", weight: 3 }).addTo(map), dots = L.layerGroup().addTo(map), before = [];
    const read = () => field.value.split("\n").map((row) => row.split(/[,，\s]+/).filter(Boolean).map(Number))
      .filter((pair) => pair.length === 2 && pair.every(Number.isFinite)).map(([lon, lat]) => L.latLng(lat, lon));
    const long = (points) => Math.round(points.reduce((sum, at, n) => sum + (n ? map.distance(points[n - 1], at) : 0), 0));
    const show = () => {
      const points = read();
      line.setLatLngs(points);
      dots.clearLayers();
      points.forEach((at, n) => {
        const icon = L.divIcon({ className: "map-dot", iconSize: [16, 16] });
        const dot = L.marker(at, { icon, draggable: true, title: `第${n + 1}点：拖动移位，点一下删去`, alt: `第${n + 1}点` }).addTo(dots);
        dot.on("dragend", () => keep(points.with(n, dot.getLatLng())));
        dot.on("click", () => keep(points.filter((_, m) => m !== n)));
      });
      note(box, points.length > 1 ? `${points.length}个点，长${long(points)}米` : "从上游到下游，沿着走向一点一点地点。");
    };
    const write = (words) => {
      field.value = words;
      const points = read();
      if (metres && points.length > 1) metres.value = long(points);
      show();
    };
    const keep = (points) => { before.push(field.value); write(points.map(({ lat, lng }) => `${lng.toFixed(6)}，${lat.toFixed(6)}`).join("\n")); };
    map.on("click", ({ latlng }) => keep([...read(), latlng]));
    map.doubleClickZoom.disable();
    field.addEventListener("input", show);
    box.querySelector("[data-trace-back]").addEventListener("click", () => { if (before.length) write(before.pop()); });
    box.querySelector("[data-trace-clear]").addEventListener("click", () => keep([]));
    show();
    if (read().length > 1) map.fitBounds(line.getBounds().pad(0.2), { animate: false, maxZoom: 15 });
  }

  function start(box) {
    if (box.dataset.started) return;
    box.dataset.started = "1";
    const map = L.map(box.querySelector("[data-map-ground]"), { preferCanvas: true, zoomSnap: 0.5, maxZoom: NEAREST, minZoom: 7 });
    map.attributionControl.setPrefix(false);
    box.map = map;
    map.setView([33, 116], 9);
    if (box.dataset.tiles) L.tileLayer(box.dataset.tiles, { attribution: box.dataset.tilesThanks, maxZoom: NEAREST }).addTo(map);
    const done = box.dataset.places ? get(box.dataset.places).then((shape) => {
      const layer = outline(map, box, shape);
      if (!layer.getLayers().length) note(box, "还没有边界，可以在系统管理里导入。");
    }) : Promise.resolve();
    done.then(() => {
      if (box.dataset.pick) pick(map, box);
      if (box.dataset.trace) trace(map, box);
      return box.dataset.points ? get(box.dataset.points).then((given) => cluster(map, box, given)) : null;
    }).catch(() => note(box, "地图数据没有取到，请刷新页面。")).finally(() => { box.dataset.ready = "1"; });
    new ResizeObserver(() => { map.invalidateSize(); fit(map); }).observe(box);
  }

  const all = (root) => root.querySelectorAll?.("[data-map]").forEach(start);
  const load = (address) => new Promise((done, failed) => {
    const script = Object.assign(document.createElement("script"), { src: address, onload: done, onerror: failed });
    document.head.append(script);
  });
  const needs = document.querySelector("script[data-needs]").dataset.needs.split(" ");
  Promise.all(needs.map(load)).then(() => {
    document.addEventListener("htmx:load", (event) => all(event.detail.elt.parentNode || document));
    all(document);
  });
})();

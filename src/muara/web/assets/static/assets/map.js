// The same places on a map that moves. Picture and list are whole without: all that is said here, they say.
const figure = document.querySelector("figure.places");
const svg = figure?.querySelector("svg");
if (svg && "L" in window) {
  const { L } = window;
  const told = figure.dataset;
  const [home, away] = told.home.split(" ").map(Number);
  const [south, east] = told.units.split(" ").map(Number);
  const at = (x, y) => [home - y / south, away + x / east];
  const rings = (path) => path.getAttribute("d").split("z").filter(Boolean)
    .map((ring) => ring.slice(1).split("L").map((corner) => at(...corner.split(" ").map(Number))));
  const view = svg.viewBox.baseVal;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

  const box = document.createElement("div");
  box.className = "moving";
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", svg.getAttribute("aria-label"));
  box.style.aspectRatio = view.width / view.height;
  svg.replaceWith(box);
  const map = L.map(box, {
    attributionControl: false, zoomControl: false, scrollWheelZoom: false, zoomSnap: 0.25, maxZoom: 19,
    zoomAnimation: !calm, fadeAnimation: !calm, markerZoomAnimation: !calm,
  });
  L.control.zoom({ zoomInTitle: told.closer, zoomOutTitle: told.wider }).addTo(map);
  if (told.tiles) {
    L.control.attribution({ prefix: false }).addTo(map);
    const attribution = new Option(told.credit).innerHTML;
    L.tileLayer(told.tiles, { maxZoom: 19, attribution, referrerPolicy: "origin" }).addTo(map);
  }
  map.fitBounds([at(view.x, view.y), at(view.x + view.width, view.y + view.height)], { animate: false });

  const all = L.featureGroup();
  for (const path of svg.querySelectorAll(".cell")) {
    const className = told.tiles ? "cell over" : "cell";
    L.polygon(rings(path), { className, interactive: false, weight: 1 }).addTo(all);
  }
  all.addTo(map);
  map.setMaxBounds(map.getBounds().extend(all.getBounds()).pad(0.2));

  let opened;
  const pins = [...document.querySelectorAll("[data-at]")].map((item) => {
    const [latitude, longitude, radius] = item.dataset.at.split(" ").map(Number);
    if (radius) L.circle([latitude, longitude], { radius, className: "about", interactive: false }).addTo(map);
    const icon = L.divIcon({ className: `pin ${item.dataset.kind}`, html: item.dataset.no, iconSize: [28, 28] });
    const pin = L.marker([latitude, longitude], { icon, riseOnHover: true }).addTo(map);
    const said = item.querySelector("a").cloneNode(true);
    said.querySelector("svg")?.remove();
    pin.getElement().setAttribute("aria-label", [...said.children].map((part) => part.textContent).join(", "));
    pin.bindPopup(said, { closeButton: false, autoPanPadding: [16, 16] });
    pin.on("popupopen", () => {
      opened = pin;
      said.focus({ preventScroll: true });
    });
    return pin;
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !opened) return;
    map.closePopup();
    opened.getElement().focus();
    opened = undefined;
  });

  // Names stand where they cover no mark and no other name, or nowhere.
  const names = [...svg.querySelectorAll(".name")].map((text) => {
    const html = new Option(text.textContent).innerHTML;
    const icon = L.divIcon({ className: "name", html: `<span>${html}</span>`, iconSize: [0, 0] });
    const place = at(Number(text.getAttribute("x")), Number(text.getAttribute("y")));
    return L.marker(place, { icon, interactive: false, keyboard: false, zIndexOffset: -1000 }).addTo(map);
  });
  const spots = [0, -22, 22, -38, 38].flatMap((y) => [0, -28, 28, -50, 50].map((x) => [x, y]));
  const covers = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const within = (a, b) => a.left >= b.left && a.right <= b.right && a.top >= b.top && a.bottom <= b.bottom;
  const arrange = () => {
    const edge = box.getBoundingClientRect();
    const taken = pins.map((pin) => pin.getElement().getBoundingClientRect());
    for (const name of names) {
      const span = name.getElement().firstElementChild;
      span.style.translate = "";
      const { left, right, top, bottom } = span.getBoundingClientRect();
      const moved = ([x, y]) => ({ left: left + x, right: right + x, top: top + y, bottom: bottom + y });
      const isFree = (spot) => within(moved(spot), edge) && !taken.some((other) => covers(moved(spot), other));
      const free = spots.find(isFree);
      span.hidden = !free;
      if (free) {
        span.style.translate = `${free[0]}px ${free[1]}px`;
        taken.push(moved(free));
      }
    }
  };
  // One finger moves the page; once closer, it moves the map, and the buttons lead back.
  const start = map.getZoom();
  const fit = () => {
    if (!L.Browser.mobile || map.getZoom() > start) map.dragging.enable();
    else map.dragging.disable();
    arrange();
  };
  map.on("zoomend resize", fit);
  fit();
}

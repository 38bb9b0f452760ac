// Pan and zoom; the picture is whole without.
for (const pan of document.querySelectorAll(".pan")) {
  const svg = pan.firstElementChild, bar = pan.nextElementSibling, fingers = new Map();
  const { width: W, height: H } = svg.viewBox.baseVal;
  let x = 0, y = 0, k = 1, apart = 0;
  const unit = () => W / k / svg.clientWidth;
  const within = (v, most) => Math.max(0, Math.min(v, most));
  const move = (dx, dy) => {
    x = within(x + dx, W - W / k);
    y = within(y + dy, H - H / k);
    svg.setAttribute("viewBox", [x, y, W / k, H / k]);
    const f = (svg.clientWidth < 600 ? 13 : 16) * unit();
    svg.style.fontSize = k > 1 ? f + "px" : "";
    svg.style.setProperty("--m", Math.min(1, 1.4 / k));
    svg.dataset.z = (k > 1) * [20, 9, 4.5].filter((s) => f < s).length;
    pan.style.touchAction = k > 1 ? "none" : "pan-y";
  };
  const zoom = (by, e) => {
    const box = svg.getBoundingClientRect(), was = 1 / k;
    k = Math.max(1, within(k * by, 8));
    const d = was - 1 / k;
    move(d * W * (e ? (e.x - box.x) / box.width : .5), d * H * (e ? (e.y - box.y) / box.height : .5));
  };
  pan.tabIndex = 0;
  bar.hidden = false;
  bar.onclick = (e) => zoom(+e.target.closest("button")?.dataset.by || 0);
  pan.onwheel = (e) => e.ctrlKey && (e.preventDefault(), zoom(e.deltaY < 0 ? 1.2 : .8, e));
  pan.onkeydown = (e) => {
    const i = "LRUD+=-".indexOf(e.key[5] || e.key), s = (i % 2 ? 80 : -80) / k;
    if (i < 0 || e.ctrlKey) return;
    e.preventDefault();
    i > 3 ? zoom(i < 6 ? 1.6 : .625) : i > 1 ? move(0, s) : move(s, 0);
  };
  pan.onpointerdown = (e) => { fingers.set(e.pointerId, e); apart = 0; };
  pan.onpointermove = (e) => {
    const old = fingers.get(e.pointerId);
    if (!old) return;
    fingers.set(e.pointerId, e);
    const [a, b] = fingers.values();
    if (!b) return move((old.x - e.x) * unit(), (old.y - e.y) * unit());
    const now = Math.hypot(a.x - b.x, a.y - b.y);
    if (apart) zoom(now / apart, e);
    apart = now;
  };
  onpointerup = onpointercancel = (e) => fingers.delete(e.pointerId);
}

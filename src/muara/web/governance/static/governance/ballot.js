// What a ballot can do beyond its plain fields: say what is left, and move options up in a ranking.

const whole = (text) => /^[0-9]+$/.test(text.trim()) ? Number(text) : 0;
const inRupiah = (n) => `Rp${n.toString().replace(/\B(?=(\d{3})+$)/g, ".")}`;

for (const box of document.querySelectorAll("[data-dots]")) {
  const said = document.querySelector("[data-left]");
  const say = () => {
    const spent = [...box.querySelectorAll("input")].reduce((sum, field) => sum + whole(field.value), 0);
    said.textContent = String(Number(box.dataset.dots) - spent);
  };
  box.addEventListener("input", say);
  say();
}

for (const said of document.querySelectorAll("[data-purse]")) {
  const form = said.closest("form");
  const over = said.dataset.over ?? "";
  const say = () => {
    const spent = [...form.querySelectorAll("[data-cost]:checked")].reduce((sum, box) => sum + Number(box.dataset.cost), 0);
    const left = Number(said.dataset.purse) - spent;
    said.textContent = left < 0 ? over : inRupiah(left);
  };
  form.addEventListener("change", say);
}

for (const list of document.querySelectorAll("[data-ranks]")) {
  const rows = () => [...list.querySelectorAll(".entry")];
  const field = (row) => row.querySelector("input");
  const ranked = () => rows().filter((row) => whole(field(row).value)).sort((a, b) => whole(field(a).value) - whole(field(b).value));
  for (const moves of list.querySelectorAll(".moves")) moves.hidden = false;
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-up]");
    if (!button) return;
    const order = ranked();
    const row = button.closest(".entry");
    const at = order.indexOf(row);
    // A first tap puts it last among the chosen; each further one moves it up by a place.
    if (at < 0) order.push(row);
    else if (at > 0) order.splice(at - 1, 2, row, order[at - 1]);
    order.forEach((one, place) => { field(one).value = String(place + 1); });
  });
}

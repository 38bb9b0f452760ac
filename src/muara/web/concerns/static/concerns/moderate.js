// The moderation queue from the keyboard: j and k move, t accepts, r, g and x open a decision. Nothing here is
// needed; without it the same buttons are reached by tab.
const list = document.getElementById("antrean");
const news = document.getElementById("kabar");
const items = () => [...list.querySelectorAll(".item")];
const isTyping = (target) => target.closest("input, textarea, select") !== null;

function go(step) {
  const all = items();
  const here = all.indexOf(document.activeElement.closest?.(".item"));
  const next = all[here < 0 ? 0 : Math.min(Math.max(here + step, 0), all.length - 1)];
  next?.focus();
}

function act(item, key) {
  const part = item.querySelector(`[data-key="${key}"]`);
  if (!part) return;
  if (part.tagName !== "DETAILS") return part.click();
  part.open = true;
  part.querySelector("textarea, input:not([type=hidden]), select")?.focus();
}

list?.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = event.target.closest("details[open]");
  if (!open) return;
  open.open = false;
  open.closest(".item").focus();
});

document.addEventListener("keydown", (event) => {
  if (!list || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (event.key === "j" || event.key === "k") return go(event.key === "j" ? 1 : -1);
  const item = document.activeElement.closest?.(".item");
  if (item && "trgx".includes(event.key)) {
    event.preventDefault();
    act(item, event.key);
  }
});

document.body.addEventListener("htmx:afterSwap", (event) => {
  const item = document.getElementById(event.detail.target.id);
  if (!item) return;
  const told = item.querySelector("[data-told]");
  if (!told) return item.querySelector("details[open] textarea, details[open] input:not([type=hidden])")?.focus();
  news.textContent = told.textContent;
  const rest = items();
  const next = rest.slice(rest.indexOf(item) + 1).find((other) => !other.querySelector("[data-told]"));
  (next ?? item).focus();
});

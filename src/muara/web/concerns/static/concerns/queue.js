// Votes of a phone without a connection: kept here, sent later, counted once. And the keys 1, 2, 3.
const NAME = "muara.antre", one = (selector) => document.querySelector(selector);
const door = () => one("#suara").dataset;
let stock = [], busy = false;

const kept = () => {
  try { return JSON.parse(localStorage.getItem(NAME)) || []; } catch { return []; }
};
const mine = () => kept().filter((vote) => vote.to === door().kiriman);
function keep(votes) {
  localStorage.setItem(NAME, JSON.stringify(votes));
  tell("#antre", mine().length);
}
function tell(where, n, why = "") {
  one(where).hidden = !n;
  one(where + " b").textContent = n;
  if (why) one(where + " span").textContent = why;
}
function ready() {
  one(".keys")?.removeAttribute("hidden");
  tell("#antre", mine().length);
}

// Put the next statement on the card; where none is in stock, the card stays and its buttons rest.
function advance(form) {
  const done = mine().map((vote) => vote.statement);
  stock = stock.filter((next) => !done.includes(next.id));
  const next = stock.shift(), { statement, key, important } = form.elements;
  one(".undo")?.remove();
  for (const button of form.querySelectorAll("button")) button.disabled = !next;
  if (!next) return;
  [statement.value, key.value, important.checked] = [next.id, next.key, false];
  one(".statement .meta").textContent = next.author;
  one(".statement .say").textContent = next.text;
}

function failed({ detail: { elt, xhr, requestConfig } }) {
  if (elt.id !== "beri" || (xhr.status && xhr.status < 500)) return;
  const { statement, value, important, key } = requestConfig.parameters;
  const vote = { statement: +statement, value: +value, important: !!important, key };
  keep([...kept(), { ...vote, to: door().kiriman, at: Date.now() }]);
  advance(elt);
}

async function fill() {
  ready();
  if (stock.length > 3) return;
  stock = (await (await fetch(door().kiriman)).json()).next;
}

async function send() {
  const batch = mine().slice(0, 50), { kiriman, token } = door();
  if (busy || !batch.length) return;
  busy = true;
  try {
    const votes = batch.map(({ to, at, ...vote }) => ({ ...vote, ago: Math.max(0, Math.round((Date.now() - at) / 1e3)) }));
    const answer = await fetch(kiriman, { method: "POST", headers: { "X-Kiriman": token }, body: JSON.stringify({ votes }) });
    if ([200, 400, 410].includes(answer.status)) {
      const { results, error } = await answer.json(), over = answer.ok ? results.map((result) => result.key) : votes.map((vote) => vote.key);
      const refused = results.filter((result) => result.status === "refused");
      keep(kept().filter((vote) => !over.includes(vote.key)));
      tell("#tolak", answer.ok ? refused.length : over.length, error || refused[0]?.message);
      htmx.ajax("GET", location.pathname, { target: "#suara", swap: "outerHTML" });
    }
  } finally { busy = false; }
}

const calm = (work) => () => work().catch(() => {}); // still offline: nothing is lost, the next round tries again
const { body } = document;
body.addEventListener("htmx:sendError", failed);
body.addEventListener("htmx:responseError", failed);
body.addEventListener("htmx:afterSettle", calm(fill));
addEventListener("online", calm(send));
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  if (/^[123]$/.test(event.key)) one("#v" + event.key)?.click();
});
setInterval(calm(send), 15e3);
ready();
calm(send)();

// Typing in a sheet: a digit moves on to the next line, Enter too, Backspace in an empty line goes back.
const cells = [...document.querySelectorAll(".digit")];
const number = document.getElementById("nomor");
const go = (cell) => { cell?.focus(); cell?.select?.(); };

document.getElementById("lembar")?.addEventListener("keydown", (event) => {
  const at = cells.indexOf(event.target);
  if (event.key === "Enter" && !event.ctrlKey && (at >= 0 || event.target === number)) {
    event.preventDefault();
    go(cells[at + 1] || event.currentTarget.querySelector("button"));
  } else if (at >= 0 && /^[0-3]$/.test(event.key)) {
    event.preventDefault();
    event.target.value = event.key;
    go(cells[at + 1] || event.currentTarget.querySelector("button"));
  } else if (at > 0 && event.key === "Backspace" && !event.target.value) {
    event.preventDefault();
    go(cells[at - 1]);
  } else if (at >= 0 && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    go(cells[at + (event.key === "ArrowDown" ? 1 : -1)]);
  }
});

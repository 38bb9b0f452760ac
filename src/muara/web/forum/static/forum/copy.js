// Put a text into the clipboard. Where a browser cannot, the button stays hidden and the text stands open to select.
for (const button of document.querySelectorAll("button[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    document.getElementById(button.dataset.told).textContent = button.dataset.done;
  });
}

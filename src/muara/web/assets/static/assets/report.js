// The point where somebody stands, if they ask for it and the phone knows it.
const row = document.querySelector("[data-point]");
const latitude = document.querySelector("[name=latitude]");
const longitude = document.querySelector("[name=longitude]");
if (row && latitude && longitude && "geolocation" in navigator) {
  const told = row.querySelector("[role=status]");
  row.hidden = false;
  row.querySelector("button").addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        latitude.value = coords.latitude.toFixed(6);
        longitude.value = coords.longitude.toFixed(6);
        told.textContent = told.dataset.taken;
      },
      () => {
        told.textContent = told.dataset.failed;
      },
      { enableHighAccuracy: true, timeout: 20000 },
    );
  });
}

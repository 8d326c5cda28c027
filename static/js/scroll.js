// Sorting, filtering and paging load a page anew: keep the place. Nothing is stored beyond the tab's history.
const KEY = "scroll";

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-keep-scroll] a[href]");
  if (link && new URL(link.href).pathname === location.pathname) remember();
});
document.addEventListener("submit", (event) => {
  if (event.target.closest("[data-keep-scroll]") && event.target.method === "get") remember();
});

function remember() {
  window.name = `${KEY}:${location.pathname}:${Math.round(scrollY)}`;
}

const [word, path, top] = window.name.split(":");
if (word === KEY) {
  window.name = "";
  if (path === location.pathname) scrollTo({ top: Number(top), behavior: "instant" });
}

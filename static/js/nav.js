// Menus close with Escape and with a click elsewhere. Without this they are plain <details>.
const menus = () => document.querySelectorAll(".nav-bar details[open], .nav-phone[open], .switcher[open]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus()) {
    const inside = menu.contains(document.activeElement);
    menu.open = false;
    if (inside) menu.querySelector("summary").focus();
  }
});

document.addEventListener("click", (event) => {
  for (const menu of menus()) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

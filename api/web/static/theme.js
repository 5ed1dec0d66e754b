// Light, dark, or the system's choice, on pages without the page library.
(() => {
  const wanted = document.body.dataset.theme;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const apply = () =>
    document.body.classList.toggle("body--dark", wanted === "dark" || (wanted === "auto" && system.matches));
  system.addEventListener("change", apply);
  apply();
})();

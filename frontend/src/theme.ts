// Light or dark, as the system says. Loaded before the page is drawn, so that nothing flashes.
const dark = window.matchMedia("(prefers-color-scheme: dark)");

function follow(): void {
  document.documentElement.dataset["bsTheme"] = dark.matches ? "dark" : "light";
}

follow();
dark.addEventListener("change", follow);

// Light or dark: as chosen on this device, else as the system says; on paper always light. Loaded before the page is drawn, so that nothing flashes.
const KEY = "wfm-theme";
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const paper = window.matchMedia("print");

function chosen(): string {
  try {
    return localStorage.getItem(KEY) ?? "auto";
  } catch {
    return "auto"; // A browser that keeps nothing still shows the page.
  }
}

function apply(): void {
  const choice = chosen();
  const isDark = !paper.matches && (choice === "dark" || (choice === "auto" && dark.matches));
  document.documentElement.dataset["bsTheme"] = isDark ? "dark" : "light";
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset["themeChoice"] === choice));
  }
}

function choose(choice: string): void {
  try {
    localStorage.setItem(KEY, choice);
  } catch {
    return;
  }
  apply();
}

apply();
dark.addEventListener("change", apply);
paper.addEventListener("change", apply);
window.addEventListener("storage", apply);
document.addEventListener("DOMContentLoaded", () => {
  apply();
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-theme-choice]")) {
    button.addEventListener("click", () => choose(button.dataset["themeChoice"] ?? "auto"));
  }
});

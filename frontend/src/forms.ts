// Fields that belong to one choice are shown for it alone: `data-shown-for` names the value of the select that `data-shows` marks.

function showFor(select: HTMLSelectElement): void {
  for (const part of select.form?.querySelectorAll<HTMLElement>("[data-shown-for]") ?? []) part.hidden = part.dataset["shownFor"] !== select.value;
}

for (const select of document.querySelectorAll<HTMLSelectElement>("select[data-shows]")) {
  showFor(select);
  select.addEventListener("change", () => showFor(select));
}

// Fields that belong to one choice are shown for it alone: `data-shown-for` names the value of the select that `data-shows` marks.

function showFor(select: HTMLSelectElement): void {
  for (const part of select.form?.querySelectorAll<HTMLElement>("[data-shown-for]") ?? []) part.hidden = part.dataset["shownFor"] !== select.value;
}

for (const select of document.querySelectorAll<HTMLSelectElement>("select[data-shows]")) {
  showFor(select);
  select.addEventListener("change", () => showFor(select));
}

// A long list of choices is narrowed to those that hold what is typed: `data-narrows` names the list. What is ticked stays in sight.
for (const field of document.querySelectorAll<HTMLInputElement>("input[data-narrows]")) {
  const list = document.getElementById(field.dataset["narrows"] ?? "");
  field.addEventListener("input", () => {
    const sought = field.value.trim().toLowerCase();
    for (const row of list?.querySelectorAll<HTMLElement>("label") ?? [])
      row.hidden = !(row.textContent ?? "").toLowerCase().includes(sought) && !row.querySelector("input:checked");
  });
  // Enter would start the build in the middle of a search.
  field.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
}

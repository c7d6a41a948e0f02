// The rows of a board: those of the first screen are in the page, the others are fetched while these are looked at.

const AT_ONCE = 110;

export function rowOf(grid: HTMLElement, person: string | number): HTMLElement | null {
  return grid.querySelector<HTMLElement>(`.person[data-person="${CSS.escape(String(person))}"]`);
}

// Finds an element of the board again later: its row may have been drawn anew meanwhile.
export function placeOf(element: HTMLElement | null): () => HTMLElement | null {
  const row = element?.closest<HTMLElement>(".person");
  const grid = row?.closest<HTMLElement>("[data-grid]");
  const person = row?.dataset["person"];
  const at = row && element ? [...row.children].indexOf(element) : -1;
  return () => {
    if (!element || element.isConnected || !grid || !person) return element;
    return (rowOf(grid, person)?.children[at] as HTMLElement | undefined) ?? null;
  };
}

// Puts new rows in the places of the old ones; the focus stays where it was.
export function putRows(grid: HTMLElement, rows: HTMLElement[]): void {
  for (const row of rows) {
    const old = rowOf(grid, row.dataset["person"] ?? "");
    if (!old) continue;
    const cells = [...old.children];
    const focused = cells.findIndex((cell) => cell === document.activeElement);
    const stop = cells.findIndex((cell) => (cell as HTMLElement).tabIndex === 0);
    row.hidden = old.hidden;
    old.replaceWith(row);
    const kept = row.children[stop] as HTMLElement | undefined;
    if (stop >= 0 && kept) kept.tabIndex = 0;
    if (focused >= 0) (row.children[focused] as HTMLElement | undefined)?.focus({ preventScroll: true });
  }
}

export function parsed(html: string): HTMLElement[] {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return [...holder.content.children] as HTMLElement[];
}

// Resolves when every row is drawn.
export async function fillRows(grid: HTMLElement): Promise<void> {
  const address = grid.dataset["rowsUrl"];
  if (!address) return;
  const waiting = [...grid.querySelectorAll<HTMLElement>(".pending")].map((row) => row.dataset["person"] ?? "");
  for (let at = 0; at < waiting.length; at += AT_ONCE) {
    const people = waiting.slice(at, at + AT_ONCE).join(",");
    const answer = await fetch(`${address}${address.includes("?") ? "&" : "?"}people=${people}`);
    if (!answer.ok || !grid.isConnected) return;
    putRows(grid, parsed(await answer.text()).filter((row) => rowOf(grid, row.dataset["person"] ?? "")?.classList.contains("pending")));
    grid.dispatchEvent(new CustomEvent("board:rows"));
  }
  grid.dataset["complete"] = "true";
}

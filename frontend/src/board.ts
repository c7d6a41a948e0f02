// The board's keyboard: one stop for Tab, arrows walk people and days, Enter opens a person. Everything else is plain links and forms.
import htmx from "htmx.org";
import { openShift, startEditing } from "./editing";
import { fillRows } from "./rows";

const CELLS = ':scope > [role="rowheader"][tabindex], :scope > [role="gridcell"]';

function rowsOf(grid: HTMLElement): HTMLElement[] {
  return [...grid.querySelectorAll<HTMLElement>(".person")].filter((row) => row.getClientRects().length > 0);
}

function cellsOf(row: HTMLElement): HTMLElement[] {
  return [...row.querySelectorAll<HTMLElement>(CELLS)];
}

function focusCell(grid: HTMLElement, cell: HTMLElement | undefined): void {
  if (!cell) return;
  for (const stop of grid.querySelectorAll<HTMLElement>('[tabindex="0"]')) stop.tabIndex = -1;
  cell.tabIndex = 0;
  cell.focus();
  cell.scrollIntoView({ block: "nearest", inline: "nearest" });
}

// Left and right skip days off, so that they walk from shift to shift; the name of the person is the first stop of a row.
function sideways(cells: HTMLElement[], from: number, step: number): HTMLElement | undefined {
  for (let at = from + step; at >= 0 && at < cells.length; at += step) {
    const cell = cells[at];
    if (cell && !cell.classList.contains("free")) return cell;
  }
  return undefined;
}

function move(grid: HTMLElement, event: KeyboardEvent): void {
  const cell = (event.target as HTMLElement).closest<HTMLElement>('[role="gridcell"], [role="rowheader"]');
  const row = cell?.closest<HTMLElement>(".person");
  if (!cell || !row) return;
  const rows = rowsOf(grid);
  const cells = cellsOf(row);
  const at = cells.indexOf(cell);
  const below = (steps: number): HTMLElement | undefined => {
    const other = rows[Math.max(0, Math.min(rows.length - 1, rows.indexOf(row) + steps))];
    return other && cellsOf(other)[at];
  };
  const targets: Record<string, () => HTMLElement | undefined> = {
    ArrowLeft: () => sideways(cells, at, -1),
    ArrowRight: () => sideways(cells, at, 1),
    ArrowUp: () => below(-1),
    ArrowDown: () => below(1),
    PageUp: () => below(-10),
    PageDown: () => below(10),
    Home: () => (event.ctrlKey ? cellsOf(rows[0] ?? row)[0] : cells[0]),
    End: () => (event.ctrlKey ? cellsOf(rows[rows.length - 1] ?? row).at(-1) : cells.at(-1)),
  };
  const target = targets[event.key];
  if (target) {
    event.preventDefault();
    focusCell(grid, target());
  } else if (event.key === "Enter") {
    event.preventDefault();
    if (!openShift(cell)) void openPerson(grid, row);
  } else if (event.key.toLowerCase() === "o" && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    void openPerson(grid, row);
  }
}

async function openPerson(grid: HTMLElement, row: HTMLElement): Promise<void> {
  const dialog = document.querySelector<HTMLDialogElement>("#person");
  const body = dialog?.querySelector<HTMLElement>(".person-body");
  const address = grid.dataset["personUrl"]?.replace(/\/people\/0(?=\?|$)/, `/people/${row.dataset["person"] ?? ""}`);
  if (!dialog || !body || !address) return;
  await htmx.ajax("get", address, { target: body, swap: "innerHTML" });
  dialog.showModal();
}

// A week of many people has no room on a phone: unless the address says otherwise, a day is shown there.
function preferDayWhereNarrow(): void {
  const address = new URL(window.location.href);
  if (!document.querySelector(".board.is-week") || address.searchParams.has("view")) return;
  if (!window.matchMedia("(max-width: 767.98px)").matches) return;
  address.searchParams.set("view", "day");
  window.location.replace(address);
}

// What has the focus must not be hidden below the head of the axis or behind the coverage.
function keepFocusInSight(grid: HTMLElement): void {
  const scroller = grid.closest<HTMLElement>(".board-scroll");
  const head = grid.querySelector<HTMLElement>(".axis");
  const coverage = scroller?.querySelector<HTMLElement>(".coverage");
  if (!scroller || !head || !coverage) return;
  scroller.style.scrollPaddingTop = `${head.offsetHeight + 24}px`;
  scroller.style.scrollPaddingBottom = `${coverage.offsetHeight}px`;
}

export function prepareBoards(root: ParentNode): void {
  for (const grid of root.querySelectorAll<HTMLElement>("[data-grid]")) {
    const first = grid.querySelector<HTMLElement>(".person > [tabindex]");
    if (first) first.tabIndex = 0;
    keepFocusInSight(grid);
    grid.addEventListener("keydown", (event) => move(grid, event));
    grid.addEventListener("click", (event) => {
      const cell = (event.target as HTMLElement).closest<HTMLElement>('[role="gridcell"], .person > [role="rowheader"]');
      const row = cell?.closest<HTMLElement>(".person");
      if (!cell || !row) return;
      // The end of a drag is no click.
      if (Date.now() - Number(grid.dataset["dragged"] ?? 0) < 300) return;
      focusCell(grid, cell);
      if (!openShift(cell)) void openPerson(grid, row);
    });
    startEditing(grid);
    void fillRows(grid);
  }
}

preferDayWhereNarrow();

// One letter switches between board and table, as long as nobody is typing.
document.addEventListener("keydown", (event) => {
  const typing = (event.target as HTMLElement).closest("input:not([type=radio], [type=checkbox]), select, textarea, dialog");
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  document.querySelector<HTMLAnchorElement>(`a[data-key="${CSS.escape(event.key.toLowerCase())}"]`)?.click();
});

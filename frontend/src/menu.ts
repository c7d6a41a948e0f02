// What can be done to a shift or a free day, where the pointer is: right click, the menu key or Shift F10. Every entry has a key of
// its own as well. On pages where nobody may edit, the browser's own menu stays.
import { placeOf } from "./rows";

export interface MenuActions {
  mayEdit: () => boolean;
  isLocked: (cell: HTMLElement) => boolean;
  act: (what: string, cell: HTMLElement) => void;
}

const MARGIN = 8;

export function letMenu(grid: HTMLElement, { mayEdit, isLocked, act }: MenuActions): void {
  const menu = document.querySelector<HTMLElement>("#cell-menu");
  if (!menu) return;
  let about: () => HTMLElement | null = () => null;
  const entries = (): HTMLButtonElement[] => [...menu.querySelectorAll<HTMLButtonElement>("button")].filter((entry) => !entry.hidden);

  grid.addEventListener("contextmenu", (event) => {
    const cell = (event.target as HTMLElement).closest<HTMLElement>('.person > [role="gridcell"]');
    if (!cell || !mayEdit()) return;
    event.preventDefault();
    about = placeOf(cell);
    const kind = cell.querySelector("g[data-shift]") ? "shift" : "day";
    for (const entry of menu.querySelectorAll<HTMLButtonElement>("button")) {
      const [only, locked] = [entry.dataset["only"], entry.dataset["locked"]];
      entry.hidden = (only !== undefined && only !== kind) || (locked !== undefined && (locked === "yes") !== isLocked(cell));
    }
    menu.showPopover();
    // A key has no place of its own: the menu opens at the cell then.
    const box = cell.getBoundingClientRect();
    const [x, y] = event.clientX || event.clientY ? [event.clientX, event.clientY] : [box.left + MARGIN, box.bottom - MARGIN];
    menu.style.left = `${Math.max(MARGIN, Math.min(x, window.innerWidth - menu.offsetWidth - MARGIN))}px`;
    menu.style.top = `${Math.max(MARGIN, Math.min(y, window.innerHeight - menu.offsetHeight - MARGIN))}px`;
    entries()[0]?.focus();
  });
  menu.addEventListener("click", (event) => {
    const what = (event.target as HTMLElement).closest<HTMLElement>("[data-act]")?.dataset["act"];
    const cell = about();
    if (!what || !cell) return;
    menu.hidePopover();
    cell.focus({ preventScroll: true });
    act(what, cell);
  });
  menu.addEventListener("keydown", (event) => {
    const shown = entries();
    const at = shown.indexOf(document.activeElement as HTMLButtonElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    event.stopPropagation();
    if (to !== undefined) {
      event.preventDefault();
      shown.at(to % shown.length)?.focus();
    } else if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      menu.hidePopover();
      about()?.focus({ preventScroll: true });
    }
  });
}

// Editing by keyboard, by dialog and by mouse, over one desk a page.
import { Desk, type Fields, bar, isoOf, words } from "./desk";
import { Ghost, letDrag } from "./drag";
import { letMenu } from "./menu";
import { placeOf, rowOf } from "./rows";
import { announce } from "./small";

const HOUR = 60;
let desk: Desk | null = null;
let carried: { ghost: Ghost; isResize: boolean } | null = null;

export function startEditing(grid: HTMLElement): void {
  desk = null;
  filterByName();
  grid.addEventListener("board:rows", () => {
    filterByName();
    desk?.mark();
  });
  if (!grid.dataset["editing"]) return;
  desk = new Desk(grid);
  void desk.open();
  letDrag(grid, () => desk);
  letMenu(grid, {
    mayEdit: () => desk?.mayEdit === true,
    isLocked,
    act: (what, cell) => (ON_CELL[what] ?? ((about) => openShift(about, what === "open" ? undefined : what)))(cell),
  });
}

function shiftOf(cell: HTMLElement): SVGGElement | null {
  return cell.querySelector<SVGGElement>("g[data-shift]");
}

// The dialog of a shift or a free day; false where this person may only look.
export function openShift(cell: HTMLElement, focus?: string): boolean {
  const row = cell.closest<HTMLElement>(".person");
  if (!desk?.mayEdit || !row || cell.getAttribute("role") !== "gridcell") return false;
  const group = shiftOf(cell);
  const person = row.dataset["person"] ?? "";
  const about: Record<string, string> = group ? { shift: isoOf(Number(group.dataset["shift"])) } : { date: cell.dataset["date"] ?? "" };
  void showIn("edit-dialog", desk.address("shift", { agent: person, ...about }), (dialog) => {
    dialog.dataset["person"] = person;
    dialog.dataset["shift"] = about["shift"] ?? "";
    if (focus) dialog.querySelector<HTMLElement>(`[data-edit="${focus}"] input, [data-edit="${focus}"] select`)?.focus();
  });
  return true;
}

async function showIn(id: string, address: string, prepare: (dialog: HTMLDialogElement) => void = () => undefined): Promise<void> {
  const dialog = document.getElementById(id) as HTMLDialogElement | null;
  const body = dialog?.querySelector<HTMLElement>(".dialog-body");
  if (!dialog || !body) return;
  const before = placeOf(document.activeElement as HTMLElement | null);
  dialog.addEventListener("close", () => before()?.focus({ preventScroll: true }), { once: true });
  if (body.dataset["working"]) body.textContent = body.dataset["working"];
  if (id === "edit-list") dialog.showModal();
  const answer = await fetch(address, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok) {
    dialog.close();
    desk?.say(words("lost"));
    return;
  }
  body.innerHTML = await answer.text();
  if (!dialog.open) dialog.showModal();
  prepare(dialog);
}

function sendFrom(dialog: HTMLDialogElement, fields: Fields): void {
  const person = Number(dialog.dataset["person"]);
  const shift = dialog.dataset["shift"] ? { shift: dialog.dataset["shift"] } : {};
  const other = Number(fields["to_agent"]);
  dialog.close();
  void desk?.edit(other ? [person, other] : [person], { agent: person, ...shift, ...fields });
}

function fieldsOf(form: HTMLFormElement): Fields {
  const fields: Fields = { kind: form.dataset["edit"] };
  const zone = desk ? rowOf(desk.grid, form.closest("dialog")?.dataset["person"] ?? "")?.dataset["zone"] : undefined;
  if (zone) fields["zone"] = zone;
  for (const [name, value] of new FormData(form)) if (name !== "what" && value !== "") fields[name] = value;
  const [kind, what] = String(new FormData(form).get("what") ?? "").split(":");
  if (kind === "work_type" || kind === "bundle") fields[kind] = what;
  if (kind === "break") Object.assign(fields, { break: true, paid: what === "paid" });
  if (kind === "activity") fields["activity_kind"] = what;
  return fields;
}

document.addEventListener("submit", (event) => {
  const form = (event.target as HTMLElement).closest<HTMLFormElement>("form[data-edit]");
  const dialog = form?.closest<HTMLDialogElement>("dialog");
  if (!form || !dialog) return;
  event.preventDefault();
  sendFrom(dialog, fieldsOf(form));
});

document.addEventListener("click", (event) => {
  const target = event.target as HTMLElement;
  const button = target.closest<HTMLElement>("[data-do]");
  const dialog = button?.closest<HTMLDialogElement>("dialog");
  if (button && dialog) {
    const { do: kind, lock, starts, ends, date, at, segment } = button.dataset;
    sendFrom(dialog, { kind, lock, starts_at: starts, ends_at: ends, date, at, segment });
  }
  if (target.closest("[data-undo]")) void desk?.undo();
  if (target.closest("[data-redo]")) void desk?.redo();
  const opened = target.closest<HTMLElement>("[data-open]")?.dataset["open"];
  if (opened && desk) void showIn("edit-list", desk.address(opened));
  const named = target.closest<HTMLElement>("[data-open-dialog]")?.dataset["openDialog"];
  if (named) (document.getElementById(named) as HTMLDialogElement | null)?.showModal();
  const goTo = target.closest<HTMLElement>("[data-go-to]");
  if (goTo) show(goTo.dataset["goTo"] ?? "", Number(goTo.dataset["at"]));
});

// Goes to the place that a warning is about.
function show(person: string, minute: number): void {
  const row = desk ? rowOf(desk.grid, person) : null;
  if (!row) return;
  document.querySelector<HTMLDialogElement>("#edit-list")?.close();
  const cells = [...row.querySelectorAll<HTMLElement>('[role="gridcell"]')];
  const cell = cells.filter((found) => Number(found.dataset["from"]) <= minute).at(-1) ?? cells[0];
  row.scrollIntoView({ block: "center" });
  if (cell) {
    for (const stop of desk?.grid.querySelectorAll<HTMLElement>('[tabindex="0"]') ?? []) stop.tabIndex = -1;
    cell.tabIndex = 0;
    cell.focus();
  }
}

function carry(cell: HTMLElement, isResize: boolean): void {
  const group = shiftOf(cell);
  if (!desk?.mayEdit || !group) return;
  carried?.ghost.drop();
  carried = { ghost: new Ghost(desk, group), isResize };
  desk.say(words(isResize ? "resizing" : "moving"));
}

// While something is carried every key belongs to it.
function carryOn(event: KeyboardEvent): void {
  if (!carried) return;
  const { ghost, isResize } = carried;
  const side = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
  event.preventDefault();
  event.stopPropagation();
  if (side && isResize) {
    const mode = event.shiftKey ? "start" : "end";
    ghost.by(mode, (mode === "start" ? ghost.startBy : ghost.endBy) + side * ghost.step(mode));
  } else if (side) ghost.by("move", ghost.startBy + side * (event.shiftKey ? HOUR : ghost.step("move")));
  else if (!isResize && (event.key === "ArrowUp" || event.key === "ArrowDown")) ghost.to(neighbour(ghost.target, event.key === "ArrowUp" ? -1 : 1));
  else if (event.key === "Enter" || event.key === "Escape") {
    if (event.key === "Enter") ghost.commit();
    else ghost.drop();
    carried = null;
    if (event.key === "Escape") desk?.say("");
    return;
  } else return;
  announce(ghost.text);
}

function neighbour(row: HTMLElement, step: number): HTMLElement | undefined {
  const rows = [...(desk?.grid.querySelectorAll<HTMLElement>(".person") ?? [])].filter((found) => !found.hidden);
  return rows[rows.indexOf(row) + step];
}

function isLocked(cell: HTMLElement): boolean {
  const from = Number(shiftOf(cell)?.dataset["shift"]);
  const held = desk?.locksOf(Number(cell.closest<HTMLElement>(".person")?.dataset["person"])) ?? [];
  return held.some((lock) => (shiftOf(cell) ? lock.kind === "shift" && lock.from === from : lock.date === cell.dataset["date"]));
}

function lock(cell: HTMLElement): void {
  const row = cell.closest<HTMLElement>(".person");
  if (!desk?.mayEdit || !row) return;
  const person = Number(row.dataset["person"]);
  const group = shiftOf(cell);
  const from = Number(group?.dataset["shift"]);
  const about = group ? { lock: "shift", starts_at: isoOf(from) } : { lock: "day_off", date: cell.dataset["date"] ?? "" };
  void desk.edit([person], { kind: isLocked(cell) ? "unlock" : "lock", agent: person, ...about });
}

function remove(cell: HTMLElement): void {
  const row = cell.closest<HTMLElement>(".person");
  const group = shiftOf(cell);
  if (!desk?.mayEdit || !row || !group) return;
  const person = Number(row.dataset["person"]);
  group.classList.add("saving");
  void desk.edit([person], { kind: "remove", agent: person, shift: isoOf(Number(group.dataset["shift"])) }, () => group.classList.remove("saving"));
}

const ON_CELL: Record<string, (cell: HTMLElement) => void> = {
  m: (cell) => carry(cell, false),
  r: (cell) => carry(cell, true),
  l: lock,
  b: (cell) => openShift(cell, shiftOf(cell) ? "paint" : "add"),
  Delete: remove,
};

document.addEventListener(
  "keydown",
  (event) => {
    const target = event.target as HTMLElement;
    if (carried) {
      carryOn(event);
      return;
    }
    if (target.closest("input:not([type=radio], [type=checkbox]), select, textarea, dialog")) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if ((event.ctrlKey || event.metaKey) && !event.altKey && (key === "z" || key === "y")) {
      event.preventDefault();
      void (key === "y" || event.shiftKey ? desk?.redo() : desk?.undo());
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (key === "/" || key === "?") {
      event.preventDefault();
      if (key === "?") (document.getElementById("board-keys") as HTMLDialogElement | null)?.showModal();
      else bar()?.querySelector<HTMLElement>("[data-search]")?.focus();
      return;
    }
    const cell = target.closest<HTMLElement>('.person > [role="gridcell"]');
    const act = cell && ON_CELL[key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act(cell);
  },
  true,
);

// Only people whose name holds what is typed.
function filterByName(): void {
  const field = bar()?.querySelector<HTMLInputElement>("[data-search]");
  const sought = field?.value.trim().toLocaleLowerCase() ?? "";
  for (const row of document.querySelectorAll<HTMLElement>("[data-grid] .person")) {
    const name = row.querySelector(".name")?.textContent?.toLocaleLowerCase() ?? "";
    row.hidden = sought !== "" && !name.includes(sought);
  }
}

document.addEventListener("input", (event) => {
  if ((event.target as HTMLElement).matches("[data-search]")) filterByName();
});

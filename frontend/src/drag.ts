// Dragging a shift: its middle moves it, also to another row, its ends change its length. Everything snaps to the steps of the
// person's contract, so that a hand that is a little off does not ask for what the law refuses.
import interact from "interactjs";
import { type Desk, isoOf } from "./desk";

const SLOT = 15;
const EDGE_PIXELS = 7;

export type Mode = "move" | "start" | "end";

interface Formats {
  clock: Intl.DateTimeFormat;
  day: Intl.DateTimeFormat;
}

const formats = new Map<string, Formats>();

// Making a format is slow, and while dragging one is needed at every step.
function formatsOf(timeZone: string): Formats {
  const language = document.documentElement.lang;
  const made = formats.get(timeZone) ?? {
    clock: new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone }),
    day: new Intl.DateTimeFormat(language, { weekday: "short", timeZone }),
  };
  formats.set(timeZone, made);
  return made;
}

// A shift that is on its way: where it would be, drawn as a ghost above the board.
export class Ghost {
  readonly row: HTMLElement;
  readonly from: number;
  readonly until: number;
  target: HTMLElement;
  startBy = 0;
  endBy = 0;
  private readonly box = document.createElement("div");
  private readonly minutesAPixel: number;

  constructor(
    private readonly desk: Desk,
    readonly group: SVGGElement,
  ) {
    this.row = group.closest<HTMLElement>(".person") as HTMLElement;
    this.target = this.row;
    this.from = Number(group.dataset["shift"]);
    this.until = Number(group.dataset["until"]);
    const bounds = group.getBoundingClientRect();
    this.minutesAPixel = (this.until - this.from) / Math.max(1, bounds.width);
    this.box.className = "drag-ghost";
    this.box.style.height = `${bounds.height}px`;
    document.body.append(this.box);
    group.classList.add("leaving");
    this.draw();
  }

  // By how many minutes the start, or one end, goes at a time.
  step(mode: Mode): number {
    const [start, length] = (this.row.dataset["steps"] ?? "").split(" ").map(Number);
    return (mode === "end" ? length : start) || SLOT;
  }

  minutes(mode: Mode, pixels: number): number {
    const step = this.step(mode);
    return Math.round((pixels * this.minutesAPixel) / step) * step;
  }

  by(mode: Mode, minutes: number): void {
    const before = [this.startBy, this.endBy];
    if (mode !== "end") this.startBy = minutes;
    if (mode !== "start") this.endBy = minutes;
    const shortest = this.until - this.from - SLOT;
    if (mode === "start") this.startBy = Math.min(this.startBy, shortest);
    if (mode === "end") this.endBy = Math.max(this.endBy, -shortest);
    if (before[0] !== this.startBy || before[1] !== this.endBy) this.draw();
  }

  to(row: HTMLElement | null | undefined): void {
    if (!row || row === this.target || row.classList.contains("pending")) return;
    this.target = row;
    this.draw();
  }

  get text(): string {
    const zone = this.desk.grid.dataset["zone"] || this.target.dataset["zone"] || "UTC";
    const { clock, day } = formatsOf(zone);
    const start = new Date((this.from + this.startBy) * 60_000);
    const end = new Date((this.until + this.endBy) * 60_000);
    const name = this.target === this.row ? "" : `${this.target.querySelector(".name")?.textContent ?? ""} `;
    return `${name}${day.format(start)} ${clock.format(start)}–${clock.format(end)}`;
  }

  private draw(): void {
    const bounds = this.group.getBoundingClientRect();
    const row = this.target.getBoundingClientRect();
    const own = this.row.getBoundingClientRect();
    const left = bounds.left + this.startBy / this.minutesAPixel;
    this.box.style.transform = `translate(${left}px, ${row.top + (bounds.top - own.top)}px)`;
    this.box.style.width = `${bounds.width + (this.endBy - this.startBy) / this.minutesAPixel}px`;
    this.box.textContent = this.text;
  }

  drop(): void {
    this.box.remove();
    this.group.classList.remove("leaving");
  }

  // Shows the shift where it was put until the service has answered, and back again where it refuses.
  commit(): void {
    this.drop();
    const person = Number(this.row.dataset["person"]);
    const other = Number(this.target.dataset["person"]);
    if (!this.startBy && !this.endBy && person === other) return;
    const shift = isoOf(this.from);
    const starts_at = isoOf(this.from + this.startBy);
    const moves = this.startBy === this.endBy;
    if (person === other && moves) this.group.setAttribute("transform", `translate(${this.startBy / this.minutesAPixel} 0)`);
    this.group.classList.add("saving");
    const undraw = (): void => {
      this.group.removeAttribute("transform");
      this.group.classList.remove("saving");
    };
    if (person !== other) void this.desk.edit([person, other], { kind: "reassign", agent: person, to_agent: other, shift, starts_at }, undraw);
    else if (moves) void this.desk.edit([person], { kind: "move", agent: person, shift, starts_at }, undraw);
    else void this.desk.edit([person], { kind: "resize", agent: person, shift, starts_at, ends_at: isoOf(this.until + this.endBy) }, undraw);
  }
}

export function letDrag(grid: HTMLElement, desk: () => Desk | null): void {
  let ghost: Ghost | null = null;
  let mode: Mode = "move";
  let began = { x: 0, y: 0 };
  interact(".person g[data-shift]", { context: grid })
    .styleCursor(false)
    .draggable({
      autoScroll: { container: grid.closest<HTMLElement>(".board-scroll") ?? window },
      listeners: {
        start(event: Interact.DragEvent) {
          const found = desk();
          if (!found?.mayEdit) return;
          const group = event.target as unknown as SVGGElement;
          const bounds = group.getBoundingClientRect();
          began = { x: event.clientX0, y: event.clientY0 };
          mode = began.x - bounds.left < EDGE_PIXELS ? "start" : bounds.right - began.x < EDGE_PIXELS ? "end" : "move";
          ghost = new Ghost(found, group);
        },
        move(event: Interact.DragEvent) {
          if (!ghost) return;
          ghost.by(mode, ghost.minutes(mode, event.clientX - began.x));
          if (mode !== "move") return;
          const below = document.elementFromPoint(event.clientX, event.clientY);
          ghost.to(below?.closest<HTMLElement>(".person"));
        },
        end() {
          ghost?.commit();
          ghost = null;
          grid.dataset["dragged"] = String(Date.now());
        },
      },
    });
}

// Paints a usual week by finger or mouse: hours become texts in the fields below, which are what is sent and what keyboards use.

type Brush = "can" | "best" | "clear";
const HOURS = 24;

function spansOf(text: string): [number, number][] {
  return [...text.matchAll(/(\d{1,2})(?::(\d{2}))?\s*[-–]\s*(\d{1,2})(?::(\d{2}))?/g)].map((found) => {
    const start = Number(found[1]) + Number(found[2] ?? 0) / 60;
    const end = Number(found[3]) + Number(found[4] ?? 0) / 60;
    return [start, end <= start ? HOURS : end];
  });
}

function textOf(hours: boolean[]): string {
  const told: string[] = [];
  for (let at = 0; at < HOURS; at++) {
    if (!hours[at] || hours[at - 1]) continue;
    let end = at;
    while (end < HOURS && hours[end]) end++;
    told.push(`${String(at).padStart(2, "0")}:00-${String(end).padStart(2, "0")}:00`);
  }
  return told.join(", ");
}

class WeekPainter {
  private brush: Brush = "can";
  private isPainting = false;
  private readonly cells: HTMLElement[][] = [];

  constructor(private readonly form: HTMLFormElement) {
    const place = form.querySelector<HTMLElement>(".paint");
    if (!place) return;
    place.append(this.tools(), this.grid());
    form.addEventListener("input", () => this.read());
    document.addEventListener("pointerup", () => (this.isPainting = false));
    this.read();
  }

  private field(kind: string, day: number): HTMLInputElement | null {
    return this.form.querySelector<HTMLInputElement>(`[name="${kind}-${day}"]`);
  }

  private tools(): HTMLElement {
    const box = document.createElement("div");
    box.className = "paint-tools";
    const names: [Brush, string | undefined][] = [
      ["can", this.form.dataset["labelCan"]], ["best", this.form.dataset["labelBest"]], ["clear", this.form.dataset["labelClear"]],
    ];
    for (const [brush, name] of names) {
      const button = document.createElement("button");
      button.type = "button";
      button.tabIndex = -1;
      button.className = `btn btn-sm btn-outline-secondary${brush === this.brush ? " active" : ""}`;
      button.textContent = name ?? brush;
      button.addEventListener("click", () => {
        this.brush = brush;
        for (const other of box.children) other.classList.toggle("active", other === button);
      });
      box.append(button);
    }
    return box;
  }

  private grid(): HTMLElement {
    const grid = document.createElement("div");
    grid.className = "paint-grid";
    grid.append(document.createElement("span"));
    for (let hour = 0; hour < HOURS; hour++) grid.append(this.label(hour % 6 ? "" : String(hour)));
    for (let day = 1; day <= 7; day++) {
      grid.append(this.label(this.form.querySelectorAll("legend")[day - 1]?.textContent?.slice(0, 2) ?? ""));
      const row: HTMLElement[] = (this.cells[day] = []);
      for (let hour = 0; hour < HOURS; hour++) {
        const cell = document.createElement("div");
        cell.className = "cell";
        cell.dataset["day"] = String(day);
        row.push(cell);
        grid.append(cell);
      }
    }
    grid.addEventListener("pointerdown", (event) => {
      this.isPainting = true;
      (event.target as HTMLElement).releasePointerCapture(event.pointerId);
      this.paint(event);
    });
    grid.addEventListener("pointermove", (event) => this.isPainting && this.paint(event));
    return grid;
  }

  private label(text: string): HTMLElement {
    const label = document.createElement("span");
    label.textContent = text;
    return label;
  }

  private paint(event: PointerEvent): void {
    const cell = document.elementFromPoint(event.clientX, event.clientY) as HTMLElement | null;
    const day = Number(cell?.dataset["day"]);
    if (!cell || !day) return;
    cell.classList.toggle("can", this.brush !== "clear");
    cell.classList.toggle("best", this.brush === "best");
    this.write(day);
  }

  private write(day: number): void {
    const row = this.cells[day] ?? [];
    const can = this.field("available", day), best = this.field("preferred", day);
    if (can) can.value = textOf(row.map((cell) => cell.classList.contains("can")));
    if (best) best.value = textOf(row.map((cell) => cell.classList.contains("best")));
  }

  private read(): void {
    for (let day = 1; day <= 7; day++) {
      const can = spansOf(this.field("available", day)?.value ?? ""), best = spansOf(this.field("preferred", day)?.value ?? "");
      const holds = (spans: [number, number][], hour: number) => spans.some(([start, end]) => start < hour + 1 && end > hour);
      this.cells[day]?.forEach((cell, hour) => {
        cell.classList.toggle("can", holds(can, hour) || holds(best, hour));
        cell.classList.toggle("best", holds(best, hour));
      });
    }
  }
}

for (const form of document.querySelectorAll<HTMLFormElement>("[data-paint-week]")) new WeekPainter(form);

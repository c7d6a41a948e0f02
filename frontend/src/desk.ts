// The desk: one draft that is being edited. Sends edits, draws what they changed, takes back, and follows what others do.
import { parsed, placeOf, putRows, rowOf } from "./rows";
import { announce } from "./small";

export interface Lock {
  kind: "day_off" | "shift" | "segment";
  date: string | null;
  from: number | null;
  until: number | null;
}

interface State {
  count: number;
  is_open: boolean;
  may_edit: boolean;
  tokens: Record<string, number>;
  locks: Record<string, Lock[]>;
  forced: Record<string, string[]>;
  undo: string | null;
  redo: string | null;
}

interface Finding {
  agent: number;
  name: string;
  rule: string;
  title: string;
  text: string;
  hard: boolean;
  at: number;
}

interface Changed extends State {
  rows?: Record<string, string>;
  coverage?: string;
  facts?: string;
  told?: string;
  findings?: Finding[];
}

interface Refusal {
  code?: string;
  detail?: string;
  findings?: Finding[];
  ways_out?: { text: string; fields: Fields }[];
  may_force?: boolean;
}

export type Fields = Record<string, unknown>;

const FOLLOW_MILLISECONDS = 3000;
const csrfToken = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";

export const bar = (): HTMLElement | null => document.querySelector<HTMLElement>("[data-edit-bar]");
export const words = (name: string): string => bar()?.dataset[name] ?? "";

export function isoOf(minute: number): string {
  return new Date(minute * 60_000).toISOString();
}

export class Desk {
  state: State | null = null;
  private busy: Promise<void> = Promise.resolve();

  constructor(readonly grid: HTMLElement) {}

  get mayEdit(): boolean {
    return this.state?.may_edit ?? false;
  }

  address(what: string, more: Record<string, string> = {}): string {
    const [path, query] = (this.grid.dataset["editing"] ?? "").split("?");
    const arguments_ = new URLSearchParams(query);
    for (const [name, value] of new URLSearchParams(window.location.search)) if (!arguments_.has(name)) arguments_.append(name, value);
    if (this.grid.closest(".is-day") && !arguments_.has("view")) arguments_.set("view", "day");
    for (const [name, value] of Object.entries(more)) arguments_.set(name, value);
    return `${(path ?? "").replace(/state$/, what)}?${arguments_.toString()}`;
  }

  async open(): Promise<void> {
    const answer = await this.ask("state");
    if (!answer) return;
    const seen = Number(this.grid.dataset["count"]);
    this.take(answer);
    // Somebody was quicker than this page: what is shown would be older than the tokens.
    if (seen !== answer.count) await this.refresh(Object.keys(answer.tokens).slice(0, 500));
    window.setTimeout(() => void this.follow(), FOLLOW_MILLISECONDS);
  }

  locksOf(person: string | number): Lock[] {
    return this.state?.locks[String(person)] ?? [];
  }

  // Edits are sent one after another, so that each sees the token that the one before left.
  edit(people: (string | number)[], fields: Fields, undraw: () => void = () => undefined): Promise<void> {
    const key = crypto.randomUUID();
    const run = async (): Promise<void> => {
      const tokens = Object.fromEntries(people.map((person) => [String(person), this.state?.tokens[String(person)] ?? 0]));
      await this.post("edits", { ...fields, tokens, key }, undraw);
    };
    this.busy = this.busy.then(run, run);
    return this.busy;
  }

  undo(): Promise<void> {
    return this.step("undo", words("undone"));
  }

  redo(): Promise<void> {
    return this.step("redo", words("redone"));
  }

  private step(what: string, said: string): Promise<void> {
    const run = async (): Promise<void> => this.post(what, {}, () => undefined, said);
    this.busy = this.busy.then(run, run);
    return this.busy;
  }

  private async post(what: string, fields: Fields, undraw: () => void, said = "%s"): Promise<void> {
    this.say(words("saving"), false);
    let answer: Response;
    try {
      answer = await fetch(this.address(what), {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrfToken },
        body: JSON.stringify(fields),
      });
    } catch {
      undraw();
      this.say(words("lost"));
      return;
    }
    const told: unknown = await answer.json().catch(() => ({}));
    if (answer.ok) {
      const changed = told as Changed;
      this.draw(changed);
      this.say(said.replace("%s", changed.told ?? ""));
      return;
    }
    undraw();
    const refusal = told as Refusal;
    this.say(refusal.detail ?? words("lost"));
    if (refusal.code === "edit_breaks_the_law") this.showRefusal(refusal, fields);
    else await this.refresh(Object.keys((fields["tokens"] as object | undefined) ?? {}));
  }

  private showRefusal(refusal: Refusal, fields: Fields): void {
    const dialog = document.querySelector<HTMLDialogElement>("#refused");
    const list = dialog?.querySelector("[data-findings]");
    const form = dialog?.querySelector<HTMLFormElement>("[data-force]");
    const note = dialog?.querySelector<HTMLElement>("[data-no-force]");
    const ways = dialog?.querySelector<HTMLElement>("[data-ways]");
    if (!dialog || !list || !form || !note || !ways) return;
    const people = Object.keys(fields["tokens"] as object);
    ways.hidden = !refusal.ways_out?.length;
    ways.querySelector(".ways")?.replaceChildren(
      ...(refusal.ways_out ?? []).map((way) => {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "btn btn-sm btn-outline-primary";
        button.textContent = way.text;
        button.addEventListener("click", () => {
          dialog.close();
          void this.edit(people, { ...fields, ...way.fields });
        });
        return button;
      }),
    );
    list.replaceChildren(...(refusal.findings ?? []).map(itemOf));
    form.hidden = !refusal.may_force;
    note.hidden = refusal.may_force === true;
    form.reset();
    form.onsubmit = (event) => {
      event.preventDefault();
      dialog.close();
      void this.edit(people, { ...fields, reason: form.querySelector("textarea")?.value ?? "" });
    };
    const before = placeOf(document.activeElement as HTMLElement | null);
    dialog.addEventListener("close", () => before()?.focus({ preventScroll: true }), { once: true });
    dialog.showModal();
  }

  // Rows and coverage of some people as they are now.
  async refresh(people: string[]): Promise<void> {
    if (people.length === 0) return;
    const answer = await this.ask("state", { people: people.join(",") });
    if (answer) this.draw(answer);
  }

  private async ask(what: string, more: Record<string, string> = {}): Promise<Changed | null> {
    const answer = await fetch(this.address(what, more), { headers: { Accept: "application/json" } }).catch(() => null);
    return answer?.status === 200 ? ((await answer.json()) as Changed) : null;
  }

  private async follow(): Promise<void> {
    if (!this.grid.isConnected) return;
    if (!document.hidden && this.state) {
      const before = this.state;
      const answer = await this.ask("changes", { known: String(before.count) });
      if (answer && this.state === before) {
        const changed = Object.keys(answer.tokens).filter((person) => answer.tokens[person] !== before.tokens[person]);
        await this.refresh(changed);
        for (const person of changed) flash(rowOf(this.grid, person));
        if (changed.length) this.say(words("others"));
        else this.take(answer);
        if (!answer.is_open) {
          this.say(words("closed"));
          return;
        }
      }
    }
    window.setTimeout(() => void this.follow(), FOLLOW_MILLISECONDS);
  }

  private draw(changed: Changed): void {
    if (changed.rows) putRows(this.grid, Object.values(changed.rows).flatMap(parsed));
    const coverage = this.grid.parentElement?.querySelector<HTMLElement>(".coverage");
    if (changed.coverage && coverage) {
      const [fresh] = parsed(changed.coverage);
      if (fresh) {
        coverage.replaceWith(fresh);
        fresh.scrollTop = coverage.scrollTop;
      }
    }
    const facts = document.querySelector(".board-facts");
    if (changed.facts && facts) facts.innerHTML = changed.facts;
    this.take(changed);
    this.grid.dispatchEvent(new CustomEvent("board:rows"));
  }

  private take(state: State): void {
    this.state = state;
    const undo = bar()?.querySelector<HTMLButtonElement>("[data-undo]");
    const redo = bar()?.querySelector<HTMLButtonElement>("[data-redo]");
    if (undo) [undo.disabled, undo.title] = [!state.undo, state.undo ?? ""];
    if (redo) [redo.disabled, redo.title] = [!state.redo, state.redo ?? ""];
    this.grid.classList.toggle("may-edit", state.may_edit);
    this.mark();
  }

  // What is locked or overruled is marked on the rows, in words too.
  mark(): void {
    for (const old of this.grid.querySelectorAll(".lock-note, .forced-note")) old.remove();
    for (const old of this.grid.querySelectorAll(".locked")) old.classList.remove("locked");
    for (const [person, locks] of Object.entries(this.state?.locks ?? {})) {
      const row = rowOf(this.grid, person);
      for (const lock of locks) if (row) markLock(row, lock);
    }
    for (const [person, reasons] of Object.entries(this.state?.forced ?? {})) {
      const name = rowOf(this.grid, person)?.querySelector(".who .name");
      name?.after(note("forced-note", " ⚑", `${words("overruled")}: ${reasons.join("; ")}`));
    }
  }

  say(text: string, aloud = true): void {
    const place = bar()?.querySelector("[data-edit-said]");
    if (place) place.textContent = text;
    if (aloud) announce(text);
  }
}

function markLock(row: HTMLElement, lock: Lock): void {
  const bars = [...row.querySelectorAll<SVGGElement>("g[data-shift]")];
  const held = bars.find((group) => lock.from !== null && Number(group.dataset["shift"]) <= lock.from && lock.from < Number(group.dataset["until"]));
  const cell = lock.kind === "day_off" ? row.querySelector<HTMLElement>(`[data-date="${lock.date ?? ""}"]`) : held?.closest<HTMLElement>('[role="gridcell"]');
  held?.classList.add("locked");
  if (lock.kind === "day_off") cell?.classList.add("locked");
  if (cell && !cell.querySelector(".lock-note")) cell.append(note("lock-note", padlock(), words("locked")));
}

function padlock(): SVGSVGElement {
  const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", "#padlock");
  picture.append(use);
  return picture;
}

function note(kind: string, sign: string | SVGElement, text: string): HTMLElement {
  const made = document.createElement("span");
  made.className = kind;
  made.title = text;
  const seen = document.createElement("span");
  seen.ariaHidden = "true";
  seen.append(sign);
  const read = document.createElement("span");
  read.className = "visually-hidden";
  read.textContent = ` ${text}`;
  made.append(seen, read);
  return made;
}

function itemOf(finding: Finding): HTMLElement {
  const item = document.createElement("li");
  const title = document.createElement("strong");
  title.textContent = `${finding.name}: ${finding.title}. `;
  item.append(title, finding.text);
  return item;
}

function flash(row: HTMLElement | null): void {
  row?.classList.add("changed");
  window.setTimeout(() => row?.classList.remove("changed"), 2500);
}

// Small things on several pages: print, copy an address, leave empty fields out of a form's address, say aloud what changed.

document.addEventListener("click", (event) => {
  const button = (event.target as HTMLElement).closest<HTMLElement>("[data-print], [data-copy]");
  if (!button) return;
  if (button.dataset["copy"]) void copy(button);
  else window.print();
});

async function copy(button: HTMLElement): Promise<void> {
  const field = document.getElementById(button.dataset["copy"] ?? "") as HTMLInputElement | null;
  if (!field) return;
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    return; // The text is selected, so the keyboard still copies it.
  }
  button.textContent = button.dataset["done"] ?? button.textContent;
  announce(button.textContent ?? "");
}

document.addEventListener("focusin", (event) => {
  const field = event.target as HTMLElement;
  if (field instanceof HTMLInputElement && "selectAll" in field.dataset) field.select();
});

// Addresses stay short enough to send to somebody: what is not chosen is not told.
document.addEventListener("htmx:configRequest", (event) => {
  const { elt, parameters } = (event as CustomEvent<{ elt: HTMLElement; parameters: Record<string, unknown> }>).detail;
  if (!elt.matches("[data-slim-form]")) return;
  for (const name of Object.keys(parameters)) if (parameters[name] === "") delete parameters[name];
});

export function announce(text: string): void {
  const place = document.getElementById("announcer");
  if (place && place.textContent !== text) place.textContent = text;
}

// What a fragment brings with it is read out when it differs from what was said last; numbers that change twice a second are not.
document.addEventListener("htmx:afterSwap", () => {
  const said = document.querySelector<HTMLElement>("[data-announce]")?.dataset["announce"];
  if (said) announce(said);
});

// While the server cannot be reached, a page that follows something says so.
function tellConnection(isLost: boolean): void {
  const notice = document.getElementById("connection");
  if (!notice || notice.hidden === !isLost) return;
  notice.hidden = !isLost;
  if (isLost) announce(notice.textContent ?? "");
}

document.addEventListener("htmx:sendError", () => tellConnection(true));
document.addEventListener("htmx:afterOnLoad", () => tellConnection(false));

// An answer that is an error is shown as the page it is, instead of being dropped.
document.addEventListener("htmx:responseError", (event) => {
  const { xhr, requestConfig } = (event as CustomEvent<{ xhr: XMLHttpRequest; requestConfig: { verb: string } }>).detail;
  if (requestConfig.verb === "get" && xhr.responseURL) window.location.assign(xhr.responseURL);
});

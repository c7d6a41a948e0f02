// Everything a page needs: Bootstrap's behaviour and htmx, both under a content policy without inline code.
import "bootstrap";
import htmx from "htmx.org";
import { prepareBoards } from "./board";
import "./forms";
import "./paint";
import "./small";

// htmx would add a style element for its indicators, and evaluate text as code; the policy forbids both.
htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;

const csrfToken = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";

document.addEventListener("htmx:configRequest", (event) => {
  (event as CustomEvent<{ headers: Record<string, string> }>).detail.headers["X-CSRFToken"] = csrfToken;
});

htmx.onLoad((element) => prepareBoards(element as HTMLElement));

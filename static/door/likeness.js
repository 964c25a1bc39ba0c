// What a delegate looks like, on demand: asked of the server with network alone, drawn on the verdict, kept nowhere.
import { text } from "./texts.js";
import { announce } from "./verdict.js";

const PATIENCE = 8000; // ms; a picture is heavier than a verdict
const KIND = "image/jpeg";
const WHY = { absent: "likeness_none", no_connection: "likeness_needs_network" };

/** Show the photograph of `delegate` on `screen`, its verdict, or say why there is none. `parts`: server, link, api. */
export async function look(screen, delegate, { server, link, api }) {
  const figure = screen.querySelector("[data-likeness]");
  say(figure, text("likeness_coming"));
  const address = `${api}/registrations/${encodeURIComponent(delegate.ref)}/photograph`;
  const { answer, why } = link.isOnline
    ? await server.ask(address, { kind: KIND, patience: PATIENCE })
    : { why: "no_connection" };
  if (!screen.isConnected) return; // the next ticket is in front of us
  const picture = answer ? await createImageBitmap(answer).catch(() => null) : null;
  if (!picture) return say(figure, text(WHY[why] ?? "likeness_not_now"));
  draw(figure.querySelector("canvas"), picture, text("likeness_of", { name: delegate.full_name }));
  say(figure, text("likeness_compare"));
  figure.scrollIntoView({ block: "center" });
  announce([text("likeness_of", { name: delegate.full_name }), text("likeness_compare")].join(". "));
}

function draw(canvas, picture, words) {
  canvas.width = picture.width;
  canvas.height = picture.height;
  canvas.getContext("2d").drawImage(picture, 0, 0);
  canvas.setAttribute("aria-label", words);
  canvas.hidden = false;
  picture.close();
}

function say(figure, words) {
  figure.hidden = false;
  figure.querySelector("figcaption").textContent = words;
}

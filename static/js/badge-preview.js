// The preview of a badge follows the form: a moment after the last change it is drawn anew by the server.
const PAUSE = 400; // milliseconds
const form = document.querySelector("[data-badge-design]");
let waiting;

function asked() {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && value && name !== "csrf_token") fields.append(name, value);
  }
  return fields;
}

function draw() {
  const fields = asked();
  for (const place of form.querySelectorAll("[data-preview]")) {
    const address = `${place.dataset.preview}${place.dataset.preview.includes("?") ? "&" : "?"}${fields}`;
    if (place.tagName === "A") place.href = address;
    else if (!place.closest("[hidden]")) place.src = address;
  }
}

function follow() {
  const back = form.querySelector("[data-side=back]");
  if (back) back.hidden = !fieldsHave("has_back");
  clearTimeout(waiting);
  waiting = setTimeout(draw, PAUSE);
}

function fieldsHave(name) {
  return new FormData(form).has(name);
}

// The picture keeps its own proportions: another layout has others.
for (const picture of form?.querySelectorAll("img[data-preview]") ?? []) {
  picture.addEventListener("load", () => {
    picture.width = picture.naturalWidth / 2;
    picture.height = picture.naturalHeight / 2;
  });
}
form?.addEventListener("input", follow);

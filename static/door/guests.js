// A guest nobody has expected: name, organisation, how they attend. In under twenty seconds, without network too.
const opener = document.querySelector('[data-opens="guest"]');
const form = document.querySelector("[data-guest]");
const name = form.querySelector("#guest-name");
const fault = form.querySelector("#guest-name-fault");

/** Show the way to it, where this device may. */
export function allow(isAllowed, { categories = [] } = {}) {
  opener.hidden = !isAllowed;
  const select = form.querySelector("#guest-category");
  const isEnglish = document.documentElement.lang === "en";
  const known = select.value;
  const offered = categories.map((one) => new Option((isEnglish && one.name_en) || one.name, one.ref));
  select.replaceChildren(select.options[0], ...offered);
  select.value = known;
  select.closest("div").hidden = offered.length === 0;
}

/** Call `found(guest)` with what was typed. */
export function listen(found) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const typed = Object.fromEntries(
      Array.from(new FormData(form), ([key, value]) => [key, String(value).trim()]).filter(([, value]) => value !== ""),
    );
    fault.hidden = Boolean(typed.full_name);
    name.setAttribute("aria-invalid", String(!typed.full_name));
    if (!typed.full_name) return name.focus();
    form.closest("dialog").close();
    form.reset();
    found(typed);
  });
}

// Whoever changes the language in the middle of a form keeps what was typed: it waits in this tab until the page is here.
// A page that answers a form may stand at an address that cannot be opened; then the page before it is opened.
const NEVER = new Set(["hidden", "password", "file", "submit", "button", "reset", "image"]);
const isAnswer = document.documentElement.dataset.answer === "yes";
const forms = [...document.querySelectorAll("main form[method=post]")];

const pathOf = (address) => new URL(address, location.href).pathname;
const addressOf = (form) => pathOf(form.getAttribute("action") || location.href);
const fieldsOf = (form) => [...form.elements].filter((field) => field.name && !NEVER.has(field.type));
const isTick = (field) => field.type === "checkbox" || field.type === "radio";

const isTyped = (field) => {
  if (isAnswer) return true;
  if (isTick(field)) return field.checked !== field.defaultChecked;
  if (!field.options) return field.value !== field.defaultValue;
  const meant = [...field.options].findIndex((option) => option.defaultSelected);
  return field.selectedIndex !== Math.max(meant, 0);
};

const typedIn = (form) =>
  fieldsOf(form)
    .filter(isTyped)
    .map((field) => ({ name: field.name, value: field.value, checked: isTick(field) ? field.checked : null }));

const take = (name) => {
  const kept = sessionStorage.getItem(name);
  sessionStorage.removeItem(name);
  return kept === null ? null : JSON.parse(kept);
};

const put = (form, { name, value, checked }) => {
  const field = fieldsOf(form).find((each) => each.name === name && (checked === null || each.value === value));
  if (!field || isTick(field) !== (checked !== null)) return;
  if (checked === null) field.value = value;
  else field.checked = checked;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
};

const typed = take("typed");
if (typed?.path === location.pathname) {
  for (const form of forms) for (const each of typed.forms[addressOf(form)] ?? []) put(form, each);
}

// Where the forms of this tab stand, for the pages that answer them.
if (!isAnswer && forms.length > 0) {
  const stand = { path: location.pathname, search: location.search, takers: forms.map(addressOf) };
  sessionStorage.setItem("stand", JSON.stringify(stand));
}

for (const link of document.querySelectorAll("a[hreflang]")) {
  link.addEventListener("click", () => {
    if (forms.length === 0) return;
    const stand = JSON.parse(sessionStorage.getItem("stand") ?? "null");
    if (isAnswer && stand?.takers.includes(location.pathname)) {
      const asked = new URLSearchParams(stand.search);
      asked.set("lang", link.hreflang);
      link.href = `${stand.path}?${asked}`;
    }
    const kept = Object.fromEntries(forms.map((form) => [addressOf(form), typedIn(form)]));
    sessionStorage.setItem("typed", JSON.stringify({ path: pathOf(link.href), forms: kept }));
  });
}

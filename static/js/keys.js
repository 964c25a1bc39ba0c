// The keys of management: "/" goes to the search for people, "?" shows the keys.
function isTyping(event) {
  return event.target.closest("input, textarea, select, [contenteditable]") !== null;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event)) return;
  if (event.key === "/") {
    const field = document.querySelector("input[data-people-search]");
    const way = document.querySelector("a[data-people-search]");
    if (!field && !way) return;
    event.preventDefault(); // Firefox would open its quick find
    field ? field.focus() : way.click();
  } else if (event.key === "?") {
    document.querySelector("dialog#keys:not([open])")?.showModal();
  }
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens)?.showModal();
});

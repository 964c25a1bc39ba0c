// Whoever chooses a category begins with its form of attendance, until one was chosen by hand.
for (const category of document.querySelectorAll("select[data-begins-with]")) {
  const begins = JSON.parse(category.dataset.beginsWith);
  const modes = [...category.form.querySelectorAll("input[type=radio][name=mode]")];
  let isChosen = false;
  for (const mode of modes) mode.addEventListener("change", () => (isChosen = true));
  category.addEventListener("change", () => {
    const mode = modes.find((each) => each.value === begins[category.value] && !each.disabled);
    if (isChosen || mode === undefined) return;
    mode.checked = true;
    category.form.dispatchEvent(new Event("change"));
  });
}

// Questions that are not asked of this person are not shown. The server judges; without this script it says so in words.
const isAnswered = (form, name, values) => {
  const given = new FormData(form).getAll(name).filter((value) => value !== "");
  return values.some((value) => (value === "" ? given.length > 0 : given.includes(value)));
};

const isAsked = (form, question) => {
  const { modes, categories, on, values } = question.dataset;
  const given = new FormData(form);
  const [mode, category] = [given.get("mode"), given.get("category")];
  if (modes !== undefined && mode !== null && !modes.split(" ").includes(mode)) return false;
  if (categories !== undefined && category !== null && !categories.split(" ").includes(category)) return false;
  return on === undefined || isAnswered(form, on, values.split(" "));
};

// An answer that is hidden counts for nothing: what depends on it is judged after it, and without it.
const update = (form, questions) => {
  for (const question of questions) {
    const isHidden = !isAsked(form, question);
    question.hidden = isHidden;
    for (const field of question.querySelectorAll("input, select, textarea")) {
      if (isHidden && !field.disabled) field.dataset.closed = "here";
      if (isHidden) field.disabled = true;
      else if (field.dataset.closed === "here") {
        field.disabled = false;
        delete field.dataset.closed;
      }
    }
  }
};

for (const form of document.querySelectorAll("form:has(.asked-when)")) {
  const questions = form.querySelectorAll(".asked-when:is([data-modes], [data-categories], [data-on])");
  form.addEventListener("change", () => update(form, questions));
  update(form, questions);
}

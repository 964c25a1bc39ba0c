// A code typed by hand, for tickets no camera can read. Works by keyboard alone.
/** Call `found(code)` when a code was typed and sent. */
export function listen(found) {
  const form = document.querySelector("[data-typing]");
  const field = form.querySelector("#code");
  const fault = form.querySelector("#code-fault");

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const code = field.value.trim();
    fault.hidden = code !== "";
    field.setAttribute("aria-invalid", String(code === ""));
    if (code === "") {
      field.focus();
      return;
    }
    field.value = "";
    form.closest("dialog").close();
    found(code);
  });
}

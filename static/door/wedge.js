// Hand scanners that pretend to be a keyboard: a burst of keys, far faster than fingers, that ends in Enter.
const FASTEST_FINGER = 60; // ms between two keys; scanners need 1 to 30
const SHORTEST = 6; // characters

/** Call `found(code)` for every burst, wherever the focus is; typing into a field is left alone. */
export function listen(found) {
  let keys = "";
  let last = 0;

  document.addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
      if (event.target.closest?.("input, textarea")) return;
      const isFast = event.timeStamp - last < FASTEST_FINGER;
      last = event.timeStamp;
      if (event.key === "Enter" || event.key === "Tab") {
        const code = isFast ? keys : "";
        keys = "";
        if (code.length < SHORTEST) return;
        event.preventDefault(); // the Enter belongs to the scanner, not to the button under the focus
        event.stopImmediatePropagation();
        found(code);
      } else if (event.key.length === 1) {
        keys = (isFast ? keys : "") + event.key;
        if (isFast) event.preventDefault();
      }
    },
    { capture: true },
  );
}

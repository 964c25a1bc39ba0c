// Says once that a person sees the page: only when it is visible, which a mail scanner's prefetch never is.
const form = document.querySelector("form[data-opening]");

function tell() {
  if (document.visibilityState !== "visible" || form.dataset.told === "yes") return;
  form.dataset.told = "yes";
  fetch(form.action, { method: "POST", body: new FormData(form), keepalive: true }).catch(() => {
    form.dataset.told = "no"; // the network is away: the next time the page comes to the front
  });
}

if (form) {
  tell();
  document.addEventListener("visibilitychange", tell);
}

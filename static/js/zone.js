// Tells the server the zone of this device, so that pages show "my time" beside the conference's: at the first visit,
// which is read again with it, and when the device has travelled. A zone chosen by hand stays.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const shown = document.documentElement.dataset.zone; // none where the page came of a form or the zone was chosen

if (shown && shown !== zone && /^[A-Za-z0-9_+\-/]{1,64}$/.test(zone ?? "")) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in the browsers of many offices
  document.cookie = `device_zone=${zone}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
  const isKept = document.cookie.split("; ").includes(`device_zone=${zone}`);
  if (isKept && sessionStorage.getItem("zone") !== zone && !document.querySelector("main [role=status]")) {
    sessionStorage.setItem("zone", zone); // a zone that the server does not know would be asked for again and again
    location.reload();
  }
}

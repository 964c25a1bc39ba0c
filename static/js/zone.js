// Tells the server the visitor's time zone, once, so that pages can show "my time" beside the conference's.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const isKnown = document.cookie.split("; ").some((cookie) => cookie.startsWith("zone="));

if (!isKnown && /^[A-Za-z0-9_+\-/]{1,64}$/.test(zone ?? "")) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in the browsers of many offices
  document.cookie = `zone=${zone}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
}

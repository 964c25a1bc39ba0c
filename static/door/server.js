// Requests to the server, each with an end: what it answered, or why there is no answer.
const PATIENCE = 20_000; // ms for a batch or a list
const ASK_AGAIN = new Set([408, 425]);
const TOO_MANY = 429;
const JSON_KIND = "application/json";
const REVOKED = new Set(["device_revoked", "device_expired"]);
const NOT_THIS = new Set([409, 413, 415, 422]);

/** Events: "heard" {date, sentAt}, "lost" {}. `headers()` gives what says who we are. */
export class Server extends EventTarget {
  #headers;

  constructor(headers = () => ({})) {
    super();
    this.#headers = headers;
  }

  /**
   * Ask for `kind`, JSON unless said otherwise, and give {answer, response}, or {why}: "no_connection" (ask again, after `wait` ms where it says so),
   * "later" (too many at once), "signed_out" (it does not know us), "revoked" (this device is no longer a door),
   * "forbidden", "absent" or "not_this" (it will never take this); `problem` says why.
   */
  async ask(
    address,
    { body, method = body === undefined ? "GET" : "POST", patience = PATIENCE, headers = {}, kind = JSON_KIND } = {},
  ) {
    const sentAt = Date.now();
    const impatience = new AbortController();
    const timer = setTimeout(() => impatience.abort(), patience);
    try {
      const response = await fetch(address, {
        method,
        headers: {
          Accept: kind,
          ...(body === undefined ? {} : { "Content-Type": JSON_KIND }),
          ...this.#headers(),
          ...headers,
        },
        body: body === undefined ? undefined : JSON.stringify(body),
        cache: "no-store",
        redirect: "manual", // a redirect is the way to the sign-in page, never an answer
        signal: impatience.signal,
      });
      return this.#told(await read(response, kind), response, sentAt);
    } catch {
      return this.#told({ why: "no_connection" });
    } finally {
      clearTimeout(timer);
    }
  }

  #told(found, response, sentAt) {
    if (found.why === "no_connection") {
      this.dispatchEvent(new Event("lost"));
    } else {
      const date = response.headers.get("Date");
      this.dispatchEvent(new CustomEvent("heard", { detail: { date, sentAt } }));
    }
    return found;
  }
}

async function read(response, kind) {
  if (response.status === 304) return { answer: null, response };
  if (response.ok) return { answer: await content(response, kind), response };
  const wait = 1000 * Number(response.headers.get("Retry-After") ?? 0) || 0;
  if (response.status >= 500 || ASK_AGAIN.has(response.status)) return { why: "no_connection", wait };
  if (response.status === TOO_MANY) return { why: "later", wait, response };
  const problem = await response.json().catch(() => ({}));
  if (NOT_THIS.has(response.status)) return { why: "not_this", problem, response };
  if (response.status === 403) return { why: "forbidden", problem, response };
  if (response.status === 404) return { why: "absent", problem, response };
  if (REVOKED.has(problem?.code)) return { why: "revoked", problem, response };
  return { why: "signed_out", problem, response }; // also 400: the page's token is of another session
}

/** What came, as it was asked for: a hotel's welcome page is neither JSON nor a picture, so there is no connection. */
async function content(response, kind) {
  if (kind === JSON_KIND) return response.json();
  if (response.headers.get("Content-Type") !== kind) throw new Error("something else came");
  return response.blob();
}

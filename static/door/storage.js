// The device's own database, one for each event. What is written is on the disk when a promise is kept.
const VERSION = 2;
const DURABLE = { durability: "strict" }; // the default may answer before the disk has it

/** Nothing more can be kept on this device. */
export class StorageFull extends Error {}

/** A database that opens when it is first asked, and again after another tab has upgraded it. */
export class Storage {
  #name;
  #opening = null;

  constructor(name) {
    this.#name = name;
  }

  get name() {
    return this.#name;
  }

  /** Run `work(transaction)` on some stores; give what it gives. */
  async read(stores, work) {
    const database = await this.#open();
    return work(database.transaction(stores, "readonly"));
  }

  /** The same, writing: kept as a whole, or not at all. Raises StorageFull. */
  async write(stores, work) {
    const database = await this.#open();
    const transaction = database.transaction(stores, "readwrite", DURABLE);
    const isDone = ended(transaction);
    isDone.catch(() => {}); // told below, also where `work` fails first
    let given;
    try {
      given = await work(transaction);
    } catch (error) {
      abort(transaction);
      throw isFull(error) ? new StorageFull() : error;
    }
    await isDone;
    return given;
  }

  /** Close it; the next question opens it anew. */
  async close() {
    const opening = this.#opening;
    this.#opening = null;
    (await opening?.catch(() => null))?.close();
  }

  #open() {
    this.#opening ??= opened(this.#name, () => this.close()).catch((error) => {
      this.#opening = null;
      throw error;
    });
    return this.#opening;
  }
}

/** A single fact of the device, such as its token. */
export function fact(storage, key) {
  return storage.read("facts", (transaction) => answerOf(transaction.objectStore("facts").get(key)));
}

/** Keep a fact; undefined forgets it. */
export function keepFact(storage, key, value) {
  return storage.write("facts", (transaction) => {
    const facts = transaction.objectStore("facts");
    return answerOf(value === undefined ? facts.delete(key) : facts.put(value, key));
  });
}

/** What a request of IndexedDB answers. */
export function answerOf(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function opened(name, giveUp) {
  const request = indexedDB.open(name, VERSION);
  request.onupgradeneeded = (event) => upgrade(request.result, event.oldVersion);
  return answerOf(request).then((database) => {
    database.onversionchange = giveUp; // a newer page wants to upgrade: it must not wait for us
    database.onclose = giveUp;
    return database;
  });
}

/** Bring any older database up to date; scans are never touched. */
function upgrade(database, from) {
  if (from < 1) {
    const scans = database.createObjectStore("scans", { keyPath: "id" });
    scans.createIndex("sequence", "sequence");
    scans.createIndex("state", ["state", "sequence"]);
    database.createObjectStore("facts");
  }
  if (from < 2) {
    database.createObjectStore("list", { autoIncrement: true });
    database.createObjectStore("names", { autoIncrement: true });
  }
}

function ended(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => {
      const error = transaction.error ?? new Error("aborted");
      reject(isFull(error) ? new StorageFull() : error);
    };
  });
}

function abort(transaction) {
  try {
    transaction.abort();
  } catch {
    // it has ended by itself
  }
}

function isFull(error) {
  return error?.name === "QuotaExceededError" || error instanceof StorageFull;
}

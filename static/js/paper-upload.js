// Sends papers one by one, each with its own progress; without this script the form sends them together.
const form = document.querySelector("form[data-paper-upload]");

function line(list, file) {
  const item = document.createElement("li");
  const name = document.createElement("span");
  const bar = document.createElement("progress");
  const said = document.createElement("span");
  name.textContent = file.name;
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", file.name);
  said.className = "fw-semibold";
  item.className = "row-flex";
  item.append(name, bar, said);
  list.append(item);
  return { bar, said };
}

function send(file, isAlone, { bar, said }) {
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    const body = new FormData(form);
    body.delete("files");
    if (!isAlone) body.delete("title");
    body.append("files", file);
    const fail = (sentence) => {
      said.textContent = sentence;
      bar.remove();
      done(false);
    };
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) bar.value = event.loaded / event.total;
    });
    request.addEventListener("error", () => fail(form.dataset.failed));
    request.addEventListener("load", () => {
      if (!request.response?.added) {
        fail(request.response?.faults?.join(" ") || form.dataset.failed);
        return;
      }
      bar.value = 1;
      said.textContent = form.dataset.done;
      done(true);
    });
    request.send(body);
  });
}

async function sendAll(files) {
  const list = form.querySelector("[data-uploads]");
  list.hidden = false;
  list.replaceChildren();
  let failed = 0;
  for (const file of files) {
    const shown = line(list, file);
    if (file.size > Number(form.dataset.largest)) {
      shown.said.textContent = form.dataset.tooLarge;
      shown.bar.remove();
      failed += 1;
    } else if (!(await send(file, files.length === 1, shown))) {
      failed += 1;
    }
  }
  return failed === 0;
}

if (form) {
  form.addEventListener("submit", async (event) => {
    const files = [...form.elements.files.files];
    if (!files.length) return; // the server says what is missing
    event.preventDefault();
    const button = form.querySelector("button[type=submit]");
    if (button.disabled) return;
    button.disabled = true;
    const isAllSent = await sendAll(files);
    button.disabled = false;
    form.elements.files.value = "";
    if (isAllSent) location.assign(form.action.split("#")[0]);
  });
}

// Sends files by parts, so that a cut of the network costs one part and not the whole file.
// Without it, the form that it takes over sends them in one go.

const PART = 1024 * 1024;
const TRIES = 6;
const LONGEST_WAIT = 20_000;

/** A refusal of the server, in its own words. */
class Refused extends Error {}
/** The session has ended: nothing more can be sent from this page as it is. */
class SignedOut extends Error {}
/** The network is cut, or the server does not answer. */
class Cut extends Error {}

for (const form of document.querySelectorAll("form[data-upload]")) {
  // Files on their way: a second press goes on where the first was cut.
  const begun = new Map();
  form.addEventListener("submit", (event) => {
    const files = [...form.elements.file.files];
    if (files.length === 0) return; // the page of the plain form says what is missing
    event.preventDefault();
    if (form.ariaBusy !== "true") sendAll(form, files, begun);
  });
}

async function sendAll(form, files, begun) {
  form.ariaBusy = "true";
  form.closest("section").querySelector(".file-progress").replaceChildren();
  const left = [];
  // After a sign-in in another tab, the page has new tokens.
  if (form.dataset.stale) await refresh(form);
  delete form.dataset.stale;
  for (const file of files) {
    if (!(await sendOne(form, file, begun))) left.push(file);
  }
  await refresh(form);
  keepChosen(form, left);
  form.ariaBusy = "false";
}

/** Send one file; says whether there is nothing more to do about it. */
async function sendOne(form, file, begun) {
  const line = progressLine(form);
  const say = (words, more = {}) => {
    line.textContent = fill(form.dataset[words], { name: file.name, ...more });
  };
  try {
    await sendParts(form, file, begun, say);
    say("sent");
    return true;
  } catch (error) {
    line.className = "error";
    if (error instanceof Refused) {
      say("refused", { why: error.message });
      return true;
    }
    if (error instanceof SignedOut) form.dataset.stale = "yes";
    say(error instanceof SignedOut ? "signedOut" : "cut");
    return false;
  }
}

async function sendParts(form, file, begun, say) {
  const key = `${file.name}/${file.size}/${file.lastModified}`;
  let told = -1;
  for (let tries = 0; ; ) {
    try {
      const address = begun.get(key) ?? (await announce(form, file));
      begun.set(key, address);
      let offset = await whereFrom(address);
      if (offset === null) {
        begun.delete(key);
        throw new Cut();
      }
      do {
        const percent = file.size ? Math.floor((4 * offset) / file.size) * 25 : 100;
        // Told four times a file: a screen reader says each.
        if (percent !== told) say(offset < file.size ? "sending" : "checking", { percent });
        told = percent;
        offset = await sendPart(form, address, file, offset);
        tries = 0;
      } while (offset < file.size);
      begun.delete(key);
      return;
    } catch (error) {
      if (error instanceof Refused) begun.delete(key);
      if (!(error instanceof Cut) || ++tries >= TRIES) throw error;
      say("waiting");
      told = -1;
      await new Promise((go) => setTimeout(go, Math.min(500 * 2 ** tries, LONGEST_WAIT)));
    }
  }
}

async function announce(form, file) {
  const body = JSON.stringify({ name: file.name, size: file.size });
  const answer = await ask(form.dataset.upload, { method: "POST", body, headers: token(form) });
  return (await answer.json()).address;
}

/** How much has arrived; null when the server has forgotten the file. */
async function whereFrom(address) {
  const answer = await ask(address, { method: "HEAD" }, [404]);
  return answer.ok ? Number(answer.headers.get("Upload-Offset")) : null;
}

async function sendPart(form, address, file, offset) {
  const headers = {
    ...token(form),
    "Content-Type": "application/offset+octet-stream",
    "Upload-Offset": String(offset),
  };
  const body = file.slice(offset, offset + PART);
  const answer = await ask(address, { method: "PATCH", body, headers }, [409]);
  return Number(answer.headers.get("Upload-Offset"));
}

/** Ask the server; what it refuses, and what cannot reach it, are told apart. */
async function ask(address, options, expected = []) {
  const headers = { Accept: "application/json", ...options.headers };
  let answer;
  try {
    answer = await fetch(address, { ...options, headers, credentials: "same-origin" });
  } catch {
    throw new Cut();
  }
  if (answer.ok) return answer;
  if (expected.includes(answer.status) && answer.headers.has("Upload-Offset")) return answer;
  if (expected.includes(404) && answer.status === 404) return answer;
  if (answer.status === 401 || answer.status === 403) throw new SignedOut();
  if (answer.status >= 500) throw new Cut();
  throw new Refused(await detail(answer));
}

async function detail(answer) {
  try {
    return (await answer.json()).detail;
  } catch {
    return String(answer.status);
  }
}

/** Draw the list again as the server draws it, and take its present tokens. */
async function refresh(form) {
  const section = form.closest("section");
  const list = section.querySelector("[data-files]");
  let page;
  try {
    const answer = await fetch(form.action, { headers: { Accept: "text/html" } });
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return; // the list is only late: what was sent is kept
  }
  const newer = page.querySelector(`[data-files="${list.dataset.files}"]`);
  if (!newer) return;
  const present = page.querySelector("input[name=csrf]");
  list.replaceChildren(...newer.childNodes);
  for (const known of document.querySelectorAll("input[name=csrf]")) known.value = present.value;
  const isFull = list.querySelectorAll("li").length >= Number(form.dataset.most);
  section.querySelector("[data-full]").hidden = !isFull;
  if (isFull && form.contains(document.activeElement)) {
    list.tabIndex = -1;
    list.focus();
  }
  form.hidden = isFull;
}

/** Leave in the box the files that are to be sent again. */
function keepChosen(form, left) {
  const chosen = new DataTransfer();
  for (const file of left) chosen.items.add(file);
  form.elements.file.files = chosen.files;
}

function progressLine(form) {
  const line = document.createElement("p");
  form.closest("section").querySelector(".file-progress").append(line);
  return line;
}

function token(form) {
  return { "X-CSRF": form.elements.csrf.value };
}

function fill(words, facts) {
  return words.replace(/\{(\w+)\}/g, (_, name) => facts[name] ?? "");
}

// Saving an application as one types. The page works by its buttons without this script.

const PAUSE = 800, LONGEST_PAUSE = 8000, AGAIN = [3000, 8000, 20000], FIVE_MINUTES = 5 * 60_000;
// What is told until something else happens than a saving that succeeds.
const LASTING = new Set(["ends", "colleague", "both"]);
const OURS = new Set(["csrf", "revision", "do", "back"]);
const form = document.querySelector("form[data-draft]");
if (form) start(form);

function start(form) {
  const said = form.dataset, status = form.querySelector("[data-status]");
  const known = values(), held = new Set(), sent = new Map();
  let revision = form.elements.revision.value, timer, since = 0, running = null, tries = 0, last = "";
  let leaving = false;

  for (const line of form.querySelectorAll("[data-with-script]")) line.hidden = false;
  form.addEventListener("input", typed);
  form.addEventListener("change", typed);
  form.addEventListener("submit", submitting);
  addEventListener("online", () => flush());
  addEventListener("focus", () => { if (tries) flush(); });
  addEventListener("pagehide", () => { if (!leaving && changed().length) post(changed(), true); });
  for (const box of form.querySelectorAll("[data-most]")) count(box);
  for (const box of form.querySelectorAll("[data-places]")) suggest(box);
  ask();
  offerLocalCopy();
  warnOfTheEnd();

  // --- what is typed ---------------------------------------------------------------------------

  function controls(name) {
    return [...form.elements].filter((each) => each.name && (name === undefined || each.name === name)
      && !OURS.has(each.name) && !each.name.startsWith("_") && each.type !== "submit");
  }

  function values() {
    const found = new Map();
    for (const each of controls()) {
      if (each.type === "radio") {
        if (!found.has(each.name)) found.set(each.name, "");
        if (each.checked) found.set(each.name, each.value);
      } else {
        found.set(each.name, each.type === "checkbox" ? (each.checked ? each.value : "") : each.value);
      }
    }
    return found;
  }

  function put(name, value) {
    for (const each of controls(name)) {
      if (each.type === "radio") each.checked = each.value === value;
      else if (each.type === "checkbox") each.checked = value === each.value;
      else each.value = value;
    }
    ask();
  }

  function changed() {
    return [...values()].filter(([name, value]) => value !== known.get(name) && !held.has(name));
  }

  function label(name) {
    const box = controls(name)[0];
    const group = box && (box.type === "radio" ? box.closest("fieldset") : null);
    const words = group ? group.querySelector("legend") : box && box.labels && box.labels[0];
    return words ? words.textContent.trim() : name;
  }

  // --- saving ----------------------------------------------------------------------------------

  function typed(event) {
    if (event.target.name && event.target.name.startsWith("_")) return;
    ask();
    keepLocalCopy();
    if (!changed().length) {
      // As it was when last saved: that is true again.
      if (!running) status.textContent = last;
      return;
    }
    // What was said of the text before is not true of this one.
    status.textContent = "";
    since = since || Date.now();
    clearTimeout(timer);
    timer = setTimeout(flush, Math.min(PAUSE, Math.max(0, since + LONGEST_PAUSE - Date.now())));
  }

  /** Save what has changed, one request at a time; gives why it could not be, or nothing. */
  function flush() {
    clearTimeout(timer);
    running = running || run().finally(() => { running = null; });
    return running;
  }

  async function run() {
    for (let batch = changed(); batch.length; batch = changed()) {
      since = 0;
      const failure = await save(batch);
      if (failure) return failure;
    }
    return "";
  }

  async function save(batch, isSecond = false) {
    let answer, told;
    try {
      answer = await post(batch);
      told = await answer.json().catch(() => ({}));
    } catch {
      return failed("network", said.network);
    }
    if (answer.ok) return saved(batch, told);
    if (answer.status === 401) return failed("session", said.session, { signIn: true });
    if (answer.status === 403 && !isSecond && await renewToken()) return save(batch, true);
    if (answer.status === 403) return failed("session", said.session, { signIn: true });
    if (told.conflicts) return conflict(batch, told);
    if (answer.status >= 500) return failed("server", said.server);
    return failed("refused", said.refused, { more: told.detail });
  }

  function post(batch, keepalive = false) {
    for (const [name, value] of batch) sent.set(name, value);
    const body = new URLSearchParams([["csrf", form.elements.csrf.value], ["revision", revision], ...batch]);
    return fetch(form.action, { method: "POST", body, keepalive, headers: { Accept: "application/json" } });
  }

  function saved(batch, told) {
    for (const [name, value] of batch) known.set(name, value);
    revision = form.elements.revision.value = String(told.revision);
    tries = 0;
    quiet();
    takeOthers(told.others || {});
    for (const [name, found] of Object.entries(told.found || {})) {
      const line = form.querySelector(`[data-found="${CSS.escape(name)}"]`);
      if (line) line.textContent = found ? fill(said.found, { name: found }) : "";
    }
    for (const [name, total] of Object.entries(told.totals || {})) {
      const line = form.querySelector(`[data-total="${CSS.escape(name)}"] strong`);
      if (line) line.textContent = total;
    }
    const banner = document.querySelector("[data-banner]");
    if (banner && told.unsent) banner.hidden = false;
    for (const line of form.querySelectorAll("[data-last]")) line.hidden = true;
    last = told.said;
    // Words typed meanwhile are not saved yet: `run` goes on with them.
    status.textContent = [!changed().length && last, told.appeared].filter(Boolean).join(" ");
    keepLocalCopy();
    return "";
  }

  function failed(kind, words, { signIn = false, more = "" } = {}) {
    alert(kind, [words, more].filter(Boolean).join(" "), signIn ? signingIn() : {});
    status.textContent = "";
    if (kind !== "refused") {
      timer = setTimeout(flush, AGAIN[Math.min(tries, AGAIN.length - 1)]);
      tries += 1;
    }
    return kind;
  }

  /** After signing in again elsewhere, this form needs the token of the new session. */
  async function renewToken() {
    const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } }).catch(() => null);
    if (!answer || !answer.ok || answer.redirected) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const token = page.querySelector("form[data-draft] [name=csrf]");
    if (!token || token.value === form.elements.csrf.value) return false;
    for (const each of document.querySelectorAll("[name=csrf]")) each.value = token.value;
    return true;
  }

  // --- two people, two tabs ---------------------------------------------------------------------

  function takeOthers(others) {
    const labels = [];
    for (const [name, value] of Object.entries(others)) {
      const here = values().get(name);
      if (here === undefined || here === value) { if (here !== undefined) known.set(name, value); continue; }
      if (here !== known.get(name)) { showBoth({ key: name, label: label(name), saved: value, by: "" }); continue; }
      known.set(name, value);
      put(name, value);
      labels.push(label(name));
    }
    if (labels.length) alert("colleague", fill(said.colleague, { labels: labels.join(", ") }));
  }

  function conflict(batch, told) {
    revision = form.elements.revision.value = String(told.revision);
    takeOthers(told.others || {});
    let isReal = false;
    for (const each of told.conflicts) {
      // An earlier request was kept although its answer was lost: that text is ours.
      if (sent.get(each.key) === each.saved && !batch.some(([name, value]) => name === each.key && value === each.saved)) {
        known.set(each.key, each.saved);
        continue;
      }
      isReal = true;
      showBoth(each);
    }
    return isReal ? "conflict" : "";
  }

  function showBoth({ key, label: words, saved: theirs, by }) {
    if (held.has(key)) document.getElementById(`both-${key}`)?.remove();
    held.add(key);
    const mine = values().get(key);
    const part = make("section", { className: "sheet both", id: `both-${key}`, tabIndex: -1 });
    part.append(make("h2", { textContent: fill(said.both, { label: words }) }));
    const side = (title, text, button, choose) => {
      const press = make("button", { type: "button", className: "btn quiet", textContent: button });
      press.setAttribute("aria-label", `${button} – ${words}`);
      press.addEventListener("click", choose);
      part.append(make("h3", { textContent: title }),
        make("div", { className: "typed-text one-text", textContent: text || said.nothing }), press);
    };
    const settle = (value) => () => {
      held.delete(key);
      if (!held.size) hush("both");
      known.set(key, theirs);
      put(key, value());
      part.remove();
      controls(key)[0]?.focus();
      flush();
    };
    side(said.mine, mine, said.keepMine, settle(() => values().get(key)));
    side(fill(said.theirs, { by: by || "…" }), theirs, said.keepTheirs, settle(() => theirs));
    form.querySelector("[data-offers]").append(part);
    alert("both", fill(said.both, { label: words }), { [`#both-${key}`]: said.choose });
  }

  // --- sending the form by its buttons -----------------------------------------------------------

  async function submitting(event) {
    if (leaving) return;
    if (held.size) {
      event.preventDefault();
      document.getElementById(`both-${[...held][0]}`).focus();
      return;
    }
    if (!running && !changed().length) { leaving = true; return; }
    event.preventDefault();
    const failure = await flush() || (changed().length ? await flush() : "");
    // Without network or server the page would be lost: what is typed stays here.
    if (failure === "network" || failure === "server" || failure === "conflict") return;
    leaving = true;
    form.requestSubmit(event.submitter);
  }

  // --- a copy in the browser, as a help ----------------------------------------------------------

  function place() { return `reflexes-draft:${location.pathname}`; }

  function keepLocalCopy() {
    const now = changed().concat([...values()].filter(([name]) => held.has(name)));
    try {
      if (now.length) localStorage.setItem(place(), JSON.stringify({ at: Date.now(), values: now }));
      else localStorage.removeItem(place());
    } catch { /* A browser may refuse: the server is what counts. */ }
  }

  function offerLocalCopy() {
    let copy = null;
    try { copy = JSON.parse(localStorage.getItem(place())); } catch { return; }
    const here = values();
    const left = (copy?.values || []).filter(([name, value]) => here.has(name) && here.get(name) !== value);
    if (!left.length) return;
    const when = new Date(copy.at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    const box = make("div", { className: "notice" });
    box.setAttribute("role", "alert");
    const labels = left.map(([name]) => label(name)).join(", ");
    box.append(make("p", { textContent: `${fill(said.local, { hour: when })} ${labels}.` }));
    const act = (words, then) => {
      const button = make("button", { type: "button", className: "btn quiet", textContent: words });
      button.addEventListener("click", () => { box.remove(); then(); });
      return button;
    };
    const actions = make("div", { className: "actions" });
    actions.append(
      act(said.putBack, () => { for (const [name, value] of left) put(name, value); keepLocalCopy(); flush(); }),
      act(said.forget, () => { try { localStorage.removeItem(place()); } catch { /* as above */ } }));
    box.append(actions);
    form.querySelector("[data-offers]").append(box);
  }

  // --- the end of the session --------------------------------------------------------------------

  function warnOfTheEnd() {
    if (!said.endsAt) return;
    const left = Date.parse(said.endsAt) - Date.parse(said.now);
    const warn = () => alert("ends", fill(said.endsSoon, { minutes: Math.max(1, Math.round((left - waited()) / 60_000)) }), signingIn());
    const opened = Date.now(), waited = () => Date.now() - opened;
    setTimeout(warn, Math.max(0, left - FIVE_MINUTES));
  }

  // --- what is said ------------------------------------------------------------------------------

  function signingIn() {
    return { [`/connexion?next=${encodeURIComponent(location.pathname)}`]: said.signIn };
  }

  function alert(kind, words, links = {}) {
    const alerts = form.querySelector("[data-alerts]");
    let box = alerts.querySelector(`[data-kind=${kind}]`);
    // Said once: a failure that repeats itself is not announced again and again.
    if (box && box.dataset.words === words) return;
    if (!LASTING.has(kind)) quiet();
    else hush(kind);
    box = make("div", { className: "notice bad" });
    box.dataset.kind = kind;
    box.dataset.words = words;
    box.setAttribute("role", "alert");
    box.append(make("p", { textContent: words }));
    for (const [href, text] of Object.entries(links)) {
      const line = make("p", {});
      line.append(make("a", { href, target: href.startsWith("#") ? "" : "_blank", textContent: text }));
      box.append(line);
    }
    alerts.append(box);
  }

  function quiet() {
    for (const each of form.querySelectorAll("[data-alerts] [data-kind]")) {
      if (!LASTING.has(each.dataset.kind)) each.remove();
    }
  }

  function hush(kind) {
    form.querySelector(`[data-alerts] [data-kind=${kind}]`)?.remove();
  }

  // --- questions that wait for an answer ---------------------------------------------------------

  function ask() {
    for (const part of form.querySelectorAll("[data-when]")) {
      part.hidden = !JSON.parse(part.dataset.when).every(holds);
    }
  }

  function holds({ question, test, value }) {
    const asked = form.querySelector(`[data-code="${CSS.escape(question)}"]`);
    const given = asked && asked.hidden ? [] : answers(question);
    if (test === "answered") return given.length > 0;
    if (test === "is") return given.includes(value);
    if (test === "is-not") return given.length > 0 && !given.includes(value);
    const met = figure(given[0]), bound = figure(value);
    return test === "at-least" ? met >= bound : met <= bound;
  }

  function answers(question) {
    const found = [];
    for (const [name, value] of values()) {
      const text = value.trim();
      if (!text) continue;
      if (name === question) found.push(text);
      else if (name.startsWith(`${question}.`)) found.push(name.slice(question.length + 1));
    }
    return found;
  }

  function figure(text) {
    const bare = (text || "").replace(/\s|€|euros?|eur/gi, "").replace(",", ".");
    return /^[+-]?\d+(\.\d+)?$/.test(bare) ? Number(bare) : NaN;
  }

  // --- counting, and looking for places ----------------------------------------------------------

  function count(box) {
    const most = Number(box.dataset.most), line = make("p", { className: "counter", id: `${box.name}-count` });
    let wait;
    const tell = () => {
      const left = most - [...box.value.trim()].length;
      line.textContent = fill(left < 0 ? said.over : said.left, { count: Math.abs(left) });
      line.classList.toggle("over", left < 0);
    };
    line.setAttribute("aria-live", "polite");
    box.after(line);
    tell();
    // Read aloud at a pause, not at each letter.
    box.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(tell, 600); });
  }

  function suggest(box) {
    const list = make("ul", { className: "suggestions" });
    let wait;
    box.after(list);
    box.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(look, 400); });

    async function look() {
      list.replaceChildren();
      const words = box.value.trim();
      if (words.length < 3 || /\d/.test(words)) return;
      const answer = await fetch(`/lieux.json?q=${encodeURIComponent(words)}`).catch(() => null);
      const found = answer && answer.ok ? await answer.json() : [];
      if (box.value.trim() !== words) return;
      for (const each of found.slice(0, 6)) {
        const button = make("button", { type: "button", className: "link", textContent: each.label });
        button.addEventListener("click", () => {
          put(box.name, each.code);
          list.replaceChildren();
          box.focus();
          flush();
        });
        const line = make("li", {});
        line.append(button);
        list.append(line);
      }
    }
  }
}

function make(tag, facts) {
  return Object.assign(document.createElement(tag), facts);
}

function fill(words, facts) {
  return words.replace(/\{(\w+)\}/g, (_, name) => facts[name] ?? "");
}

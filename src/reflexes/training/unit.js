// Speaks to a learning platform in SCORM 1.2, and checks the answers of the unit.
(function () {
  "use strict";
  var words = JSON.parse(document.body.dataset.words);
  var started = Date.now();
  var api = null;
  var open = false;

  // The platform puts its API on a window above this one, or on the one that opened it.
  function findIn(window_) {
    var here = window_;
    for (var tries = 0; here && tries < 20; tries += 1) {
      try {
        if (here.API) { return here.API; }
      } catch (refused) {
        return null;
      }
      if (here.parent === here) { return null; }
      here = here.parent;
    }
    return null;
  }

  function set(name, value) {
    if (open) { api.LMSSetValue(name, String(value)); }
  }

  function twoFigures(number) { return (number < 10 ? "0" : "") + number; }

  function time() {
    var seconds = Math.round((Date.now() - started) / 1000);
    return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
      .map(twoFigures).join(":");
  }

  function begin() {
    api = findIn(window) || (window.opener ? findIn(window.opener) : null);
    open = Boolean(api) && String(api.LMSInitialize("")) === "true";
    if (open && api.LMSGetValue("cmi.core.lesson_status") === "not attempted") {
      set("cmi.core.lesson_status", "incomplete");
      api.LMSCommit("");
    }
    if (!open) { document.getElementById("result").textContent = words.alone; }
  }

  function finish() {
    if (!open) { return; }
    set("cmi.core.session_time", time());
    api.LMSCommit("");
    api.LMSFinish("");
    open = false;
  }

  function selects(field) { return Array.from(field.querySelectorAll("select")); }

  function isAnswered(field) {
    if (field.dataset.asks === "matching") {
      return selects(field).every(function (each) { return each.value !== ""; });
    }
    return Boolean(field.querySelector("input:checked"));
  }

  function isRight(field) {
    if (field.dataset.asks === "matching") {
      return selects(field).every(function (each) { return each.value === each.dataset.right; });
    }
    return field.querySelector("input:checked").dataset.right === "yes";
  }

  function answerOf(field) {
    if (field.dataset.asks === "matching") {
      return selects(field).map(function (each, at) { return at + "." + each.value; }).join(",");
    }
    return field.querySelector("input:checked").value;
  }

  function record(field, at, right) {
    var here = "cmi.interactions." + at + ".";
    set(here + "id", field.dataset.item);
    set(here + "type", field.dataset.asks === "matching" ? "matching" : "choice");
    set(here + "student_response", answerOf(field));
    set(here + "result", right ? "correct" : "wrong");
  }

  function show(field, right) {
    var verdict = field.querySelector(".verdict");
    verdict.textContent = right ? words.right : words.wrong;
    verdict.hidden = false;
    var why = field.querySelector(".why");
    if (why) { why.hidden = false; }
  }

  var recorded = 0;

  function check(event) {
    event.preventDefault();
    var result = document.getElementById("result");
    var fields = Array.from(document.querySelectorAll("fieldset"));
    var left = fields.filter(function (field) { return !isAnswered(field); });
    if (left.length) {
      result.textContent = words.missing.replace("{count}", left.length);
      left[0].querySelector("input, select").focus();
      return;
    }
    var rights = fields.map(function (field) {
      var right = isRight(field);
      show(field, right);
      record(field, recorded, right);
      recorded += 1;
      return right;
    });
    var score = Math.round(100 * rights.filter(Boolean).length / rights.length);
    var passed = score >= words.passedFrom;
    set("cmi.core.score.min", 0);
    set("cmi.core.score.max", 100);
    set("cmi.core.score.raw", score);
    set("cmi.core.lesson_status", passed ? "passed" : "failed");
    if (open) { api.LMSCommit(""); }
    result.textContent = words.result.replace("{score}", score) + " "
      + (passed ? words.passed : words.failed) + (open ? "" : " " + words.alone);
    result.focus();
  }

  begin();
  document.getElementById("quiz").addEventListener("submit", check);
  window.addEventListener("pagehide", finish);
}());

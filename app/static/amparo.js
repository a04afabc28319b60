/* Makes pages smoother. Every page works without it. */
(function () {
  "use strict";
  var doc = document, left = false, dirty = false, taps = [];
  function each(selector, act, root) { Array.prototype.forEach.call((root || doc).querySelectorAll(selector), act); }

  /* Leave at once: hide what is shown, and put the neutral page in this one's place in the history. */
  function leave() {
    left = true; dirty = false;
    doc.title = "";
    doc.documentElement.hidden = true;
    location.replace("/exit");
  }
  doc.addEventListener("click", function (event) {
    if (event.target.closest("[data-exit]")) { event.preventDefault(); leave(); }
  });
  doc.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") { taps = []; return; }
    var now = Date.now();
    taps = taps.filter(function (at) { return now - at < 2000; }).concat(now);
    if (taps.length >= 3 && doc.querySelector("[data-exit]")) { leave(); }
  });
  if (doc.querySelector("[data-exit]")) { each("#exit-hint", function (hint) { hint.hidden = false; }); }

  each("[data-focus]", function (summary) { summary.focus(); });

  /* A long piece of work goes on by itself, a little at a time. */
  each("form[data-again]", function (form) {
    form.elements.pace.value = "short";
    setTimeout(function () { form.requestSubmit(); }, 400);
  });

  /* Typed text is not left behind by a slip; leaving in haste is never held up. */
  function touched(event) { if (event.target.closest("form[data-guard]")) { dirty = true; } }
  doc.addEventListener("input", touched);
  doc.addEventListener("change", touched);
  window.addEventListener("beforeunload", function (event) {
    if (dirty && !left) { event.preventDefault(); event.returnValue = ""; }
  });

  /* A second press of a button sends nothing. The pressed button keeps its name and value, so it is not disabled. */
  function release() {
    each("form[data-sent]", function (form) { form.removeAttribute("data-sent"); });
    each("[aria-disabled]", function (button) { button.removeAttribute("aria-disabled"); });
  }
  doc.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.method !== "post") { return; }
    if (form.hasAttribute("data-sent")) { event.preventDefault(); return; }
    form.setAttribute("data-sent", "");
    dirty = false;
    each("button", function (button) { button.setAttribute("aria-disabled", "true"); }, form);
    setTimeout(release, 20000);
  });
  window.addEventListener("pageshow", function (event) {
    if (event.persisted && left) { location.reload(); }
    release();
  });

  /* How many characters are left, said only near the end. */
  function count(area) {
    var room = area.maxLength - area.value.length, note = area.nextElementSibling;
    if (!note || !note.hasAttribute("data-room")) {
      note = doc.createElement("p");
      note.className = "hint";
      note.setAttribute("data-room", "");
      note.setAttribute("role", "status");
      area.after(note);
    }
    note.textContent = room < area.maxLength / 5 ? area.getAttribute("data-count").replace("{n}", room) : "";
  }
  doc.addEventListener("input", function (event) { if (event.target.hasAttribute("data-count")) { count(event.target); } });

  /* "Add" copies the last entry of a list and empties it; "Remove" takes one away. */
  function renumber(many) {
    var items = many.querySelectorAll(":scope > [data-item]");
    each(":scope > [data-item]", function (item) {
      var n = Array.prototype.indexOf.call(items, item) + +many.getAttribute("data-first");
      each("[data-n]", function (mark) { if (mark.closest("[data-item]") === item) { mark.textContent = n; } }, item);
      each("[data-remove]", function (b) { if (b.value === item.getAttribute("data-item")) { b.hidden = items.length <= +many.getAttribute("data-keep"); } }, item);
    }, many);
  }
  function add(many, last) {
    var old = last.getAttribute("data-item"), stem = old.replace(/\d+$/, ""), next = stem + (+old.slice(stem.length) + 1);
    var copy = last.cloneNode(true);
    each(".error, [data-room]", function (part) { part.remove(); }, copy);
    each(".wrong", function (part) { part.classList.remove("wrong"); }, copy);
    [copy].concat(Array.prototype.slice.call(copy.querySelectorAll("*"))).forEach(function (part) {
      ["id", "name", "for", "aria-describedby", "value", "data-item", "data-many"].forEach(function (key) {
        var text = part.getAttribute(key);
        if (text && (key !== "value" || part.tagName === "BUTTON")) { part.setAttribute(key, text.split(old).join(next)); }
      });
      part.removeAttribute("aria-invalid");
      if (/^(checkbox|radio)$/.test(part.type)) { part.checked = part.defaultChecked = false; }
      else if (part.tagName === "SELECT") { part.value = ""; if (part.selectedIndex < 0) { part.selectedIndex = 0; } }
      else if (/^(INPUT|TEXTAREA)$/.test(part.tagName)) { part.value = ""; }
    });
    last.after(copy);
    renumber(many);
    copy.querySelector("input:not([type=hidden]), select, textarea").focus();
  }
  doc.addEventListener("click", function (event) {
    var button = event.target.closest("[data-add], [data-remove]"), many = button && button.closest("[data-many]");
    if (!many) { return; }
    var items = many.querySelectorAll(":scope > [data-item]");
    if (button.hasAttribute("data-add")) {
      if (!items.length || items.length >= +many.getAttribute("data-most")) { return; }
      event.preventDefault();
      add(many, items[items.length - 1]);
    } else {
      event.preventDefault();
      button.closest("[data-item]").remove();
      renumber(many);
      many.focus();
    }
    dirty = true;
  });
})();

// Everything works without this file. It only saves people steps.
(function () {
  "use strict";

  // Someone who sends a form with mistakes in it is taken to the list of them.
  var summary = document.querySelector("[data-error-summary]");
  if (summary) { summary.focus(); }

  // A second click on the same button sends nothing. The server would recognise it anyway. A form that answers with a
  // file leaves the page as it is, so it may be sent again.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post" || event.defaultPrevented || form.hasAttribute("data-download")) { return; }
    if (form.hasAttribute("data-sent")) { event.preventDefault(); return; }
    form.setAttribute("data-sent", "");
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) { form.removeAttribute("data-sent"); });
  });

  // "/" takes staff to the search box, unless they are typing.
  var search = document.querySelector("[data-search]");
  if (search) {
    document.addEventListener("keydown", function (event) {
      var typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable;
      if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        search.focus();
        search.select();
      }
    });
  }

  // Staff get to a place by its keys: one key, or g and a letter.
  var before = "";
  document.addEventListener("keydown", function (event) {
    var typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable;
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1) { return; }
    var keys = before ? before + " " + event.key : event.key;
    before = event.key === "g" && !before ? "g" : "";
    document.querySelectorAll("a[data-shortcut]").forEach(function (link) {
      if (link.dataset.shortcut === keys) { event.preventDefault(); link.click(); }
    });
  });

  // What is being written is shown as it will look, a moment after the last key.
  document.querySelectorAll("form[data-preview]").forEach(function (form) {
    var waits = null;
    var asked = 0;
    form.addEventListener("input", function () {
      clearTimeout(waits);
      waits = setTimeout(function () {
        var turn = ++asked;
        fetch(location.pathname + "?handler=Preview", { method: "POST", body: new FormData(form) })
          .then(function (answer) { return answer.ok ? answer.text() : null; })
          .then(function (page) {
            var shown = page && new DOMParser().parseFromString(page, "text/html").querySelector(form.dataset.preview);
            var before = document.querySelector(form.dataset.preview);
            if (shown && before && turn === asked) { before.replaceWith(shown); }
          })
          .catch(function () { });
      }, 500);
    });
  });

  // Menus close on Escape and on a click elsewhere.
  function closeMenus(except) {
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (!menu.contains(except)) { menu.open = false; }
    });
  }
  document.addEventListener("click", function (event) { closeMenus(event.target); });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") { return; }
    var open = document.querySelector("details.menu[open]");
    if (open) { open.open = false; open.querySelector("summary").focus(); }
  });

  // Rows that open a page do so from anywhere in the row; the link in it stays the real control.
  document.addEventListener("click", function (event) {
    var row = event.target.closest("tr[data-opens]");
    if (!row || event.target.closest("a, button, input, label, summary") || String(window.getSelection())) { return; }
    var link = row.querySelector("a[href]");
    if (link) { link.click(); }
  });

  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });
})();

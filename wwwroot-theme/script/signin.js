// Signing in works without this file, except for passkeys, which only a script can ask the browser for.
(function () {
  "use strict";

  // A button beside each password that shows what was typed.
  document.querySelectorAll("input[type=password][data-show]").forEach(function (input) {
    var button = document.createElement("button");
    button.type = "button";
    button.className = "usa-button usa-button--unstyled show-password";
    button.textContent = input.dataset.show;
    button.setAttribute("aria-controls", input.id);
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", function () {
      var show = input.type === "password";
      input.type = show ? "text" : "password";
      button.textContent = show ? input.dataset.hide : input.dataset.show;
      button.setAttribute("aria-pressed", String(show));
    });
    input.insertAdjacentElement("afterend", button);
    input.form.addEventListener("submit", function () { input.type = "password"; });
  });

  var ready = window.PublicKeyCredential && PublicKeyCredential.parseCreationOptionsFromJSON
    && PublicKeyCredential.parseRequestOptionsFromJSON && window.isSecureContext;
  document.querySelectorAll("form[data-passkey]").forEach(function (form) {
    if (!ready) { return; }
    var find = function (name) { return form.querySelector("[data-passkey-" + name + "]"); };
    var wrong = find("wrong");
    find("part").hidden = false;
    if (find("cannot")) { find("cannot").hidden = true; }

    function say(sentence) { wrong.textContent = sentence; wrong.hidden = !sentence; }

    async function ask() {
      say("");
      var answer = await fetch(form.dataset.options, { method: "POST", body: new FormData(form), credentials: "same-origin" });
      var body = await answer.json();
      if (body.goTo) { location.assign(body.goTo); return; }
      if (!answer.ok) { say(body.reason || form.dataset.wrong); return; }
      var credential = form.dataset.passkey === "create"
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(body) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(body) });
      find("answer").value = JSON.stringify(credential);
      form.requestSubmit(find("send"));
    }

    find("start").addEventListener("click", function () {
      ask().catch(function () { say(form.dataset.wrong); });
    });
  });
})();

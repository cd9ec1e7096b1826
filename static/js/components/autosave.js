// data-autosave: keep a draft while it is written. data-warn-unsaved: ask before leaving with unsaved words.
(function () {
  "use strict";

  function clock(date) {
    // Beijing time, as everywhere on the site.
    return new Date(date.getTime() + 8 * 3600000).toISOString().slice(11, 16);
  }

  function watch(form) {
    var url = form.getAttribute("data-autosave-url");
    var status = form.querySelector("[data-autosave-status]") || document.querySelector("[data-autosave-status]");
    var dirty = false;
    var timer = null;
    var running = false;
    var pressed = null;

    function say(text) { if (status) { status.textContent = text; } }

    function save() {
      timer = null;
      if (!dirty || running) { return; }
      var data = new FormData(form);
      form.querySelectorAll("input[type=file]").forEach(function (input) { data.delete(input.name); });
      data.append("autosave", "1");
      dirty = false;
      running = true;
      say(window.marketWords.saving);
      fetch(url, { method: "POST", body: data, credentials: "same-origin", headers: { "X-Requested-With": "fetch", Accept: "application/json" } })
        .then(function (answer) {
          if (answer.ok) { return answer.json(); }
          // Refused for good: another window was quicker, or it is too late. The server's words say which.
          if (answer.status === 409) { url = null; return answer.json().then(function (body) { dirty = true; say(body.message); return null; }); }
          throw new Error(String(answer.status));
        })
        .then(function (body) {
          if (!body) { return; }
          if (body.version && form.elements.version) { form.elements.version.value = body.version; }
          say(window.marketWords.saved + clock(new Date(body.saved_at || Date.now())));
        })
        .catch(function () { dirty = true; say(window.marketWords.failed); })
        .then(function () {
          running = false;
          if (pressed) { var button = pressed; pressed = null; button.click(); return; }
          if (dirty && url && !timer) { timer = setTimeout(save, 15000); }
        });
    }

    form.addEventListener("input", function () {
      dirty = true;
      if (url && !timer) { timer = setTimeout(save, 2500); }
    });
    form.addEventListener("submit", function (event) {
      // A save under way is waited for: its version is the one that this page goes on from.
      if (running && event.submitter) {
        event.preventDefault();
        event.stopImmediatePropagation();
        pressed = event.submitter;
        return;
      }
      dirty = false;
      clearTimeout(timer);
      timer = null;
    });
    window.addEventListener("beforeunload", function (event) {
      if (dirty) { event.preventDefault(); event.returnValue = ""; }
    });
  }

  document.querySelectorAll("form[data-autosave], form[data-warn-unsaved]").forEach(watch);
})();

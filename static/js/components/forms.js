// data-guard: one press sends once. data-upload: show which files were chosen. data-filter-bar: open where there is room.
(function () {
  "use strict";

  document.querySelectorAll("form[data-guard]").forEach(function (form) {
    form.addEventListener("submit", function (event) {
      if (form.getAttribute("data-sent")) { event.preventDefault(); return; }
      form.setAttribute("data-sent", "yes");
      // After the browser has read the form, so the pressed button's own value is still sent.
      setTimeout(function () {
        form.querySelectorAll("button[type=submit]").forEach(function (button) { button.setAttribute("aria-disabled", "true"); });
      }, 0);
      setTimeout(function () { form.removeAttribute("data-sent"); }, 15000);
    });
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) {
      form.removeAttribute("data-sent");
      form.querySelectorAll("button[aria-disabled]").forEach(function (button) { button.removeAttribute("aria-disabled"); });
    });
  });

  function size(bytes) {
    return bytes < 1048576 ? Math.max(1, Math.round(bytes / 1024)) + " kB" : (bytes / 1048576).toFixed(1) + " MB";
  }

  document.querySelectorAll("[data-upload]").forEach(function (box) {
    var input = box.querySelector("input[type=file]");
    var list = box.querySelector("[data-upload-list]");
    if (!input || !list) { return; }
    input.addEventListener("change", function () {
      list.textContent = "";
      Array.prototype.forEach.call(input.files, function (file) {
        var item = document.createElement("li");
        item.textContent = file.name + " · " + size(file.size);
        list.appendChild(item);
      });
      list.hidden = input.files.length === 0;
    });
  });

  document.querySelectorAll("[data-filter-bar]").forEach(function (bar) {
    if (window.matchMedia("(min-width: 60em)").matches) { bar.setAttribute("open", ""); }
  });
})();

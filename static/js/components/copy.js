// data-copy: a button that copies a commitment or an address; absent where the browser cannot.
(function () {
  "use strict";

  if (!navigator.clipboard) { return; }
  document.querySelectorAll("[data-copy]").forEach(function (source) {
    var button = document.createElement("button");
    button.type = "button";
    button.className = "button button--quiet button--small copy no-print";
    button.textContent = window.marketWords.copy;
    button.addEventListener("click", function () {
      navigator.clipboard.writeText(source.textContent.trim()).then(function () {
        button.textContent = window.marketWords.copied;
        setTimeout(function () { button.textContent = window.marketWords.copy; }, 2500);
      });
    });
    source.parentNode.insertBefore(button, source.nextSibling);
  });
})();

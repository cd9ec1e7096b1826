// The page works without this file; it only makes some things kinder. Each part looks for its own data attribute.
(function () {
  "use strict";

  document.documentElement.setAttribute("data-script", "on");

  // Words the script says itself, in the language of the page.
  var english = document.documentElement.lang.indexOf("en") === 0;
  window.marketWords = english
    ? { saving: "Saving…", saved: "Saved at ", failed: "Not saved. What you typed is still on this page.", copy: "Copy", copied: "Copied", sending: "Sending…", remove: "chosen" }
    : { saving: "正在保存…", saved: "已保存 ", failed: "没有保存成功，已填的内容还在本页。", copy: "复制", copied: "已复制", sending: "正在提交…", remove: "已选" };

  var summary = document.querySelector("[data-error-summary]");
  if (summary) { summary.focus(); }

  document.addEventListener("keydown", function (event) {
    var target = event.target;
    var typing = /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable;
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      var box = document.querySelector("[data-search]");
      if (box && box.offsetParent) { event.preventDefault(); box.focus(); box.select(); }
    }
    if (event.key === "Escape") {
      document.querySelectorAll("details.menu[open]").forEach(function (menu) {
        menu.removeAttribute("open");
        if (menu.contains(target)) { menu.querySelector("summary").focus(); }
      });
    }
  });

  document.addEventListener("click", function (event) {
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (!menu.contains(event.target)) { menu.removeAttribute("open"); }
    });
  });
})();

// data-countdown: keep the words of the time left fresh, by the server's clock at the time the page was made.
(function () {
  "use strict";

  document.querySelectorAll("[data-countdown]").forEach(function (place) {
    var deadline = Date.parse(place.getAttribute("data-countdown"));
    var skew = Date.parse(place.getAttribute("data-now")) - Date.now();
    var words = place.querySelector("[data-countdown-left]");
    if (!words || isNaN(deadline) || isNaN(skew)) { return; }

    function show() {
      var left = Math.floor((deadline - Date.now() - skew) / 1000);
      var kind = left <= 0 ? "over" : left >= 86400 ? "days" : left >= 3600 ? "hours" : "minutes";
      var text = place.getAttribute("data-words-" + kind)
        .replace("{d}", Math.floor(left / 86400))
        .replace("{h}", Math.floor((left % 86400) / 3600))
        .replace("{m}", Math.floor((left % 3600) / 60))
        .replace("{s}", left % 60);
      if (words.textContent !== text) { words.textContent = text; }
      if (left > 0) { setTimeout(show, left > 3600 ? 30000 : 1000); } else { place.classList.add("countdown--over"); }
    }
    show();
  });
})();

// data-counter-for: how many signs a text has against its limit, as the server counts 字: no line ends, no outer blanks.
(function () {
  "use strict";

  document.querySelectorAll("[data-counter-for]").forEach(function (place) {
    var input = document.getElementById(place.getAttribute("data-counter-for"));
    var limit = Number(place.getAttribute("data-counter-limit"));
    if (!input) { return; }
    input.addEventListener("input", function () {
      var count = Array.from(input.value.trim().replace(/[\r\n]/g, "")).length;
      place.textContent = count + " / " + limit;
      place.classList.toggle("counted__over", count > limit);
    });
  });
})();

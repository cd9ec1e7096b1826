// data-weight: the sum under the criteria follows what is typed; without this file the server adds up.
(function () {
  "use strict";

  var output = document.querySelector("[data-weight-sum]");
  if (!output) { return; }
  var line = output.closest("[data-weights]");
  document.addEventListener("input", function (event) {
    if (!event.target.hasAttribute("data-weight")) { return; }
    var total = 0;
    document.querySelectorAll("[data-weight]").forEach(function (input) {
      total += Math.round(parseFloat(input.value.replace("%", "")) * 100) || 0;
    });
    output.textContent = (total / 100) + "%";
    line.classList.toggle("weights__sum--off", total !== 10000);
    var advice = line.querySelector("span");
    if (advice) { advice.hidden = total === 10000; }
  });
})();

// Validates HTML documents as long as lines come: one JSON string in, one JSON list of complaints out.
const { createRequire } = require("node:module");
const readline = require("node:readline");

const folder = process.argv[2];
const { HtmlValidate, StaticConfigLoader } = createRequire(folder + "/")("html-validate");

const validator = new HtmlValidate(
  new StaticConfigLoader({
    extends: ["html-validate:recommended", "html-validate:document"],
    rules: {
      // Matters of style, not of validity; the templates' white space is Jinja's.
      "no-trailing-whitespace": "off",
      "void-style": "off",
      "attribute-boolean-style": "off",
      "attribute-empty-style": "off",
      "long-title": "off",
      "no-inline-style": "error",
      "no-raw-characters": ["error", { relaxed: true }],
      // Chinese and formatted numbers need no protection from breaking; telephone numbers are links already.
      "tel-non-breaking": "off",
      // Hashes are under our own origin: `script-src 'self'` is the protection.
      "require-sri": "off",
      // HTML allows an id to begin with a digit; ours are random.
      "valid-id": ["error", { relaxed: true }],
      // A group of boxes shares its name.
      "form-dup-name": ["error", { shared: ["radio", "checkbox", "button", "submit", "reset"] }],
      // A search form may stand beside filters; both are landmarks with names of their own.
      "prefer-native-element": "off",
    },
  }),
);

readline.createInterface({ input: process.stdin }).on("line", async (line) => {
  const report = await validator.validateString(JSON.parse(line));
  const complaints = report.results.flatMap((result) =>
    result.messages
      .filter((message) => message.severity === 2)
      .map((message) => `${message.line}:${message.column} ${message.ruleId}: ${message.message}`),
  );
  process.stdout.write(JSON.stringify(complaints) + "\n");
});

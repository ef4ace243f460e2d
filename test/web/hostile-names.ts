/** Names that somebody chose to do harm. */
export const NAMES: Record<string, string> = {
  "a script": "<script>hacked=1</script><img src=x onerror=hacked=1>",
  "a name without end": "W".repeat(10_000),
  "marks that turn the writing round": "\u202Egnp.evil\u2066 \u05D0\u05D1\u05D2 \u202D",
};

/** What runs in a page is text: it has other types than a test. */
export const ALL_TEXT = `document.body.textContent + Array.from(document.querySelectorAll("input"), ({ value }) => value).join()`;
export const SMUGGLED = `"hacked" in window || document.querySelector("main script, main img") !== null`;

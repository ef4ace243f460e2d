import assert from "node:assert/strict";
import { ROOT } from "../../hosts/node/firmware-build.ts";
import { lacksPage, lostSettings, notPreloaded, ownWarnings } from "../../hosts/node/firmware-check.ts";

describe("the check of a device's firmware", () => {
  it("tells warnings of our own modules, and no others", () => {
    const ours = [
      "### warning: hosts/moddable/main: runNode() SyncNode() ROUTES[56]: not frozen",
      "### warning: src/pov/tone: gamma(): no const",
      `${ROOT}src/bytes/hex.ts:3: warning: something`,
    ];
    const others = [
      "# tsc src/pov/warning",
      "### warning: Resource: Resource.cache: not frozen",
      "/sdk/modules/files-littlefs.js:34: warning: cannot optimize native!",
    ];
    assert.deepEqual(ownWarnings([...others, ...ours].join("\n")), ours);
  });

  it("tells modules of ours that are linked and not preloaded", () => {
    const makefile = [
      "MODULES =\\",
      "\t$(MODULES_DIR)/Resource.xsb\\",
      "\t$(MODULES_DIR)/hosts/moddable/lin/start.xsb\\",
      "\t$(MODULES_DIR)/src/bytes/hex.xsb\\",
      "\t$(MODULES_DIR)/src/bytes/utf8.xsb",
      "PRELOADS =\\",
      "\t-p src/bytes/hex.xsb\\",
    ].join("\n");
    assert.deepEqual(notPreloaded(makefile), [
      'src/bytes/utf8 is not in the preload list of manifest.json. Run "npm run manifest".',
    ]);
  });

  it("tells where the image has no page", () => {
    const start =
      "static const struct {const char *name; const unsigned char *data; unsigned int size;} resources[] = {";
    assert.deepEqual(lacksPage(`${start}\n\t{"page.html.gz", _0, sizeof(_0)},\n};`), []);
    assert.match(lacksPage(`${start}\n};`).join(), /The page is not in the image/);
  });

  it("tells settings of a board that the SDK did not take over", () => {
    const board = "CONFIG_A=y\nCONFIG_B=n\nCONFIG_C=16\nCONFIG_D=n\n\n# CONFIG_E=y\n";
    assert.deepEqual(lostSettings(board, "CONFIG_A=y\nCONFIG_B=\nCONFIG_C=16\nCONFIG_E=n\n"), []);
    assert.deepEqual(lostSettings(board, "# CONFIG_A=y\nCONFIG_B=y\nCONFIG_C=160\n"), [
      'CONFIG_A=y of the board\'s sdkconfig.defaults is not in force: the SDK has "".',
      'CONFIG_B=n of the board\'s sdkconfig.defaults is not in force: the SDK has "y".',
      'CONFIG_C=16 of the board\'s sdkconfig.defaults is not in force: the SDK has "160".',
    ]);
  });
});

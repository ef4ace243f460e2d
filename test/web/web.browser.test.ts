import { hostile } from "./hostile.ts";
import { jobs } from "./jobs.ts";
import { Phones, type Size } from "./phones.ts";
import { quality } from "./quality.ts";
import { shows } from "./shows.ts";
import { together } from "./together.ts";
import { trouble } from "./trouble.ts";

describe("The page in Chromium", () => {
  let phones: Phones;

  before(async () => {
    phones = await Phones.start();
  });
  afterEach(() => phones.close());
  after(() => phones?.stop());

  describe("in all", () => quality(() => phones));
  describe("from a hostile peer", () => hostile(() => phones));
  describe("on several phones", () => together(() => phones));
  describe("on a bad line", () => trouble(() => phones));
  for (const size of ["phone", "desktop"] as Size[]) {
    describe(`on a ${size}`, () => {
      jobs(() => phones, size);
      shows(() => phones, size);
    });
  }
});

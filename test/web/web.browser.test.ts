import { jobs } from "./jobs.ts";
import { Phones, type Size } from "./phones.ts";

describe("The page in Chromium", function () {
  this.timeout(30_000);
  let phones: Phones;

  before(async () => {
    phones = await Phones.start();
  });
  afterEach(() => phones.close());
  after(() => phones?.stop());

  for (const size of ["phone", "desktop"] as Size[]) describe(`on a ${size}`, () => jobs(() => phones, size));
});

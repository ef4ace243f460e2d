import { makeModdable } from "./images-moddable.ts";
import { describeImages } from "./images-suite.ts";

describeImages("ModdableImages", makeModdable);

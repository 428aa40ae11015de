"use strict";

require("../launch.cjs")("test/test.ts");

"use strict";

require("../launch.cjs")("fuzz/main.ts");

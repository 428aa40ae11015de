"use strict";

require("../launch.cjs")("bench/main.ts");

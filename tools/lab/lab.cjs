"use strict";

require("../launch.cjs")("lab/main.ts");

"use strict";

require("../launch.cjs")("release/main.ts");

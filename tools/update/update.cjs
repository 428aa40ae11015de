"use strict";

require("../launch.cjs")("update/main.ts");

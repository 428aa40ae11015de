"use strict";

require("../launch.cjs")("start/start.ts");

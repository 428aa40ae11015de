"use strict";

require("../../launch.cjs")("bench/hub/main.ts");

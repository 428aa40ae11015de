import { silentLog } from "../../../../hub/common/log";
import { startHub } from "../../../../hub/server";
import { serveControl } from "./control";

/** The hub, with everything that it does besides. */
const hub = await startHub({ port: 0, log: silentLog });
serveControl(hub.port);

/** The client whose throughput is measured. `npm run bench` puts the SDK's in its place to compare. */
export { default } from "websocket/client";

/** What ours is given besides: buffers as large as any other's. */
export const options = { sendBuffer: 65535, receiveBuffer: 65535, maximumMessage: 0x40000000 };

/** Belltower's client under the name of the SDK's, for what imports that: the SDK's W3C WebSocket, for example. */
export { default } from "websocket/client";

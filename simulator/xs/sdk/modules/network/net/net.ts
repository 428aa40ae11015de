/**
 * What is known of the network: nothing, as the computer's network is not the doorbell's. Moddable SDK,
 * documentation/network/network.md, "class Net".
 */
const Net: { get(what: string): undefined } = { get: () => undefined };

export default Net;

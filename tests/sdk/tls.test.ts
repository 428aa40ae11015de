import { Mcsim } from "./mcsim";
import { Sdk, sdkMissing, simulatorMissing } from "./sdk";
import { xvfbMissing } from "./xvfb";
import { describeTls, endOfConnections, mark } from "../websocket/tls/suite";

const patience = 90_000;

describeTls("TLS by the SDK, as on the chip", {
	missing: sdkMissing() ?? simulatorMissing() ?? xvfbMissing(),
	timeout: 240_000,
	async run(manifest) {
		const sdk = await Sdk.open();
		try {
			const simulator = await Mcsim.start(await sdk.buildForSimulator(manifest));
			try {
				await simulator.traced(new RegExp(`^${endOfConnections}$`), patience);
				const { lines } = simulator.xsbug;
				return lines
					.filter((line) => line.startsWith(mark) && line !== endOfConnections)
					.map((line) => line.slice(mark.length));
			} finally {
				await simulator.kill();
			}
		} finally {
			await sdk.close();
		}
	},
});

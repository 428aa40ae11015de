import type { Time } from "clock/time";
import { type Capability, type Hello, type Part, protocolVersion, sound } from "protocol/messages";
import type { Settings } from "settings/settings";
import type { Feature } from "doorbell/feature";
import type { Health } from "doorbell/health";

/** What a greeting is made of. */
export interface GreetingOptions {
	identity: Pick<Settings, "device" | "name" | "firmware" | "board">;
	/** The parts that there are. */
	parts: Readonly<Partial<Record<Part, unknown>>>;
	health: Pick<Health, "isMissing">;
	features: readonly Feature[];
	bytesPerMessage: number;
	time: Time;
}

const capabilitiesOf: Readonly<Record<Part, readonly Capability[]>> = Object.freeze(
	{
		codec: ["microphone", "speaker", "chime"],
		camera: ["camera"],
		light: ["light"],
		bell: ["bell"],
		door: ["door"],
	},
	true,
);

/** What the doorbell says of itself first on each connection. docs/protocol.md, "What a doorbell says". */
export function greeting(options: GreetingOptions): Hello {
	const { identity, features, bytesPerMessage, time } = options;
	const hello: Hello = {
		type: "hello",
		device: identity.device ?? "",
		name: identity.name,
		firmware: identity.firmware,
		board: identity.board.name,
		protocol: protocolVersion,
		capabilities: capabilities(options),
		audio: { sampleRate: sound.sampleRate, channels: sound.channels, bytesPerMessage },
		time: time.now(),
	};
	for (const feature of features) Object.assign(hello, feature.hello?.());
	return hello;
}

function capabilities({ parts, health, features }: GreetingOptions): Capability[] {
	const named: Capability[] = [];
	for (const part of Object.keys(capabilitiesOf) as Part[])
		if (parts[part] && !health.isMissing(part)) named.push(...capabilitiesOf[part]);
	for (const { capability } of features) named.push(capability);
	return named;
}

import { matching } from "protocol/check";
import { type FrameSize, frameSizes } from "protocol/command-arguments";
import { type Address, parseAddress } from "link/address";
import { choice, secret, type Setting, text, whole, yesNo } from "settings/kinds";
import { checkCertificates, checkName, checkSsid, isWiFiPassword, longestCertificates } from "settings/texts";

/** What people can set while the doorbell is in use. */
export interface SettableValues {
	/** What people call the doorbell. */
	name: string;
	/** Undefined where there is no valid one: nothing may be connected to. */
	device: string | undefined;
	/** The Wi-Fi network; empty where none has been chosen yet. */
	ssid: string;
	/** Undefined where there is no valid one; empty for an open network. */
	password: string | undefined;
	/** Undefined where there is no valid one: nothing can be connected to. */
	hub: Address | undefined;
	/** Undefined where there is no valid one; empty for none. */
	token: string | undefined;
	/** Whom to trust, as PEM; empty for none. */
	ca: string | undefined;
	/** 0 to 100. */
	volume: number;
	/** 0 to 42 dB. */
	gain: number;
	/** How much sound is collected before it is played, in milliseconds. */
	depth: number;
	/** Whether the microphone is turned down while the speaker plays, against echo. */
	ducking: boolean;
	/** The largest picture; smaller ones are sent where the network is slow. */
	frameSize: FrameSize;
	lowestFrameSize: FrameSize;
	/** 4 best to 63 worst. */
	quality: number;
	worstQuality: number;
	framesPerSecond: number;
	lowestFramesPerSecond: number;
	/** Whether a press of the button rings; the hub is told in any case. */
	bell: boolean;
	/** 0 to 100. */
	chimeVolume: number;
	/** How long the door's pin is held, in milliseconds. */
	doorOpen: number;
}

const deviceRule = "1 to 64 characters: a to z, digits, and single hyphens between them";
const tokenRule = "at most 256 letters, digits and . _ ~ + / - (RFC 6750 section 2.1)";
const passwordRule =
	"8 to 63 printable ASCII characters, or 64 hexadecimal digits, or empty for an open network";

/** Each setting there is, in the order in which people are shown them. This is the one place where they are listed. */
export const table: { readonly [Name in keyof SettableValues]: Setting<SettableValues[Name]> } =
	Object.freeze(
		{
			name: text({ check: checkName, absent: "Doorbell", invalid: "Doorbell" }, 64, {
				sentence: "What people call the doorbell.",
				restart: true,
				identity: true,
			}),
			device: text<string | undefined>(
				{ check: matching(() => /^(?=.{1,64}$)[a-z0-9]+(-[a-z0-9]+)*$/, deviceRule), invalid: undefined },
				64,
				{
					sentence: "What the hub knows the doorbell by; no two doorbells of a hub have the same.",
					restart: true,
					identity: true,
				},
			),
			ssid: text({ check: checkSsid, absent: "", invalid: "" }, 32, {
				sentence: "The name of the Wi-Fi network. Empty: the doorbell opens its own, on which it is set up.",
				restart: true,
				identity: true,
			}),
			password: secret(64, isWiFiPassword, passwordRule, {
				sentence: "The password of the Wi-Fi network; empty for an open one.",
				restart: true,
				identity: true,
			}),
			hub: text<Address | undefined>(
				{ check: parseAddress, invalid: undefined },
				253,
				{
					sentence: "The hub's address, such as ws://192.168.1.10:8000.",
					restart: true,
					identity: true,
				},
				"address",
			),
			token: secret(256, (value) => /^([A-Za-z0-9._~+/-]+=*)?$/.test(value), tokenRule, {
				sentence: "The token that the hub has given out for this doorbell; empty where it wants none.",
				restart: true,
				identity: true,
			}),
			ca: text<string | undefined>(
				{ check: checkCertificates, absent: "", invalid: undefined },
				longestCertificates,
				{
					sentence: "The certificate that the hub's is signed with, as PEM; for a hub at wss://.",
					restart: true,
					identity: true,
				},
				"lines",
			),
			volume: whole(70, 0, 100, { sentence: "How loud the speaker is, in percent." }),
			gain: whole(24, 0, 42, { sentence: "How much the microphone is amplified, in dB." }),
			depth: whole(60, 0, 500, {
				sentence: "How much sound is collected before it is played, in milliseconds.",
				restart: true,
			}),
			ducking: yesNo(true, {
				sentence: "Whether the microphone is turned down while the speaker plays, against echo.",
				restart: true,
			}),
			frameSize: choice("VGA", frameSizes, { sentence: "The largest picture." }),
			lowestFrameSize: choice("QVGA", frameSizes, {
				sentence: "The smallest picture, to which it goes down where the network is slow.",
			}),
			quality: whole(12, 4, 63, {
				sentence: "The best quality of a picture: 4 is the finest, 63 the coarsest.",
			}),
			worstQuality: whole(40, 4, 63, {
				sentence: "The worst quality of a picture, to which it goes down where the network is slow.",
			}),
			framesPerSecond: whole(20, 1, 30, { sentence: "How many pictures a second there are at most." }),
			lowestFramesPerSecond: whole(2, 1, 30, {
				sentence: "How few pictures a second there may be where the network is slow.",
			}),
			bell: yesNo(true, {
				sentence: "Whether the doorbell itself chimes when it rings; the hub is told in any case.",
			}),
			chimeVolume: whole(70, 0, 100, { sentence: "How loud the doorbell's own chime is, in percent." }),
			doorOpen: whole(3000, 100, 30_000, {
				sentence: "How long the door is held open, in milliseconds.",
			}),
		},
		true,
	);

/** The name of a setting. */
export type SettingName = keyof SettableValues;

/** Whether there is such a setting. */
export function isSettingName(name: string): name is SettingName {
	return Object.hasOwn(table, name);
}

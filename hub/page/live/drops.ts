import type { DeliveryMessage, StatsMessage } from "../../wire/viewer";
import type { Listener } from "../audio/listener";
import type { Talker } from "../audio/talker";
import type { Picture } from "../doorbell/picture";
import { SAMPLE_RATE } from "../../wire/header";
import { numberAt } from "../common/words";

/** Milliseconds of sound in a chunk of the person's voice. */
const CHUNK = 20;
const SAMPLES_PER_MILLISECOND = SAMPLE_RATE / 1000;

export const MEDIA = ["picture", "sound", "voice"] as const;
export const PLACES = ["doorbell", "hub", "page"] as const;
export type Medium = (typeof MEDIA)[number];
export type Place = (typeof PLACES)[number];

/** What was dropped, at each of the three places: pictures, and milliseconds of sound and voice. NaN if not known. */
export type Drops = Record<Medium, Record<Place, number>>;

/** Where the counts come from. */
export interface DropSources {
	stats: StatsMessage;
	delivery: DeliveryMessage;
	picture: Picture;
	listener: Listener;
	talker: Talker;
	/** Milliseconds of sound in one of the doorbell's messages. */
	messageDuration: number;
}

/** All that was dropped, since each of the places began to count. */
export function countDrops(sources: DropSources): Drops {
	const { stats, delivery, picture, listener, talker, messageDuration } = sources;
	const { hub, doorbell } = stats;
	return {
		picture: {
			doorbell: hub.pictures.missing,
			hub: delivery.pictures.dropped + hub.pictures.malformed,
			page: picture.counts.late + picture.counts.broken,
		},
		sound: {
			doorbell: hub.sound.missing * messageDuration,
			hub: (delivery.sound.dropped + hub.sound.malformed) * messageDuration,
			page: listener.counts.dropped / SAMPLES_PER_MILLISECOND,
		},
		voice: {
			doorbell: numberAt(doorbell, "speaker", "dropped") / SAMPLES_PER_MILLISECOND,
			hub: (hub.speaker.dropped + hub.speaker.malformed) * CHUNK,
			page: talker.counts.dropped * CHUNK,
		},
	};
}

/** What was dropped since `before`. */
export function dropsSince(now: Drops, before: Drops): Drops {
	const difference = (medium: Medium) => {
		const part = (place: Place) => Math.max(0, now[medium][place] - before[medium][place]);
		return { doorbell: part("doorbell"), hub: part("hub"), page: part("page") };
	};
	return { picture: difference("picture"), sound: difference("sound"), voice: difference("voice") };
}

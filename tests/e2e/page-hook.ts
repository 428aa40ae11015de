/** What the tests read of `window.belltower` (docs/viewer.md, "What a page tells of itself"). */
interface PageHook {
	readonly pictures: { readonly drawn: number };
	readonly lastPicture:
		| {
				readonly header: { readonly time: number };
				readonly width: number;
				readonly height: number;
				readonly drawnAt: number;
		  }
		| undefined;
	readonly sound: { readonly messages: number };
	readonly listening: boolean;
	readonly audioContext: AudioContext | undefined;
	readonly analyser: AnalyserNode | undefined;
	readonly talked: { readonly sent: number };
	readonly light: readonly string[];
}

declare global {
	interface Window {
		readonly belltower: PageHook;
	}
}

export type { PageHook };

/** Moddable SDK, documentation/base/base.md, "class Timer". */
declare module "timer" {
	class Timer {
		private constructor();
		/** Calls back after `delay` milliseconds, and then every `repeat` milliseconds where it is given. */
		static set(callback: (timer: Timer) => void, delay?: number, repeat?: number): Timer;
		static repeat(callback: (timer: Timer) => void, interval: number): Timer;
		static schedule(timer: Timer, delay?: number, repeat?: number): void;
		static clear(timer: Timer | undefined | null): void;
		/** Blocks the whole machine. */
		static delay(milliseconds: number): void;
		private brand: boolean;
	}
	export { Timer as default };
}

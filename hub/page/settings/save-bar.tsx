interface SaveBarProps {
	/** How many changes are not saved. */
	count: number;
	/** How the last save went. */
	said: string;
	error: string;
	/** Settings that count after a restart. */
	waiting: readonly string[];
	onDiscard: () => void;
	onRestart: () => void;
}

/** Saves what was changed, and says what of it still waits for a restart. */
export function SaveBar({ count, said, error, waiting, onDiscard, onRestart }: SaveBarProps) {
	const isEmpty = count === 0 && said === "" && error === "" && waiting.length === 0;
	return (
		<div class={isEmpty ? "save-bar empty" : "save-bar"}>
			<p class="error" role="alert">
				{error}
			</p>
			<p role="status">{said}</p>
			{waiting.length > 0 && (
				<div class="choices">
					<p>
						{list(waiting)} {waiting.length === 1 ? "counts" : "count"} after a restart.
					</p>
					<button type="button" class="plain" onClick={onRestart}>
						Restart now
					</button>
				</div>
			)}
			{count > 0 && (
				<div class="choices">
					<button type="button" class="plain" onClick={onDiscard}>
						Discard
					</button>
					<button type="submit" class="primary">
						{count === 1 ? "Save 1 change" : `Save ${count} changes`}
					</button>
				</div>
			)}
		</div>
	);
}

const list = (words: readonly string[]): string => new Intl.ListFormat("en").format(words);

type Sample = readonly [labels: Readonly<Record<string, string>>, value: number];

/**
 * Writes Prometheus' text format 0.0.4. It is so small that a library, whose counters would live beside the hub's own and
 * be the same for every hub in a process, gains nothing.
 */
export class Exposition {
	readonly #families = new Map<string, { head: string; lines: string[] }>();

	/** Adds samples of what can go up and down. */
	gauge(name: string, help: string, samples: readonly Sample[]): void {
		this.#add("gauge", name, help, samples);
	}

	/** Adds samples of what only grows. */
	counter(name: string, help: string, samples: readonly Sample[]): void {
		this.#add("counter", name, help, samples);
	}

	get text(): string {
		const all = [...this.#families.values()].map(({ head, lines }) => head + lines.join(""));
		return all.join("");
	}

	#add(type: string, name: string, help: string, samples: readonly Sample[]): void {
		let family = this.#families.get(name);
		if (!family) {
			family = { head: `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`, lines: [] };
			this.#families.set(name, family);
		}
		for (const [labels, value] of samples) {
			const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escape(text)}"`);
			family.lines.push(`${name}${pairs.length > 0 ? `{${pairs.join(",")}}` : ""} ${value}\n`);
		}
	}
}

function escape(text: string): string {
	return text.replace(/\\/g, "\\\\").replace(/"/g, '\\"').replace(/\n/g, "\\n");
}

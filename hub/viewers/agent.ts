const BROWSERS: [RegExp, string][] = [
	[/Edg\//, "Edge"],
	[/OPR\//, "Opera"],
	[/SamsungBrowser\//, "Samsung Internet"],
	[/Firefox\/|FxiOS\//, "Firefox"],
	[/Chrome\/|Chromium\/|CriOS\//, "Chrome"],
	[/Safari\//, "Safari"],
];

const SYSTEMS: [RegExp, string][] = [
	[/iPhone/, "an iPhone"],
	[/iPad/, "an iPad"],
	[/Android/, "Android"],
	[/Windows/, "Windows"],
	[/Mac OS X/, "a Mac"],
	[/CrOS/, "ChromeOS"],
	[/Linux/, "Linux"],
];

function first(patterns: [RegExp, string][], text: string): string | undefined {
	return patterns.find(([pattern]) => pattern.test(text))?.[1];
}

/** A few words by which others may recognize a viewer, from its User-Agent header: "Firefox on Android". */
export function describeAgent(agent: string | undefined): string {
	if (!agent) return "Another program";
	const browser = first(BROWSERS, agent) ?? "A browser";
	const system = first(SYSTEMS, agent);
	return system ? `${browser} on ${system}` : browser;
}

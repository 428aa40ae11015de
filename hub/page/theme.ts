{
	const KEY = "belltower.theme";
	const dark = matchMedia("(prefers-color-scheme: dark)");

	/** Runs before the page is shown, so that it is never shown in the wrong colors. */
	const apply = (): void => {
		const chosen = localStorage.getItem(KEY);
		const theme = chosen ?? (dark.matches ? "dark" : "light");
		document.documentElement.dataset["theme"] = theme;
	};

	apply();
	dark.addEventListener("change", apply);
	document.addEventListener("click", (event) => {
		if (!(event.target instanceof Element) || !event.target.closest("#theme")) return;
		const next = document.documentElement.dataset["theme"] === "dark" ? "light" : "dark";
		const system = dark.matches ? "dark" : "light";
		if (next === system) localStorage.removeItem(KEY);
		else localStorage.setItem(KEY, next);
		apply();
	});
}

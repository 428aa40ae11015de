import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Live } from "../live/live";
import type { Alerts } from "../rings/alerts";
import type { Store } from "./store";

/** What every view may use: what is known, and what can be done. */
export interface PageParts {
	readonly store: Store;
	readonly live: Live;
	readonly alerts: Alerts;
}

export const PageContext = createContext<PageParts | undefined>(undefined);

/** The page that a view is part of. */
export function usePage(): PageParts {
	const parts = useContext(PageContext);
	if (!parts) throw new Error("a view is shown outside of the page");
	return parts;
}

import { render } from "preact";
import { whenSignedOut } from "./api/http";
import { expose } from "./live/hook";
import { Live } from "./live/live";
import { Alerts } from "./rings/alerts";
import { App } from "./shell/app";
import { PageContext } from "./store/page";
import { readRoute } from "./store/route";
import { Store } from "./store/store";

const store = new Store();
const live = new Live(store);
const alerts = new Alerts(store);

addEventListener("hashchange", () => (store.route.value = readRoute(location.hash)));
whenSignedOut(() => live.connection.restart());
expose(live, store);
render(
	<PageContext.Provider value={{ store, live, alerts }}>
		<App />
	</PageContext.Provider>,
	document.body,
);
live.start();
alerts.start();

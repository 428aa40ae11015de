import { useState } from "preact/hooks";
import { hasPassword, signOut } from "../api/session";
import { explain } from "../common/resource";
import { usePage } from "../store/page";
import { OwnPasswordWindow } from "./own-password-window";

/** Who is signed in here. */
export function Account() {
	const { store, live } = usePage();
	const [error, setError] = useState("");
	const [changing, setChanging] = useState(false);
	const session = store.session.value;
	if (!session?.needed) return null;
	const leave = async () => {
		try {
			store.session.value = await signOut();
			live.connection.restart();
		} catch (thrown) {
			setError(explain(thrown));
		}
	};
	return (
		<section class="card" aria-labelledby="account">
			<h3 id="account">You</h3>
			<div class="row">
				<span class="row-words">
					<b>{session.name ?? "Signed in by a token"}</b>
					<small>{session.role === "person" ? "Answers the door" : "Administers the hub"}</small>
				</span>
				<span class="row-choices">
					{hasPassword(session) && (
						<button type="button" class="plain" onClick={() => setChanging(true)}>
							Change password
						</button>
					)}
					<button type="button" class="plain" onClick={() => void leave()}>
						Sign out
					</button>
				</span>
			</div>
			<p class="error" role="alert">
				{error}
			</p>
			{changing && <OwnPasswordWindow name={session.name ?? ""} onClose={() => setChanging(false)} />}
		</section>
	);
}

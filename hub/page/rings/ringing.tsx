import type { Ring } from "../../wire/viewer";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "../common/icon";
import { PictureHost } from "../doorbell/picture-host";
import { usePage } from "../store/page";
import { RingPicture } from "./ring-picture";

/** Somebody is at the door: the picture, and what one does then. Nothing else is to be reached while it is shown. */
export function Ringing({ ring }: { ring: Ring }) {
	const { store, live } = usePage();
	const dialog = useRef<HTMLDialogElement>(null);
	const answer = useRef<HTMLButtonElement>(null);
	useEffect(() => {
		const { current } = dialog;
		current?.showModal();
		answer.current?.focus();
		return () => current?.close();
	}, []);
	const name = store.nameOf(ring.device);
	const isLive = store.picture.value !== undefined && store.watched.value === ring.device;
	const silence = () => store.silence(ring.id);
	return (
		<dialog
			ref={dialog}
			class="ringing"
			role="alertdialog"
			aria-labelledby="ringing-title"
			aria-describedby="ringing-name"
			onCancel={(event) => {
				event.preventDefault();
				silence();
			}}
		>
			<div class="ringing-picture" data-live={isLive}>
				<PictureHost name={name} />
				{!isLive && <RingPicture ring={ring} alt={`${name}, when it rang`} />}
			</div>
			<div class="ringing-words">
				<span class="ringing-bell">
					<Icon name="bell" />
				</span>
				<div>
					<p id="ringing-name" class="ringing-name">
						{name}
					</p>
					<h2 id="ringing-title">Somebody is at the door</h2>
				</div>
			</div>
			<div class="ringing-choices">
				<button id="decline" type="button" class="decline" onClick={() => live.decline(ring.id)}>
					<span class="ringing-knob">
						<Icon name="hang-up" />
					</span>
					Decline
				</button>
				<button ref={answer} id="answer" type="button" class="answer" onClick={() => live.answer(ring.id)}>
					<span class="ringing-knob">
						<Icon name="phone" />
					</span>
					Answer
				</button>
			</div>
			<button type="button" class="round ringing-silence" aria-label="Silence here" onClick={silence}>
				<Icon name="close" />
			</button>
		</dialog>
	);
}

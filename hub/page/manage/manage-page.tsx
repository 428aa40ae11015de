import type { ComponentChild } from "preact";
import { isAdmin } from "../api/session";
import { Icon, type IconName } from "../common/icon";
import { FirmwarePage } from "../firmware/firmware-page";
import { usePage } from "../store/page";
import { hrefOf, type Section } from "../store/route";
import { AccessSection } from "./access-section";
import { DoorbellsSection } from "./doorbells-section";
import { PageSection } from "./page-section";
import { PeopleSection } from "./people-section";
import { WebhooksSection } from "./webhooks-section";

interface SectionWords {
	title: string;
	icon: IconName;
	view: () => ComponentChild;
}

const SECTIONS: Readonly<Record<Section, SectionWords>> = {
	doorbells: { title: "Doorbells", icon: "bell", view: () => <DoorbellsSection /> },
	firmware: { title: "Firmware", icon: "chip", view: () => <FirmwarePage /> },
	people: { title: "People", icon: "person", view: () => <PeopleSection /> },
	access: { title: "Other programs", icon: "link", view: () => <AccessSection /> },
	webhooks: { title: "Webhooks", icon: "hook", view: () => <WebhooksSection /> },
	page: { title: "This page", icon: "home", view: () => <PageSection /> },
};

/** Where the hub is administered, by those who may, and where everybody sets this page. */
export function ManagePage({ section }: { section: Section }) {
	const { session } = usePage().store;
	const shown: Section[] = isAdmin(session.value)
		? ["doorbells", "firmware", "people", "access", "webhooks", "page"]
		: ["page"];
	const current = shown.includes(section) ? section : "page";
	return (
		<div class="page manage">
			<nav class="sections" aria-label="Manage">
				{shown.map((name) => (
					<a
						key={name}
						href={hrefOf({ page: "manage", section: name })}
						aria-current={name === current ? "page" : undefined}
					>
						<Icon name={SECTIONS[name].icon} />
						{SECTIONS[name].title}
					</a>
				))}
			</nav>
			<section class="section" aria-labelledby="section-title">
				<h2 id="section-title">{SECTIONS[current].title}</h2>
				{SECTIONS[current].view()}
			</section>
		</div>
	);
}

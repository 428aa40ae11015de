/**
 * What brings the database from each version to the next, in order. One that was ever released is never changed: a
 * change is another entry at the end. Times are milliseconds since 1970; secrets are stored as hashes only, but for the
 * webhooks', with which the hub must sign.
 */
export const MIGRATIONS: readonly string[] = [
	`
	CREATE TABLE devices (
		id TEXT PRIMARY KEY,
		name TEXT,
		token BLOB UNIQUE,
		revoked INTEGER NOT NULL DEFAULT 0,
		kept INTEGER NOT NULL DEFAULT 0,
		created INTEGER NOT NULL,
		seen INTEGER,
		firmware TEXT NOT NULL DEFAULT '',
		board TEXT NOT NULL DEFAULT ''
	) STRICT;

	CREATE TABLE users (
		name TEXT PRIMARY KEY,
		role TEXT NOT NULL CHECK (role IN ('admin', 'person')),
		password TEXT NOT NULL,
		created INTEGER NOT NULL
	) STRICT;

	CREATE TABLE sessions (
		hash BLOB PRIMARY KEY,
		user TEXT REFERENCES users (name) ON DELETE CASCADE,
		created INTEGER NOT NULL,
		expires INTEGER NOT NULL
	) STRICT;

	CREATE TABLE tokens (
		id TEXT PRIMARY KEY,
		name TEXT NOT NULL,
		hash BLOB NOT NULL UNIQUE,
		devices TEXT,
		created INTEGER NOT NULL
	) STRICT;

	CREATE TABLE rings (
		id TEXT PRIMARY KEY,
		device TEXT NOT NULL,
		ring TEXT NOT NULL,
		time INTEGER NOT NULL,
		stored INTEGER NOT NULL,
		state TEXT NOT NULL CHECK (state IN ('ringing', 'answered', 'declined', 'missed')),
		by TEXT,
		ended INTEGER,
		snapshot BLOB,
		UNIQUE (device, ring)
	) STRICT;
	CREATE INDEX rings_by_time ON rings (time);
	CREATE INDEX rings_by_device ON rings (device, time);

	CREATE TABLE webhooks (
		id TEXT PRIMARY KEY,
		url TEXT NOT NULL,
		secret TEXT NOT NULL,
		enabled INTEGER NOT NULL DEFAULT 1,
		created INTEGER NOT NULL
	) STRICT;
	`,
	`
	CREATE TABLE firmware (
		id TEXT PRIMARY KEY,
		version TEXT NOT NULL,
		board TEXT NOT NULL,
		chip TEXT NOT NULL,
		size INTEGER NOT NULL,
		sha256 TEXT NOT NULL UNIQUE,
		key TEXT,
		uploaded INTEGER NOT NULL,
		image BLOB NOT NULL
	) STRICT;

	CREATE TABLE updates (
		id TEXT PRIMARY KEY,
		firmware TEXT NOT NULL,
		version TEXT NOT NULL,
		board TEXT NOT NULL,
		created INTEGER NOT NULL,
		at_once INTEGER NOT NULL,
		stop_on_failure INTEGER NOT NULL,
		force INTEGER NOT NULL,
		state TEXT NOT NULL CHECK (state IN ('running', 'done', 'failed', 'stopped', 'canceled'))
	) STRICT;

	CREATE TABLE update_devices (
		roll_out TEXT NOT NULL REFERENCES updates (id) ON DELETE CASCADE,
		device TEXT NOT NULL,
		place INTEGER NOT NULL,
		state TEXT NOT NULL CHECK (state IN ('waiting', 'asked', 'loading', 'trial', 'done', 'failed')),
		received INTEGER NOT NULL DEFAULT 0,
		size INTEGER NOT NULL DEFAULT 0,
		code TEXT,
		message TEXT,
		changed INTEGER NOT NULL,
		PRIMARY KEY (roll_out, device)
	) STRICT;
	`,
	`
	ALTER TABLE rings ADD COLUMN answered INTEGER;
	ALTER TABLE rings ADD COLUMN over INTEGER NOT NULL DEFAULT 0;
	UPDATE rings SET answered = ended, ended = NULL, over = 1 WHERE state = 'answered';
	CREATE INDEX rings_open ON rings (device) WHERE state = 'answered' AND NOT over;
	`,
	`
	ALTER TABLE webhooks ADD COLUMN events TEXT NOT NULL DEFAULT '["ring"]';
	ALTER TABLE webhooks ADD COLUMN last_time INTEGER;
	ALTER TABLE webhooks ADD COLUMN last_ok INTEGER;
	ALTER TABLE webhooks ADD COLUMN last_message TEXT;

	CREATE TABLE deliveries (
		id TEXT PRIMARY KEY,
		webhook TEXT NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
		body TEXT NOT NULL,
		created INTEGER NOT NULL,
		tries INTEGER NOT NULL DEFAULT 0,
		next INTEGER NOT NULL
	) STRICT;
	CREATE INDEX deliveries_by_next ON deliveries (next);
	CREATE INDEX deliveries_by_webhook ON deliveries (webhook, created);

	ALTER TABLE devices ADD COLUMN away INTEGER NOT NULL DEFAULT 0;
	`,
	`
	CREATE TABLE device_pictures (
		device TEXT PRIMARY KEY REFERENCES devices (id) ON DELETE CASCADE,
		time INTEGER NOT NULL,
		picture BLOB NOT NULL
	) STRICT;
	INSERT INTO device_pictures SELECT device, max(time), snapshot FROM rings
		WHERE snapshot IS NOT NULL AND device IN (SELECT id FROM devices) GROUP BY device;
	`,
];

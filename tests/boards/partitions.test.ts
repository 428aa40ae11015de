import { readFileSync } from "node:fs";
import { join } from "node:path";
import { assert } from "chai";
import type { Problem } from "../../tools/boards/board";
import { boardNames, boardsFolder, checkFolder, sentenceOf } from "../../tools/boards/boards";
import { checkPartitions } from "../../tools/boards/check-partitions";
import { type Partition, readPartitions } from "../../tools/boards/partitions";

function check(partitions: readonly Partition[], flash: number): Problem[] {
	const lines = partitions.map(({ name, type, subtype, offset, size }) =>
		[name, type, subtype, offset, size].join(", "),
	);
	return checkPartitions("board", lines.join("\n"), flash);
}

/** The same question, sector by sector: each sector of the flash has one owner at most. */
function isRight(partitions: readonly Partition[], flash: number): boolean {
	const owners = new Set<number>();
	for (const { type, subtype, offset, size } of partitions) {
		if (offset % (type === "app" ? 65536 : 4096) !== 0 || size % 4096 !== 0 || size <= 0) return false;
		if (type === "app" && size < 1536 * 1024) return false;
		if (subtype === "ota" && size !== 8192) return false;
		if (subtype === "nvs" && size < 12288) return false;
		for (let sector = offset / 4096; sector < (offset + size) / 4096; sector++) {
			if (sector < 9 || sector >= flash * 256 || owners.has(sector)) return false;
			owners.add(sector);
		}
	}
	const kinds = partitions.map(({ type, subtype }) => `${type} ${subtype}`).sort();
	const needed = ["app ota_0", "app ota_1", "data nvs", "data ota"];
	const slots = partitions.filter(({ type }) => type === "app");
	return (
		needed.every((kind) => kinds.filter((each) => each === kind).length === 1) &&
		slots.length === 2 &&
		slots[0]?.size === slots[1]?.size &&
		new Set(partitions.map(({ name }) => name)).size === partitions.length
	);
}

describe("the check of partitions", () => {
	for (const name of boardNames(boardsFolder)) {
		const flash = checkFolder(boardsFolder, name).board?.flash ?? 0;
		const csv = readFileSync(join(boardsFolder, name, "sdkconfig", "partitions.csv"), "utf8");
		const { partitions } = readPartitions(csv);
		const steps = [0x800, 0x1000, 0x2000, 0x4000, 0x8000, 0x10000, 0x20000, 0x100000, 0x400000, 0x800000];

		it(`finds what is wrong in each change to one value of ${name}'s, and nothing else`, () => {
			let wrong = 0;
			for (const [index, partition] of partitions.entries())
				for (const field of ["offset", "size"] as const)
					for (const step of [...steps, ...steps.map((each) => -each)]) {
						const value = partition[field] + step;
						if (value < 0) continue;
						const changed = partitions.with(index, { ...partition, [field]: value });
						const problems = check(changed, flash);
						const right = isRight(changed, flash);
						if (!right) wrong++;
						const what = `${partition.name}.${field} = ${value}: ${problems.map(sentenceOf).join(" ")}`;
						assert.equal(problems.length === 0, right, what);
					}
			assert.isAbove(wrong, 50);
		});

		it(`misses each partition of ${name}'s that is left out, there twice, or of another kind`, () => {
			for (const [index, partition] of partitions.entries()) {
				const others = partitions.toSpliced(index, 1);
				const variants = [
					others,
					[...partitions, partition],
					...["nvs", "ota", "phy", "ota_0", "ota_1", "factory"].flatMap((subtype) =>
						["app", "data"].map((type) => partitions.with(index, { ...partition, type, subtype })),
					),
				];
				for (const changed of variants)
					assert.equal(
						check(changed, flash).length === 0,
						isRight(changed, flash),
						`${partition.name}: ${JSON.stringify(changed)}`,
					);
			}
		});

		it(`finds that ${name}'s do not fit half of its flash`, () => {
			assert.match(
				check(partitions, flash / 2)
					.map(sentenceOf)
					.join("\n"),
				/ota_1 ends at .*; the flash ends at/,
			);
		});
	}

	it("names the line that is no partition", () => {
		assert.include(
			checkPartitions("board", "nvs, data, nvs, , 24K", 4).map(sentenceOf),
			'board: partition nvs line 1 is "nvs, data, nvs, , 24K"; it must be name, type, subtype, offset and size, the last two as numbers.',
		);
	});

	it("reads decimals, hexadecimals, K and M, and passes over comments", () => {
		assert.deepEqual(
			readPartitions("# a table\n\nnvs, data, nvs, 36K, 0x6000 # settings\napp,app,ota_0,65536,2M"),
			{
				partitions: [
					{ name: "nvs", type: "data", subtype: "nvs", offset: 0x9000, size: 0x6000 },
					{ name: "app", type: "app", subtype: "ota_0", offset: 0x10000, size: 0x200000 },
				],
				problems: [],
			},
		);
	});
});

const table = Uint32Array.from({ length: 16 }, (_, index) => {
	let value = index;
	for (let bit = 0; bit < 4; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
	return value;
});

/** The CRC-32 of IEEE 802.3 section 3.2.9, as zlib and esp_rom_crc32_le(0, …) give it. */
export function crc32(bytes: Uint8Array): number {
	let crc = 0xffffffff;
	for (const byte of bytes) {
		crc = (table[(crc ^ byte) & 15] ?? 0) ^ (crc >>> 4);
		crc = (table[(crc ^ (byte >>> 4)) & 15] ?? 0) ^ (crc >>> 4);
	}
	return ~crc >>> 0;
}

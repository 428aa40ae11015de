/** RFC 6455 section 5.2. */
export const Opcode = Object.freeze(
	{
		continuation: 0,
		text: 1,
		binary: 2,
		close: 8,
		ping: 9,
		pong: 10,
	} as const,
	true,
);

/** The most bytes that the payload of a control frame may have. RFC 6455 section 5.5. */
export const maximumControlPayload = 125;

/** Saves the picture on the canvas as a file. @param name how the file's name begins */
export function saveSnapshot(canvas: HTMLCanvasElement, name: string): void {
	canvas.toBlob(
		(blob) => {
			if (!blob) return;
			const link = document.createElement("a");
			link.href = URL.createObjectURL(blob);
			link.download = `${name}-${new Date().toISOString().slice(0, 19).replaceAll(":", "-")}.jpg`;
			link.click();
			setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
		},
		"image/jpeg",
		0.92,
	);
}

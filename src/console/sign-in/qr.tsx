/** A QR code as one path: no canvas, no markup made of strings. Dark on white in both themes, as scanners want it. */
import { generate } from 'lean-qr';

const QUIET = 4;

export function Qr({ text, label }: { text: string; label: string }) {
	const code = generate(text);
	const size = code.size + 2 * QUIET;
	const dots: string[] = [];
	for (let y = 0; y < code.size; y++) {
		for (let x = 0; x < code.size; x++) if (code.get(x, y)) dots.push(`M${x + QUIET} ${y + QUIET}h1v1h-1z`);
	}
	return (
		<svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shape-rendering="crispEdges">
			<path class="qr-paper" d={`M0 0h${size}v${size}H0z`} />
			<path class="qr-ink" d={dots.join('')} />
		</svg>
	);
}

import paths from 'virtual:icon-paths';
import type { IconName } from './icons.ts';

/** Never alone: what it means stands beside it, or is the label of what it stands in. */
export function Icon({ name }: { name: IconName }) {
	return (
		<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
			{paths[name].map((d) => (
				<path key={d} d={d} />
			))}
		</svg>
	);
}

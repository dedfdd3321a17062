import { coordinates, line, talks, unread } from '../desk/lists.ts';
import { connection } from '../desk/live.ts';
import { lock } from '../session.ts';
import { Icon } from './icon.tsx';
import type { IconName } from './icons.ts';
import { href } from './route.ts';
import { type Key, say } from './speak.ts';

const places: { name: IconName & ('waiting' | 'talk' | 'me' | 'more'); label: Key }[] = [
	{ name: 'waiting', label: 'nav.waiting' },
	{ name: 'talk', label: 'nav.talk' },
	{ name: 'me', label: 'nav.me' },
	{ name: 'more', label: 'nav.more' },
];

export function Nav({ screen }: { screen: string }) {
	const counts: Partial<Record<string, [number, Key]>> = {
		waiting: [line().length, 'nav.count.waiting'],
		talk: [unread.value, 'nav.count.talk'],
	};
	return (
		<>
			<header class="top">
				<p class="place">{say(places.find(({ name }) => name === screen)?.label ?? 'nav.waiting')}</p>
				<button type="button" class="quiet" onClick={lock}>
					<Icon name="lock" />
					<span>{say('lock')}</span>
				</button>
			</header>
			<Connection />
			<nav aria-label={say('nav.label')}>
				{places
					.filter(({ name }) => name !== 'talk' || talks.value || !coordinates.value)
					.map(({ name, label }) => {
						const [count, says] = counts[name] ?? [0, label];
						return (
							<a key={name} href={href(name)} aria-current={screen === name ? 'page' : undefined}>
								<Icon name={name} />
								<span>{say(label)}</span>
								{count > 0 && (
									<b class="count">
										<span aria-hidden="true">{count}</span>
										<span class="unseen">{say(says, { n: count })}</span>
									</b>
								)}
							</a>
						);
					})}
			</nav>
		</>
	);
}

/** Empty while all is well: a light that is always green is not looked at. */
function Connection() {
	const lost = connection.value === 'lost';
	return (
		<p class={lost ? 'connection lost' : 'connection'} role="status">
			{lost && (
				<>
					<Icon name="offline" />
					<span>{say('connection.lost')}</span>
				</>
			)}
		</p>
	);
}

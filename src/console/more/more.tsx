import { TextsScreen } from '../approve/texts-screen.tsx';
import { coordinates } from '../desk/lists.ts';
import { Icon } from '../shell/icon.tsx';
import type { IconName } from '../shell/icons.ts';
import { go, href } from '../shell/route.ts';
import { listShown, useKeys } from '../shell/shortcuts.ts';
import { type Key, nameOf, say } from '../shell/speak.ts';
import { Devices } from '../sign-in/devices.tsx';
import { TeamScreen } from '../team/team-screen.tsx';
import { Help } from './help.tsx';

const pages: { name: string; icon: IconName; title: Key; hint: Key; coordinators?: true }[] = [
	{ name: 'team', icon: 'team', title: 'more.team', hint: 'more.team.hint' },
	{ name: 'texts', icon: 'texts', title: 'more.texts', hint: 'more.texts.hint', coordinators: true },
	{ name: 'devices', icon: 'devices', title: 'more.devices', hint: 'more.devices.hint' },
	{ name: 'help', icon: 'help', title: 'more.help', hint: 'more.help.hint' },
];

/** @param path behind `#/more`: a page, and where in it */
export function More({ path }: { path: string[] }) {
	const [page, first, second] = path;
	const mine = pages.filter(({ coordinators }) => !coordinators || coordinates.value);
	const known = mine.find(({ name }) => name === page);
	const above = path.slice(0, -1);
	useKeys(known ? { Escape: () => go('more', ...above) } : {});
	if (known) {
		return (
			<section class={first === undefined ? 'page' : 'page wider'} aria-label={say(known.title)}>
				<a class="back" href={href('more', ...above)}>
					<Icon name="back" />
					<span>
						{above.length === 0 ? say('nav.more') : above.length === 1 ? say(known.title) : nameOf(first ?? '')}
					</span>
				</a>
				{page === 'team' ? (
					<TeamScreen />
				) : page === 'devices' ? (
					<Devices />
				) : page === 'texts' ? (
					<TextsScreen language={first} topic={second} />
				) : (
					<Help />
				)}
			</section>
		);
	}
	return (
		<section class="page" aria-labelledby="more-title">
			<h1 id="more-title" class="said-above">
				{say('nav.more')}
			</h1>
			<ul class="menu">
				{mine.map(({ name, icon, title, hint }) => (
					<li key={name}>
						<a href={href('more', name)} data-item>
							<Icon name={icon} />
							<span>
								{say(title)}
								<small>{say(name === 'team' && coordinates.value ? 'more.team.manage' : hint)}</small>
							</span>
							<Icon name="next" />
						</a>
					</li>
				))}
				<li class="with-keys">
					<button
						type="button"
						data-item
						onClick={() => {
							listShown.value = true;
						}}
					>
						<Icon name="keyboard" />
						<span>{say('keys.title')}</span>
					</button>
				</li>
			</ul>
		</section>
	);
}

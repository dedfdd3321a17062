import { coordinates } from '../desk/lists.ts';
import { Icon } from '../shell/icon.tsx';
import type { IconName } from '../shell/icons.ts';
import { go, href } from '../shell/route.ts';
import { listShown, useKeys } from '../shell/shortcuts.ts';
import { type Key, say } from '../shell/speak.ts';
import { Devices } from '../sign-in/devices.tsx';
import { TeamScreen } from '../team/team-screen.tsx';
import { Help } from './help.tsx';

const pages: { name: string; icon: IconName; title: Key; hint: Key }[] = [
	{ name: 'team', icon: 'team', title: 'more.team', hint: 'more.team.hint' },
	{ name: 'devices', icon: 'devices', title: 'more.devices', hint: 'more.devices.hint' },
	{ name: 'help', icon: 'help', title: 'more.help', hint: 'more.help.hint' },
];

export function More({ page }: { page: string | null }) {
	const known = pages.find(({ name }) => name === page);
	useKeys(known ? { Escape: () => go('more') } : {});
	if (known) {
		return (
			<section class="page" aria-label={say(known.title)}>
				<a class="back" href={href('more')}>
					<Icon name="back" />
					<span>{say('nav.more')}</span>
				</a>
				{page === 'team' ? <TeamScreen /> : page === 'devices' ? <Devices /> : <Help />}
			</section>
		);
	}
	return (
		<section class="page" aria-labelledby="more-title">
			<h1 id="more-title" class="said-above">
				{say('nav.more')}
			</h1>
			<ul class="menu">
				{pages.map(({ name, icon, title, hint }) => (
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

import { useRef, useState } from 'preact/hooks';
import type { Summary } from '../../desk/api.ts';
import { nameOfStaff, self, talking, threads } from '../desk/lists.ts';
import { everyOpened } from '../desk/opened.ts';
import { Icon } from '../shell/icon.tsx';
import type { IconName } from '../shell/icons.ts';
import { href } from '../shell/route.ts';
import { useKeys } from '../shell/shortcuts.ts';
import { nameOf, say, sayOf } from '../shell/speak.ts';
import { day, isSoon, moment } from '../shell/when.ts';
import { type Found, search } from './search.ts';

export function ThreadList({ at }: { at: string | null }) {
	const [sought, setSought] = useState('');
	const field = useRef<HTMLInputElement>(null);
	useKeys({ '/': () => field.current?.focus() });
	const found = search(sought, talking(), everyOpened());
	const shown = found?.threads ?? talking();
	const mine = shown.filter(({ owner }) => owner === self.value);
	const covered = shown.filter(({ owner }) => owner !== null && owner !== self.value);
	const earlier = shown.filter(({ owner }) => owner === null);
	return (
		<section class="list" aria-labelledby="talk-title">
			<h1 id="talk-title" class="said-above">
				{say('talk.title')}
			</h1>
			<label class="search">
				<Icon name="search" />
				<span class="unseen">{say('search.label', { n: everyOpened().length })}</span>
				<input
					ref={field}
					type="search"
					value={sought}
					placeholder={say('search')}
					autocomplete="off"
					onInput={(event) => setSought(event.currentTarget.value)}
					onKeyDown={(event) => {
						if (event.key === 'Escape') setSought('');
					}}
				/>
			</label>
			{sought !== '' && <p class="soft small">{say('search.where', { n: everyOpened().length })}</p>}
			{threads.value.value === null ? (
				<p role="status">{say('starting')}</p>
			) : (
				<>
					<Threads of={mine} at={at} />
					<Group icon="cover" title={say('talk.covered')} of={covered} at={at} />
					<Group icon="sleep" title={say('talk.earlier')} of={earlier} at={at} />
					{shown.length === 0 && !found?.lines.length && (
						<p class="soft pad">{say(found ? 'search.nothing' : 'talk.nobody')}</p>
					)}
					{found && <Lines of={found.lines} />}
				</>
			)}
		</section>
	);
}

interface GroupProps {
	icon: IconName;
	title: string;
	of: Summary[];
	at: string | null;
}

function Group({ icon, title, of, at }: GroupProps) {
	if (of.length === 0) return null;
	return (
		<>
			<h2 class="group">
				<Icon name={icon} />
				{title}
			</h2>
			<Threads of={of} at={at} />
		</>
	);
}

function Threads({ of, at }: { of: Summary[]; at: string | null }) {
	return (
		<ul class="threads">
			{of.map((one) => (
				<li key={one.id}>
					<a
						href={href('talk', one.id)}
						data-item
						class={one.urgent ? 'urgent' : undefined}
						aria-current={one.id === at ? 'true' : undefined}
					>
						<span class="alias">
							<bdi>{one.alias}</bdi>
							{one.unread > 0 && (
								<b class="count">
									<span aria-hidden="true">{one.unread}</span>
									<span class="unseen">{say('talk.unread', { n: one.unread })}</span>
								</b>
							)}
						</span>
						<span class="soft">
							{one.urgent && (
								<strong class="mark urgent">
									<Icon name="urgent" />
									{say('urgent')}
								</strong>
							)}
							{one.owner !== null && one.owner !== self.value && (
								<span>
									{say('talk.of', { name: nameOfStaff(one.owner) || say('somebody') })}
									{' · '}
								</span>
							)}
							{one.left ? sayOf('left', one.left) : one.blocked ? say('blocked') : sayOf('phase', one.phase)}
							{' · '}
							{nameOf(one.language)}
							{isSoon(one.erased) && (
								<>
									{' · '}
									<span>{say('talk.erased', { day: day(one.erased) })}</span>
								</>
							)}
						</span>
					</a>
				</li>
			))}
		</ul>
	);
}

function Lines({ of }: { of: Found['lines'] }) {
	return (
		<ul class="threads lines">
			{of.map((line) => (
				<li key={line.row}>
					<a href={href('talk', line.thread, line.row)} data-item>
						<span class="alias">
							<bdi>{line.alias}</bdi> <small>{moment(line.at)}</small>
						</span>
						<span class="soft" dir="auto">
							{line.before}
							<mark>{line.hit}</mark>
							{line.after}
						</span>
					</a>
				</li>
			))}
		</ul>
	);
}

import type { Summary } from '../../desk/api.ts';
import { nameOfStaff, self } from '../desk/lists.ts';
import { Icon } from '../shell/icon.tsx';
import { nameOf, say, sayOf } from '../shell/speak.ts';
import { lasting } from '../shell/when.ts';

/** @param onTake null: may see who waits, and not take over */
export function Waiter({ one, busy, onTake }: { one: Summary; busy: boolean; onTake: (() => void) | null }) {
	const tie = relation(one);
	return (
		<li class={one.urgent ? 'waiter urgent' : 'waiter'} data-thread={one.id}>
			<div class="who">
				<h2>
					<bdi>{one.alias}</bdi>
				</h2>
				<p class="since">
					<Icon name="queued" />
					<span>{say('waiting.since', { time: lasting(one.waiting ?? 0) })}</span>
				</p>
			</div>
			<p class="marks">
				{one.urgent && (
					<strong class="mark urgent">
						<Icon name="urgent" />
						{say('urgent')}
					</strong>
				)}
				{tie && (
					<span class="mark tie">
						<Icon name="heart" />
						{tie}
					</span>
				)}
				{one.unseen && (
					<span class="mark">
						<Icon name="unseen" />
						{say('waiting.unseen')}
					</span>
				)}
			</p>
			<p class="soft">
				{nameOf(one.language)} · {sayOf('channel', one.channel)}
				{one.rung && <> · {rung(one)}</>}
			</p>
			{onTake && (
				<button type="button" data-item aria-busy={busy} onClick={onTake}>
					{say('waiting.take')}
					<span class="unseen"> {one.alias}</span>
				</button>
			)}
		</li>
	);
}

function relation({ wants, knows, talks }: Summary): string {
	const parts: string[] = [];
	if (wants === self.value) parts.push(say('waiting.wants.you'));
	else if (wants !== null) parts.push(say('waiting.wants', { name: nameOfStaff(wants) || say('somebody') }));
	if (knows === self.value)
		parts.push(say('waiting.knows.you', { nth: sayOf('nth', String(talks + 1), { n: talks + 1 }) }));
	else if (knows !== null && knows !== wants) {
		parts.push(say('waiting.knows', { name: nameOfStaff(knows) || say('somebody') }));
	}
	return parts.join(', ');
}

function rung({ rung, wants }: Summary): string {
	if (rung !== 'worker') return sayOf('rung', rung ?? '');
	return wants === self.value
		? say('rung.worker.you')
		: say('rung.worker', { name: nameOfStaff(wants) || say('somebody') });
}

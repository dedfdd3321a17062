/** Here, away, or by the week's hours. "I am out, … takes over" is two taps: Away, and the name. */
import { useState } from 'preact/hooks';
import type { Me, Presence as State } from '../../desk/api.ts';
import { setPresence } from '../desk/acts.ts';
import { nameOfStaff, self, team } from '../desk/lists.ts';
import { Icon } from '../shell/icon.tsx';
import { tell } from '../shell/notice.tsx';
import { Sheet } from '../shell/sheet.tsx';
import { say } from '../shell/speak.ts';
import { moment, now } from '../shell/when.ts';

const HOUR = 3_600_000;
/** How long one says to be there, in hours; it ends by itself, so that nobody waits for somebody who forgot. */
const spans = [1, 2, 4, 8];

export function Presence({ me }: { me: Me }) {
	const [open, setOpen] = useState<'here' | 'away' | null>(null);
	const [busy, setBusy] = useState(false);
	const { presence, member } = me;
	async function set(to: State) {
		setBusy(true);
		tell(await setPresence(to));
		setBusy(false);
		setOpen(null);
	}
	return (
		<section class="panel" aria-labelledby="presence-title">
			<h2 id="presence-title" class="unseen">
				{say('presence.title')}
			</h2>
			<p class={member.here ? 'presence here' : 'presence'} role="status">
				<Icon name={member.here ? 'here' : 'away'} />
				<strong>{inWords(me)}</strong>
			</p>
			<div class="row" aria-busy={busy}>
				<button type="button" class={presence.is === 'here' ? 'secondary' : undefined} onClick={() => setOpen('here')}>
					{say('presence.here')}
				</button>
				<button type="button" class="secondary" onClick={() => setOpen('away')}>
					{say('presence.away')}
				</button>
				{presence.is !== 'by-hours' && (
					<button type="button" class="secondary" onClick={() => set({ is: 'by-hours' })}>
						{say('presence.by-hours')}
					</button>
				)}
			</div>
			{open === 'here' && (
				<Sheet title={say('presence.here.title')} onClose={() => setOpen(null)}>
					<ul class="menu">
						{spans.map((hours) => {
							const until = now.value + hours * HOUR;
							return (
								<li key={hours}>
									<button type="button" onClick={() => set({ is: 'here', until })}>
										<Icon name="here" />
										<span>{say('presence.until', { time: moment(until) })}</span>
									</button>
								</li>
							);
						})}
					</ul>
				</Sheet>
			)}
			{open === 'away' && <Away me={me} onSet={set} onClose={() => setOpen(null)} />}
		</section>
	);
}

interface AwayProps {
	me: Me;
	onSet: (to: State) => void;
	onClose: () => void;
}

function Away({ me, onSet, onClose }: AwayProps) {
	const [until, setUntil] = useState<number | null>(null);
	const colleagues = (team.value.value?.members ?? [])
		.filter(({ id, roles, recipient }) => id !== self.value && roles.includes('outreach') && recipient !== null)
		.sort((a, b) => Number(b.id === me.card.standIn) - Number(a.id === me.card.standIn));
	return (
		<Sheet title={say('away.title')} onClose={onClose}>
			<label>
				{say('away.until')}
				<input
					type="date"
					min={localDay(now.value)}
					onInput={({ currentTarget: { valueAsDate, value } }) =>
						setUntil(valueAsDate ? new Date(`${value}T00:00`).getTime() : null)
					}
				/>
			</label>
			<p class="soft">{say('away.until.hint')}</p>
			<h3>{say('away.who')}</h3>
			<ul class="menu">
				{colleagues.map((one) => (
					<li key={one.id}>
						<button type="button" onClick={() => onSet({ is: 'away', until, standIn: one.id })}>
							<Icon name="cover" />
							<span>
								{say('away.takes-over', { name: one.name })}
								{one.id === me.card.standIn && <small>{say('away.usual')}</small>}
							</span>
						</button>
					</li>
				))}
				<li>
					<button type="button" onClick={() => onSet({ is: 'away', until, standIn: null })}>
						<Icon name="away" />
						<span>
							{say('away.nobody')}
							<small>{say('away.nobody.hint')}</small>
						</span>
					</button>
				</li>
			</ul>
		</Sheet>
	);
}

function localDay(at: number): string {
	const day = new Date(at);
	return [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
}

function inWords({ presence, member }: Me): string {
	switch (presence.is) {
		case 'here':
			return say('presence.is.here', { time: moment(presence.until) });
		case 'away': {
			const name = nameOfStaff(presence.standIn);
			const away =
				presence.until === null
					? say('presence.is.away')
					: say('presence.is.away.until', { time: moment(presence.until) });
			return name === '' ? away : `${away} ${say('away.takes-over', { name })}`;
		}
		case 'by-hours':
			if (member.here) return say('presence.is.hours');
			return member.next === null ? say('presence.is.off') : say('presence.is.next', { time: moment(member.next) });
	}
}

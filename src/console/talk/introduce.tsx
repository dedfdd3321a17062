/** A colleague is introduced, never put in one's place: the person sees their card and says yes or no. */
import { useState } from 'preact/hooks';
import type { Member, Summary } from '../../desk/api.ts';
import { introduce, type Outcome } from '../desk/acts.ts';
import { self, team } from '../desk/lists.ts';
import { Sheet } from '../shell/sheet.tsx';
import { nameOf, say } from '../shell/speak.ts';
import { moment } from '../shell/when.ts';

interface IntroduceProps {
	summary: Summary;
	onClose: () => void;
	onDone: (why: Outcome) => void;
}

export function Introduce({ summary, onClose, onDone }: IntroduceProps) {
	const [colleague, setColleague] = useState<string | null>(null);
	const [busy, setBusy] = useState(false);
	const fits = ({ languages }: Member) => languages.includes(summary.language);
	const colleagues = (team.value.value?.members ?? [])
		.filter(({ id, roles, recipient }) => id !== self.value && roles.includes('outreach') && recipient !== null)
		.sort((a, b) => Number(fits(b)) - Number(fits(a)) || Number(b.here) - Number(a.here));
	return (
		<Sheet title={say('introduce.title', { alias: summary.alias })} onClose={onClose}>
			<form
				onSubmit={async (event) => {
					event.preventDefault();
					if (colleague === null) return;
					setBusy(true);
					onDone(await introduce(summary.id, colleague));
				}}
			>
				<p>{say('introduce.what')}</p>
				<fieldset class="options">
					<legend class="unseen">{say('introduce.whom')}</legend>
					{colleagues.map((one) => (
						<label class="option" key={one.id}>
							<input
								type="radio"
								name="colleague"
								checked={colleague === one.id}
								onChange={() => setColleague(one.id)}
							/>
							<span>
								<strong>{one.name}</strong>
								<small>
									{one.organisation} · {one.languages.map(nameOf).join(', ')} ·{' '}
									{one.here ? say('here') : one.next === null ? say('away') : say('next', { when: moment(one.next) })}
								</small>
							</span>
						</label>
					))}
					{colleagues.length === 0 && <p class="soft">{say('introduce.nobody')}</p>}
				</fieldset>
				<button type="submit" aria-busy={busy} disabled={colleague === null}>
					{say('introduce.do')}
				</button>
			</form>
		</Sheet>
	);
}

/** Back to the scripted steps: where the person was, or at a step, found by typing. */
import { useEffect, useState } from 'preact/hooks';
import type { Summary } from '../../desk/api.ts';
import { handBack, type Outcome } from '../desk/acts.ts';
import { steps } from '../desk/lists.ts';
import { Icon } from '../shell/icon.tsx';
import { Sheet } from '../shell/sheet.tsx';
import { say } from '../shell/speak.ts';

/** More are found by typing. */
const SHOWN = 30;

interface HandBackProps {
	summary: Summary;
	onClose: () => void;
	onDone: (why: Outcome) => void;
}

export function HandBack({ summary, onClose, onDone }: HandBackProps) {
	const [sought, setSought] = useState('');
	const [at, setAt] = useState<string | null>(null);
	const [busy, setBusy] = useState(false);
	const [failed, setFailed] = useState(false);
	useEffect(() => {
		steps.refresh().catch(() => setFailed(true));
	}, []);
	const needle = sought.trim().toLowerCase();
	const all = steps.value.value?.steps ?? [];
	const found = all.filter((step) => `${step.title} ${step.id}`.toLowerCase().includes(needle));
	return (
		<Sheet title={say('hand-back.title', { alias: summary.alias })} onClose={onClose}>
			<form
				onSubmit={async (event) => {
					event.preventDefault();
					setBusy(true);
					onDone(await handBack(summary.id, at));
				}}
			>
				<p>{say('hand-back.what')}</p>
				<label class="option">
					<input type="radio" name="at" checked={at === null} onChange={() => setAt(null)} />
					<span>{say('hand-back.where-it-was')}</span>
				</label>
				<label class="search">
					<Icon name="search" />
					<span class="unseen">{say('hand-back.search')}</span>
					<input
						type="search"
						value={sought}
						placeholder={say('hand-back.search')}
						autocomplete="off"
						onInput={(event) => setSought(event.currentTarget.value)}
					/>
				</label>
				<fieldset class="options">
					<legend class="unseen">{say('hand-back.step')}</legend>
					{found.slice(0, SHOWN).map((step) => (
						<label class="option" key={step.id}>
							<input type="radio" name="at" checked={at === step.id} onChange={() => setAt(step.id)} />
							<span>{step.title}</span>
						</label>
					))}
					{steps.value.value === null && <p role="status">{say(failed ? 'refused.unreached' : 'starting')}</p>}
					{steps.value.value !== null && found.length === 0 && <p class="soft">{say('search.nothing')}</p>}
				</fieldset>
				<button type="submit" aria-busy={busy}>
					{say('hand-back.do')}
				</button>
			</form>
		</Sheet>
	);
}

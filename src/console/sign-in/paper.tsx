/** What goes onto paper: shown, printed, and typed back in part, so that it is known to stand there. */
import { useState } from 'preact/hooks';
import { useDoing } from './doing.ts';
import { Field, Working, Wrong } from './parts.tsx';
import { date, say } from './say.ts';

export interface PaperProps {
	intro: string;
	/** Head of the sheet. */
	label: string;
	/** As it is read aloud and typed. */
	groups: string[];
	/** Below it, on the sheet too. */
	keep?: string;
	ask: string;
	wrong: string;
	expected: string;
	done: string;
	/** Its failure is shown here, and it can be tried again. */
	onDone: () => Promise<void>;
}

export function Paper({ intro, label, groups, keep, ask, wrong, expected, done, onDone }: PaperProps) {
	const [typed, setTyped] = useState('');
	const doing = useDoing();
	const plain = (text: string) => text.toUpperCase().replaceAll(/[\s-]/g, '');
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				if (plain(typed) !== plain(expected)) doing.setWrong(wrong);
				else void doing.run(onDone);
			}}
		>
			<p>{intro}</p>
			<div class="paper">
				<p class="paper-label">{label}</p>
				<p class="paper-code" translate={false}>
					{groups.map((group, index) => (
						<span key={`${index}${group}`}>{group}</span>
					))}
				</p>
				{keep !== undefined && <p>{keep}</p>}
				<p class="paper-made">{say('paper.made', { day: date(Date.now()) })}</p>
			</div>
			<button type="button" class="secondary" onClick={() => print()}>
				{say('print')}
			</button>
			<Field label={ask} value={typed} onValue={setTyped} autocomplete="off" required />
			<Wrong text={doing.wrong} />
			{doing.busy && <Working text={say('busy')} />}
			<button type="submit" disabled={doing.busy}>
				{done}
			</button>
		</form>
	);
}

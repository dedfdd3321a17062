/** Acute danger: a page of its own, in the order in which one acts. Only the decision is kept, as an event without words. */
import { useState } from 'preact/hooks';
import { Danger as Decision } from '../../desk/api.ts';
import { decide } from '../desk/acts.ts';
import { opened } from '../desk/opened.ts';
import { Icon } from '../shell/icon.tsx';
import { tell } from '../shell/notice.tsx';
import { go, href } from '../shell/route.ts';
import { useKeys } from '../shell/shortcuts.ts';
import { type Key, say } from '../shell/speak.ts';

const decisions = Decision.shape.decision.options;
const steps = ['where', 'may', 'call', 'stay', 'tell'] as const;

export function Danger({ id }: { id: string }) {
	const alias = opened(id).value?.thread.summary.alias ?? say('the-person');
	const [decision, setDecision] = useState<(typeof decisions)[number] | null>(null);
	const [busy, setBusy] = useState(false);
	useKeys({ Escape: () => go('talk', id) });
	return (
		<section class="page danger-page" aria-labelledby="danger-title">
			<a class="back" href={href('talk', id)}>
				<Icon name="back" />
				<span>
					{say('danger.back')} <bdi>{alias}</bdi>
				</span>
			</a>
			<h1 id="danger-title">
				<Icon name="urgent" />
				{say('danger.title')}
			</h1>
			<a class="button call" href="tel:112">
				<Icon name="phone" />
				<span>{say('danger.112')}</span>
			</a>
			<ol class="check">
				{steps.map((step) => (
					<li key={step}>
						<strong>{say(`danger.${step}`)}</strong>
						<p>{say(`danger.${step}.how` as Key)}</p>
					</li>
				))}
			</ol>
			<details>
				<summary>{say('danger.minor')}</summary>
				<p>{say('danger.minor.how')}</p>
			</details>
			<form
				class="panel"
				onSubmit={async (event) => {
					event.preventDefault();
					if (decision === null) return;
					setBusy(true);
					const why = await decide(id, decision);
					setBusy(false);
					tell(why);
					if (why === null) go('talk', id);
				}}
			>
				<fieldset class="options">
					<legend>{say('danger.decision')}</legend>
					{decisions.map((one) => (
						<label class="option" key={one}>
							<input type="radio" name="decision" checked={decision === one} onChange={() => setDecision(one)} />
							<span>{say(`danger.decision.${one}`)}</span>
						</label>
					))}
				</fieldset>
				<p class="soft">{say('danger.logged')}</p>
				<button type="submit" disabled={decision === null} aria-busy={busy}>
					{say('danger.log')}
				</button>
			</form>
		</section>
	);
}

/** Who waits. Urgent first, then those who asked for us; one tap takes over. */
import { useState } from 'preact/hooks';
import type { Summary } from '../../desk/api.ts';
import { claim } from '../desk/acts.ts';
import { chooseKind, takenOver } from '../desk/drafts.ts';
import { line, me, talks, waiting } from '../desk/lists.ts';
import { Icon } from '../shell/icon.tsx';
import { go } from '../shell/route.ts';
import { say, sayOf } from '../shell/speak.ts';
import { Waiter } from './waiter.tsx';

/** Somebody else was first: said until one has seen it. */
interface Lost {
	id: string;
	alias: string;
	why: string;
}

export function WaitingScreen() {
	const [lost, setLost] = useState<Lost[]>([]);
	const [taking, setTaking] = useState<string | null>(null);
	const missing = me.value.value?.missing ?? [];
	async function takeOver(one: Summary) {
		if (taking !== null) return;
		setTaking(one.id);
		const { why } = await claim(one);
		setTaking(null);
		if (why === null) {
			chooseKind(one.id, 'staff');
			takenOver.value = one.id;
			go('talk', one.id);
		} else setLost((before) => [...before.filter(({ id }) => id !== one.id), { id: one.id, alias: one.alias, why }]);
	}
	return (
		<section class="page" aria-labelledby="waiting-title">
			<h1 id="waiting-title" class="said-above">
				{say('waiting.title')}
			</h1>
			{missing.length > 0 && (
				<div class="hint">
					<p>{say('missing.title')}</p>
					<ul>
						{missing.map((what) => (
							<li key={what}>{sayOf('missing', what)}</li>
						))}
					</ul>
				</div>
			)}
			<div role="alert">
				{lost.map(({ id, alias, why }) => (
					<p class="notice bad" key={id}>
						<span>
							<bdi>{alias}</bdi>: {why}
						</span>
						<button
							type="button"
							class="bare"
							aria-label={say('dismiss')}
							onClick={() => setLost((before) => before.filter((other) => other.id !== id))}
						>
							<Icon name="remove" />
						</button>
					</p>
				))}
			</div>
			{waiting.value.value === null ? (
				<p role="status">{say('starting')}</p>
			) : line().length === 0 ? (
				<div class="empty">
					<Icon name="heart" />
					<p>{say('waiting.nobody')}</p>
				</div>
			) : (
				<>
					{!talks.value && <p class="soft">{say('waiting.no-words')}</p>}
					<ul class="waiters">
						{line().map((one) => (
							<Waiter
								key={one.id}
								one={one}
								busy={taking === one.id}
								onTake={talks.value ? () => void takeOver(one) : null}
							/>
						))}
					</ul>
				</>
			)}
		</section>
	);
}

/** Approve the version that is shown, under a role that people read; or take an approval back. */
import { useState } from 'preact/hooks';
import type { Text } from '../../desk/texts/api.ts';
import { ShownRole } from '../../flow/shown-role.ts';
import { type Outcome, reason } from '../desk/acts.ts';
import { call, Done } from '../session.ts';
import { nameOf, say } from '../shell/speak.ts';

/** Of the last approval in this page: who reads ten texts is the same for all of them. */
let lately = '';

interface VerdictProps {
	text: Text;
	/** @param said what there is to say when it was done */
	onDone: (outcome: Outcome, said: string) => Promise<void>;
}

export function Verdict({ text, onDone }: VerdictProps) {
	const { language, topic, cell, verify } = text;
	const [by, setBy] = useState(lately);
	const [read, setRead] = useState(false);
	const [busy, setBusy] = useState(false);
	const served = cell.state === 'approved' || cell.state === 'expired';
	const open = verify.filter(({ mark }) => mark === 'V1').length;
	async function send(what: 'approve' | 'withdraw', body: object, said: string): Promise<void> {
		setBusy(true);
		const outcome = await call(Done, `/texts/${language}/${topic}/${what}`, body).then(
			() => null,
			(error: unknown) => reason(error),
		);
		setBusy(false);
		if (outcome === null) setRead(false);
		await onDone(outcome, said);
	}
	if (served) {
		return (
			<section class="panel" aria-labelledby="withdraw">
				<h2 id="withdraw">{say('texts.withdraw')}</h2>
				<p>{say('texts.withdraw.what', { language: nameOf(language) })}</p>
				<button
					type="button"
					class="danger"
					disabled={busy}
					onClick={() => void send('withdraw', { hash: cell.hash }, say('texts.withdrawn'))}
				>
					{say('texts.withdraw')}
				</button>
			</section>
		);
	}
	const role = ShownRole.safeParse(by);
	return (
		<section class="panel" aria-labelledby="approve">
			<h2 id="approve">{say('texts.approve')}</h2>
			<p>{say('texts.approve.what')}</p>
			{open > 0 && (
				<div class="hint">
					<p>{say('texts.still-open', { n: open })}</p>
				</div>
			)}
			<form
				onSubmit={(event) => {
					event.preventDefault();
					if (!role.success) return;
					lately = role.data;
					void send('approve', { hash: cell.hash, by: role.data }, say('texts.approved'));
				}}
			>
				<label>
					{say('texts.role')}
					<input
						type="text"
						value={by}
						maxLength={60}
						autocomplete="off"
						aria-describedby="role-hint"
						aria-invalid={by !== '' && !role.success ? true : undefined}
						onInput={(event) => setBy(event.currentTarget.value)}
					/>
				</label>
				<p id="role-hint" class="soft small">
					{say('texts.role.hint')}
				</p>
				<label class="tick">
					<input type="checkbox" checked={read} onChange={(event) => setRead(event.currentTarget.checked)} />
					{say('texts.read', { language: nameOf(language) })}
				</label>
				<button type="submit" disabled={busy || !read || !role.success}>
					{say('texts.approve.do', { hash: cell.hash })}
				</button>
			</form>
		</section>
	);
}

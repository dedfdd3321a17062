/**
 * Writes to the person, or a note. The two have drafts, colours, labels and buttons of their own; nothing but the switch
 * changes between them, and what was written as one can never be sent as the other.
 */
import { useEffect, useRef } from 'preact/hooks';
import type { Summary, Thread } from '../../desk/api.ts';
import { chooseKind, draftOf, type Kind, kindOf, takenOver, writeDraft } from '../desk/drafts.ts';
import { nameOfStaff, self } from '../desk/lists.ts';
import { typing } from '../desk/looking.ts';
import { send } from '../desk/unsent.ts';
import { Icon } from '../shell/icon.tsx';
import { useKeys } from '../shell/shortcuts.ts';
import { say, sayOf } from '../shell/speak.ts';
import { now } from '../shell/when.ts';
import { Claim } from './claim.tsx';

const LONGEST = 3_500;

export function Composer({ thread }: { thread: Thread }) {
	const { summary } = thread;
	const { id, alias } = summary;
	const field = useRef<HTMLTextAreaElement>(null);
	const kind = kindOf(id);
	const text = draftOf(id, kind);
	const why = kind === 'staff' ? closedBecause(summary) : null;
	function turn(to: Kind) {
		chooseKind(id, to);
		requestAnimationFrame(() => field.current?.focus());
	}
	useKeys({ r: () => turn('staff'), n: () => turn('note') });
	useEffect(() => {
		// Who only wants to read has no use for a keyboard over half of a phone.
		if (takenOver.peek() === id || matchMedia('(hover: hover)').matches) field.current?.focus({ preventScroll: true });
		takenOver.value = null;
	}, [id]);
	function submit() {
		const words = text.trim();
		if (words === '' || why !== null) return;
		writeDraft(id, kind, '');
		send(id, kind, words);
		field.current?.focus();
	}
	return (
		<form
			class={`composer ${kind}`}
			onSubmit={(event) => {
				event.preventDefault();
				submit();
			}}
		>
			<fieldset class="kinds">
				<legend class="unseen">{say('composer.kind')}</legend>
				<KindChoice kind="staff" at={kind} onChoose={turn} icon="send" label={say('composer.to', { alias })} />
				<KindChoice kind="note" at={kind} onChoose={turn} icon="note" label={say('note.label')} />
			</fieldset>
			{why !== null ? (
				<div class="closed-why">
					<p>
						<Icon name="closed" />
						<span>{why}</span>
					</p>
					<Claim summary={summary} />
				</div>
			) : (
				<div class="write">
					<textarea
						ref={field}
						rows={1}
						value={text}
						maxLength={LONGEST}
						dir="auto"
						aria-label={kind === 'note' ? say('note.label') : say('composer.to', { alias })}
						placeholder={say(kind === 'note' ? 'composer.note' : 'composer.reply')}
						autocomplete="off"
						onInput={(event) => {
							writeDraft(id, kind, event.currentTarget.value);
							typing();
						}}
						onKeyDown={(event) => {
							if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.isComposing) {
								event.preventDefault();
								submit();
							}
						}}
					/>
					<button type="submit" disabled={text.trim() === ''}>
						<Icon name={kind === 'note' ? 'note' : 'send'} />
						<span>{say(kind === 'note' ? 'composer.keep' : 'composer.send')}</span>
					</button>
				</div>
			)}
		</form>
	);
}

interface KindChoiceProps {
	kind: Kind;
	at: Kind;
	icon: 'send' | 'note';
	label: string;
	onChoose: (kind: Kind) => void;
}

function KindChoice({ kind, at, icon, label, onChoose }: KindChoiceProps) {
	return (
		<label class={`kind ${kind}`}>
			<input type="radio" name="kind" checked={kind === at} onChange={() => onChoose(kind)} />
			<Icon name={icon} />
			<span>{label}</span>
		</label>
	);
}

/** Why nothing can be said to the person now; null: it can. */
function closedBecause(one: Summary): string | null {
	const { alias } = one;
	if (one.left) return sayOf('closed.left', one.left, { alias });
	if (one.blocked) return say('closed.blocked', { alias });
	if (one.phase !== 'staff') return sayOf('closed', one.phase, { alias });
	if (one.owner !== self.value) return say('closed.other', { name: nameOfStaff(one.owner) || say('somebody') });
	if (one.window !== null && one.window <= now.value) return say('closed.window', { alias });
	return null;
}

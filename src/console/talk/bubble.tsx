/** One row of a thread. Words are always text: nothing in them becomes a link, an image or markup. */
import type { Row, Summary } from '../../desk/api.ts';
import { chooseKind, draftOf, writeDraft } from '../desk/drafts.ts';
import { nameOfStaff, self } from '../desk/lists.ts';
import type { Word } from '../desk/opened.ts';
import { takeBack, tryNow, type Unsent } from '../desk/unsent.ts';
import { Icon } from '../shell/icon.tsx';
import type { IconName } from '../shell/icons.ts';
import { say, sayOf } from '../shell/speak.ts';
import { moment } from '../shell/when.ts';

type Said = Extract<Row, { kind: 'staff' }>['said'];
const signs: Record<Said, IconName> = {
	queued: 'queued',
	sent: 'sent',
	delivered: 'delivered',
	read: 'read',
	unknown: 'unknown',
	failed: 'failed',
};

/** @param word null: it is being opened */
export function Bubble({ row, word, summary }: { row: Row; word: Word | null; summary: Summary }) {
	if (row.kind === 'event') {
		return (
			<p class="event" data-row={row.id}>
				{eventText(row)} <time>{moment(row.at)}</time>
			</p>
		);
	}
	const by = row.kind === 'person' ? summary.alias : row.by === self.value ? say('you') : nameOfStaff(row.by);
	return (
		<div class={`bubble ${row.kind}${row.kind === 'staff' && row.by === self.value ? ' mine' : ''}`} data-row={row.id}>
			{row.kind === 'note' && <NoteLabel />}
			<p class={row.kind === 'person' || row.by === self.value ? 'by unseen' : 'by'}>
				<bdi>{by || say('somebody')}</bdi>:
			</p>
			<Words word={word} />
			<p class="state">
				<time>{moment(row.at)}</time>
				{row.kind === 'staff' && (
					<span class={`said ${row.said}`}>
						<Icon name={signs[row.said]} />
						{say(`said.${row.said}`)}
					</span>
				)}
			</p>
		</div>
	);
}

function NoteLabel() {
	return (
		<p class="note-label">
			<Icon name="note" />
			{say('note.label')}
		</p>
	);
}

function Words({ word }: { word: Word | null }) {
	if (word === null) {
		return (
			<p class="words soft" aria-busy="true">
				{say('row.opening')}
			</p>
		);
	}
	if ('closed' in word) {
		return (
			<p class="words closed">
				<Icon name="closed" />
				{say('row.closed')}
			</p>
		);
	}
	return (
		<p class="words" dir="auto">
			{word.text}
		</p>
	);
}

export function UnsentBubble({ one }: { one: Unsent }) {
	const { id, thread, kind, text, refused } = one;
	function rewrite() {
		const words = takeBack(id);
		const draft = draftOf(thread, kind);
		chooseKind(thread, kind);
		writeDraft(thread, kind, draft === '' ? words : `${words}\n${draft}`);
	}
	return (
		<div class={`bubble unsent ${kind} mine`} data-unsent={id}>
			{kind === 'note' && <NoteLabel />}
			<p class="by unseen">{say('you')}:</p>
			<p class="words" dir="auto">
				{text}
			</p>
			{refused === null ? (
				<p class="state" role="status">
					<span class="said queued">
						<Icon name="trying" />
						{say(one.tries === 0 ? 'unsent.sending' : 'unsent.trying')}
					</span>
					{one.tries > 0 && (
						<button type="button" class="small secondary" onClick={tryNow}>
							{say('unsent.now')}
						</button>
					)}
				</p>
			) : (
				<p class="state" role="alert">
					<span class="said failed">
						<Icon name="failed" />
						{say('unsent.refused', { why: sayOf('refused', refused) })}
					</span>
					<button type="button" class="small secondary" onClick={rewrite}>
						{say('unsent.back')}
					</button>
				</p>
			)}
		</div>
	);
}

function eventText({ what, by, who }: Extract<Row, { kind: 'event' }>): string {
	const name = (id: string | null) => (id === self.value ? say('you') : nameOfStaff(id) || say('somebody'));
	// "You has" is no sentence in any language.
	const mine = who === self.value && ['introduced', 'yes', 'no', 'passed'].includes(what) ? '-you' : '';
	return sayOf('event', what.replaceAll(' ', '-') + mine, { by: name(by), who: name(who) });
}

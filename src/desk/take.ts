/** Takes a letter of a conversation: once, in order. */
import { threadOf } from '../privacy/pseudonym.ts';
import { drawAlias } from './alias.ts';
import { change } from './change.ts';
import { deleteThread } from './forget.ts';
import type { Ground } from './ground.ts';
import type { Carried } from './letters.ts';
import { order } from './orders.ts';
import { runLadder, startLadder, stopLadder } from './ring.ts';
import { addEvent, addSealed, markSaid } from './rows.ts';
import { loadByPid, saveThread, type Thread } from './thread.ts';

/** One is missing before this letter, or the first does not open a thread. Nothing was taken: carry the missing one first. */
export class LetterGap extends Error {
	readonly code = 'LETTER_GAP';
	constructor(kind: string, n: number, after: number) {
		super(
			`Letter ${n} (${kind}) came after ${after}. Carry every letter of a person, in order, beginning with "asked".`,
		);
		this.name = 'LetterGap';
	}
}

type Asked = Extract<Carried['letter'], { kind: 'asked' }>;

/** In a commit. @param sealedTo whom words were sealed to, if somebody knows. Throws `LetterGap`. */
export function take(ground: Ground, { pid, n, at, letter }: Carried, sealedTo: readonly string[]): void {
	const thread = loadByPid(ground.data, pid);
	if (letter.kind === 'forgotten') {
		// What was not carried went with the conversation, so it may skip some.
		if (thread) deleteThread(ground, thread);
		return;
	}
	if (thread && n <= thread.letter) return;
	if (!thread) {
		if (n !== 1 || letter.kind !== 'asked') throw new LetterGap(letter.kind, n, 0);
		const opened = open(ground, pid, letter);
		// Before its first row and order, which refer to it.
		saveThread(ground.data, opened);
		change(ground, null, asked(ground, opened, letter, at));
		return;
	}
	if (n !== thread.letter + 1) throw new LetterGap(letter.kind, n, thread.letter);
	change(ground, thread, apply(ground, { ...thread, letter: n }, letter, at, sealedTo));
}

function open({ data, ring, random }: Ground, pid: string, { language, channel, consent }: Asked): Thread {
	const isTaken = (alias: string) => data.get('SELECT 1 FROM desk_thread WHERE alias = ?', alias) !== undefined;
	return {
		...{ id: threadOf(ring, pid), pid, alias: drawAlias(random, isTaken), phase: 'bot', language, channel, consent },
		...{
			owner: null,
			held: null,
			former: null,
			introduced: null,
			wants: null,
			knows: null,
			parted: null,
			waiting: null,
		},
		...{ rung: null, due: null, until: null },
		...{ urgent: 0, blocked: 0, since: 0, rang: 0, bell: 0, seen: 0, unread: 0, talks: 0 },
		...{ sealed: '', version: 0, turned: 0, letter: 1, last: 0 },
	};
}

function apply(
	ground: Ground,
	thread: Thread,
	letter: Carried['letter'],
	at: number,
	sealedTo: readonly string[],
): Thread {
	switch (letter.kind) {
		case 'asked':
			return asked(ground, thread, letter, at);
		case 'said': {
			const { id, sealed } = letter;
			const row = { id, kind: 'person', at, author: null, sealed, recipients: sealedTo } as const;
			return runLadder(ground, { ...addSealed(ground.data, thread, row), unread: thread.unread + 1, parted: null });
		}
		case 'urgent':
			return urgent(ground, addEvent(ground, thread, 'urgent'));
		case 'left':
			return {
				...stopLadder(addEvent(ground, thread, 'left')),
				...{ phase: 'bot', held: null, introduced: null, parted: letter.why },
				talks: thread.talks + (thread.phase === 'staff' ? 1 : 0),
			};
		case 'delivery':
			markSaid(ground.data, thread.id, letter.id, letter.said);
			return thread;
		case 'answered':
			return answered(ground, thread, letter.staff, letter.yes);
		case 'language':
			return addEvent(ground, { ...thread, language: letter.language }, 'language');
		case 'window':
			return { ...thread, until: letter.until };
		case 'forgotten':
			return thread;
	}
}

function asked(ground: Ground, thread: Thread, letter: Asked, at: number): Thread {
	const { language, channel, wants, knows, consent } = letter;
	const ended = thread.phase === 'staff' ? 1 : 0;
	return startLadder(ground, {
		...addEvent(ground, thread, 'asked', null, wants),
		...{ phase: 'waiting', owner: null, held: null, former: null, introduced: null, parted: null },
		...{ language, channel, wants, knows, consent, urgent: letter.urgent ? 1 : 0, waiting: at, seen: 0 },
		talks: thread.talks + ended,
	});
}

/** Somebody who waits is brought before everybody; an owner is told even if they have just been. */
function urgent(ground: Ground, thread: Thread): Thread {
	const marked: Thread = { ...thread, urgent: 1 };
	if (thread.phase === 'waiting') return startLadder(ground, marked);
	return thread.phase === 'staff' ? { ...marked, bell: 1 } : marked;
}

/** To an introduction. What nobody asked for any more changes nothing. */
function answered(ground: Ground, thread: Thread, staff: string, yes: boolean): Thread {
	const heard = addEvent(ground, { ...thread, introduced: null }, yes ? 'yes' : 'no', null, staff);
	const able = ground.team().mates.get(staff)?.able;
	if (!yes || !able || thread.introduced !== staff || thread.phase !== 'staff') return heard;
	order(ground, thread, { do: 'passed', staff });
	// Whoever had it seals the rows anew for the one who has it now, and who has to learn of it.
	const passed = { ...addEvent(ground, heard, 'passed', thread.owner, staff), owner: staff, former: thread.owner };
	return runLadder(ground, { ...stopLadder(passed), seen: 0, unread: thread.unread + 1 });
}

/** What is being written, by thread and by kind, so that a note can never be sent by turning a switch. In memory only. */
import { signal } from '@preact/signals';
import { identity, open, seal } from '../session.ts';
import { self, team } from './lists.ts';

export type Kind = 'staff' | 'note';

const drafts = signal<ReadonlyMap<string, string>>(new Map());
/** While locked: sealed to ourselves. */
let shut = new Map<string, string>();
const kinds = signal<ReadonlyMap<string, Kind>>(new Map());

/** The thread that was taken over just now: whoever takes over wants to answer. */
export const takenOver = signal<string | null>(null);

export function draftOf(thread: string, kind: Kind): string {
	return drafts.value.get(`${thread} ${kind}`) ?? '';
}

export function writeDraft(thread: string, kind: Kind, text: string): void {
	const next = new Map(drafts.value);
	if (text === '') next.delete(`${thread} ${kind}`);
	else next.set(`${thread} ${kind}`, text);
	drafts.value = next;
}

export function kindOf(thread: string): Kind {
	return kinds.value.get(thread) ?? 'staff';
}

export function chooseKind(thread: string, kind: Kind): void {
	kinds.value = new Map(kinds.value).set(thread, kind);
}

/** Before the key goes. */
export function shutDrafts(): void {
	const recipient = team.value.value?.members.find(({ id }) => id === self.value)?.recipient;
	const open = drafts.value;
	drafts.value = new Map();
	if (!recipient) return;
	for (const [name, text] of open) {
		void seal(text, [recipient], { thread: name, id: 'draft', by: 'note' }).then((file) => {
			if (identity.value === null) shut.set(name, file);
			else writeDraft(...split(name), text);
		});
	}
}

export async function reopenDrafts(): Promise<void> {
	const files = shut;
	shut = new Map();
	for (const [name, file] of files) {
		try {
			const text = await open(file, { thread: name, id: 'draft' });
			if (!drafts.value.has(name)) writeDraft(...split(name), text);
		} catch {
			// Somebody else has signed in: it is not theirs.
		}
	}
}

function split(name: string): [string, Kind] {
	const [thread = '', kind] = name.split(' ');
	return [thread, kind === 'note' ? 'note' : 'staff'];
}

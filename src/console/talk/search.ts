/** In this browser only: the server cannot read the words, and is not told what is looked for. */
import type { Summary } from '../../desk/api.ts';
import type { Opened } from '../desk/opened.ts';

export interface Found {
	/** By alias. */
	threads: Summary[];
	/** By what was said, the newest first. */
	lines: { thread: string; row: string; alias: string; at: number; before: string; hit: string; after: string }[];
}

const AROUND = 40;
const MOST = 50;

/** @returns null when nothing is sought */
export function search(sought: string, threads: Summary[], opened: Opened[]): Found | null {
	const needle = fold(sought.trim());
	if (needle === '') return null;
	const lines = opened.flatMap(({ thread, words }) =>
		thread.rows.flatMap((row) => {
			const word = words.get(row.id);
			if (!word || !('text' in word)) return [];
			const at = fold(word.text).indexOf(needle);
			if (at < 0) return [];
			const { text } = word;
			return {
				thread: thread.summary.id,
				row: row.id,
				alias: thread.summary.alias,
				at: row.at,
				before: (at > AROUND ? '…' : '') + text.slice(Math.max(0, at - AROUND), at),
				hit: text.slice(at, at + needle.length),
				after: text.slice(at + needle.length, at + needle.length + AROUND),
			};
		}),
	);
	return {
		threads: threads.filter(({ alias }) => fold(alias).includes(needle)),
		lines: lines.sort((a, b) => b.at - a.at).slice(0, MOST),
	};
}

/** Without marks on letters, and of the same length, so that places stay: "Ștefan" is found by "stefan". */
function fold(text: string): string {
	return Array.from(text.split(''), (character) => {
		const plain = character.normalize('NFD').charAt(0).toLowerCase();
		return plain.length === 1 ? plain : character;
	}).join('');
}

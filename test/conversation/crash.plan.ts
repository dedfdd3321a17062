/** What the people of the crash test say: known to the process that is killed and to the one that checks. */
import type { Settings } from '../../src/conversation/conversations.ts';

export const PEOPLE = 6;
/** How many messages of one person are on their way at a time. */
export const PIPELINE = 3;
export const ADDRESS = 'person ';
export const secret = new Uint8Array(32).fill(9);
export const rules: Settings['channels'] = {
	web: { delivery: 'pull', closing: 'erases', keep: Number.MAX_SAFE_INTEGER },
};

/** Every eleventh message or so forgets everything, each person's at other places. */
export function forgets(person: number, n: number): boolean {
	return n > 0 && (n * 7 + person * 3) % 11 === 0;
}

export function messageOf(person: number, n: number): { text: string; id: string } {
	return { text: forgets(person, n) ? 'forget' : `say ${n}`, id: `${person} ${n}` };
}

/** What a person's conversation has been told once message `n` is processed; nothing: it was forgotten. */
export function toldAfter(person: number, n: number): string[] {
	const told: string[] = [];
	for (let one = 1; one <= n; one++) {
		if (forgets(person, one)) told.length = 0;
		else told.push(String(one));
	}
	return told;
}

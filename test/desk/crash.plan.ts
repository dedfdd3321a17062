/** What happens in the crash test: known to the process that is killed and to the one that checks. */
import { outreach, teamOf } from './team.ts';

export const PEOPLE = 4;
/** Said by a staff member in one talk, and by the person. */
export const EACH = 2;
export const secret = new Uint8Array(32).fill(9);
export const team = () => teamOf(outreach('anna'), outreach('bea'));
export const pidOf = (person: number) => `person-${person}`;
export const wordsOf = (person: number, talk: number, n: number) => `words-${person}-${talk}-${n}`;
export const saidOf = (person: number, talk: number, n: number) => `said-${person}-${talk}-${n}`;

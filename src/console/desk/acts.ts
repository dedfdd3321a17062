/** What a staff member does with a thread. Each answers with what to say when it was not done. */
import { type Danger, type OwnCard, type Presence, type Summary, Thread } from '../../desk/api.ts';
import { call, Done, Refused } from '../session.ts';
import { say, sayOf } from '../shell/speak.ts';
import { me, nameOfStaff, self, team, threads, waiting } from './lists.ts';
import { isOpened, refreshThread, take } from './opened.ts';

/** null: done. Else in words why not. */
export type Outcome = string | null;

/** → the outcome, and who has it when somebody else was first. */
export async function claim({ id, version }: Summary): Promise<{ why: Outcome; by: string | null }> {
	const ask = () => call(Thread, `/threads/${id}/claim`, { version });
	try {
		// Without an answer it may have been done: asked again, the Desk says who has it.
		const thread = await ask().catch((error: unknown) => {
			if (error instanceof Refused) throw error;
			return ask();
		});
		settle();
		void take(thread);
		return { why: null, by: null };
	} catch (error) {
		settle();
		if (error instanceof Refused && error.code === 'taken' && error.by !== null) {
			// An answer that got lost on its way: it was us.
			if (error.by === self.value) return { why: null, by: null };
			if (nameOfStaff(error.by) === '') await team.refresh().catch(() => undefined);
			return { why: say('claim.taken', { name: nameOfStaff(error.by) || say('somebody') }), by: error.by };
		}
		return { why: reason(error), by: null };
	}
}

export function introduce(id: string, colleague: string): Promise<Outcome> {
	return act(id, 'introduce', { colleague });
}

/** @param at a step of `/steps`; null: where the person was */
export function handBack(id: string, at: string | null): Promise<Outcome> {
	return act(id, 'hand-back', { at });
}

export function change(id: string, how: 'sleep' | 'release' | 'block' | 'unblock'): Promise<Outcome> {
	return act(id, how, {});
}

export function decide(id: string, decision: Danger['decision']): Promise<Outcome> {
	return act(id, 'danger', { decision });
}

export async function setPresence(presence: Presence): Promise<Outcome> {
	return tried(async () => {
		await call(Done, '/me/presence', presence);
		await Promise.all([me.refresh(), team.refresh()]);
	});
}

export async function setCard(card: OwnCard): Promise<Outcome> {
	return tried(async () => {
		await call(Done, '/me/card', card);
		await Promise.all([me.refresh(), team.refresh()]);
	});
}

async function act(id: string, what: string, body: object): Promise<Outcome> {
	const why = await tried(() => call(Done, `/threads/${id}/${what}`, body));
	settle();
	if (isOpened(id)) void refreshThread(id).catch(() => undefined);
	return why;
}

async function tried(work: () => Promise<unknown>): Promise<Outcome> {
	try {
		await work();
		return null;
	} catch (error) {
		return reason(error);
	}
}

/** What an act changes stands in these two. The stream says so as well, but may be away just now. */
function settle(): void {
	void waiting.refresh().catch(() => undefined);
	void threads.refresh().catch(() => undefined);
}

/** In words, why something was not done. */
export function reason(error: unknown): string {
	if (!(error instanceof Refused)) return say('refused.unreached');
	if (error.status === 429 || error.status === 503) return say('refused.busy');
	return sayOf('refused', error.code || String(error.status));
}

/** What becomes of what a webhook says: turns, or nothing. Resolves when Meta may forget all of it. */
import type { WhatsAppClient } from '@kapso/whatsapp-cloud-api';
import type { Conversations, Receipt } from '../../conversation/conversations.ts';
import { kindOf, type Log } from '../../log.ts';
import type { Metrics } from '../../metrics.ts';
import type { Sender } from '../sender.ts';
import { part } from '../telegram/part.ts';
import { pause } from '../telegram/pause.ts';
import type { Event, Said } from './event.ts';
import { judgeCode, whyOfCode } from './judge.ts';

/** A turn that fails by itself is tried this often: Meta would repeat it for a week, with all that stands beside it. */
const TRIES = 3;
/** Failed turns remembered. */
const MOST_FAILED = 1_000;
/** Calls under way that nothing depends on; beyond, the mark "read" is left out. */
const MOST_MARKS = 50;
/** What is still under way at the end gets this long, in ms. */
const LAST_PATIENCE = 5_000;

export interface TakeOptions {
	bot: string;
	api: Pick<WhatsAppClient, 'messages'>;
	talks: Pick<Conversations, 'receive' | 'follow' | 'learn'>;
	sender: Pick<Sender, 'send' | 'wipe'>;
	log: Log;
	metrics: Pick<Metrics, 'turn' | 'refused'>;
}

export interface Taking {
	/**
	 * Everybody's messages beside each other, one person's in their order. Rejects with the first error when one of
	 * them was not taken: then all must come again, and those that were taken are known by their ids.
	 */
	take(events: readonly Event[]): Promise<void>;
	/** Resolves when nothing is under way any more, or after a while. */
	close(): Promise<void>;
}

export function openTake({ bot, api, talks, sender, log, metrics }: TakeOptions): Taking {
	const underWay = new Set<Promise<void>>();
	const failed = new Map<string, number>();

	/** After the commit, and nobody waits for it. */
	function afterwards(what: string, call: Promise<unknown>): void {
		const settled = call.then(
			() => {},
			(error: unknown) => log.warn({ channel: 'whatsapp', what, ...kindOf(error) }, 'not done'),
		);
		underWay.add(settled);
		void settled.finally(() => underWay.delete(settled));
	}

	/** Read, and "typing…": gone with the answer, or after 25 seconds. From memory only: the id is kept nowhere. */
	function markRead(messageId: string): void {
		if (underWay.size >= MOST_MARKS) return;
		const call = { phoneNumberId: bot, messageId, typingIndicator: { type: 'text' as const } };
		afterwards('markRead', api.messages.markRead(call));
	}

	/** → whether it is to be marked as read. */
	async function hear({ id, address, alias, at, inbound, guess }: Said): Promise<boolean> {
		let receipt: Receipt;
		try {
			receipt = await talks.receive({
				channel: 'whatsapp',
				bot,
				address,
				...(alias !== undefined && { alias }),
				...(at !== undefined && { sent: at }),
				id,
				inbound,
				guess,
			});
		} catch (error) {
			if (!isHopeless(id, error)) throw error;
			log.error({ channel: 'whatsapp', ...kindOf(error) }, 'given up');
			metrics.refused('whatsapp', 'given-up');
			return false;
		}
		failed.delete(id);
		if (receipt.outcome === 'repeated') return false;
		metrics.turn('whatsapp');
		if (receipt.erased) afterwards('part', part(sender, { bot, address }, receipt));
		return !receipt.erased;
	}

	function isHopeless(id: string, error: unknown): boolean {
		if (!(error instanceof Error && 'code' in error && error.code === 'TURN_FAILED')) return false;
		const tries = (failed.get(id) ?? 0) + 1;
		if (failed.size >= MOST_FAILED) failed.clear();
		failed.set(id, tries);
		return tries >= TRIES && failed.delete(id);
	}

	/** One person's, in order: what comes after one that was not taken has to wait until it is. */
	async function hearAll(said: readonly Said[]): Promise<void> {
		let read: string | undefined;
		try {
			for (const one of said) if (await hear(one)) read = one.id;
		} finally {
			if (read !== undefined) markRead(read);
		}
	}

	async function learn({ id, state, code }: Extract<Event, { is: 'status' }>): Promise<void> {
		if (state !== 'failed') return talks.learn('whatsapp', bot, id, { state });
		const fate = judgeCode(code);
		log.warn({ channel: 'whatsapp', code, why: fate.why }, 'failed after it was taken');
		await talks.learn('whatsapp', bot, id, { state, fate });
	}

	async function act(event: Exclude<Event, Said>): Promise<void> {
		switch (event.is) {
			case 'moved':
				await talks.follow('whatsapp', bot, event.id, event);
				log.info({ channel: 'whatsapp' }, 'somebody changed their number or id');
				return;
			case 'status':
				return learn(event);
			case 'fault':
				log.error({ channel: 'whatsapp', code: event.code, why: whyOfCode(event.code) }, 'WhatsApp tells of an error');
				return;
			case 'nothing':
				if (event.kind === 'account') {
					log.error(
						{ channel: 'whatsapp' },
						'WhatsApp tells of a change to our account: look at it in the WhatsApp Manager',
					);
				} else log.info({ channel: 'whatsapp', kind: event.kind }, 'ignored');
		}
	}

	return {
		async take(events) {
			const errors: unknown[] = [];
			for (const stretch of stretches(events)) {
				const said = stretch.filter((event) => event.is === 'said');
				const others = stretch.filter((event) => event.is !== 'said');
				const settled = await Promise.allSettled([...others.map(act), ...byPerson(said).map(hearAll)]);
				errors.push(...settled.flatMap((one) => (one.status === 'rejected' ? [one.reason] : [])));
			}
			if (errors.length > 0) throw errors[0];
		},
		async close() {
			const enough = new AbortController();
			await Promise.race([Promise.all(underWay), pause(LAST_PATIENCE, enough.signal)]);
			enough.abort();
		},
	};
}

/** Each change of address alone, in its place: who has moved is followed before they are heard. */
function stretches(events: readonly Event[]): Event[][] {
	const parted: Event[][] = [[]];
	for (const event of events) {
		if (event.is === 'moved') parted.push([event], []);
		else parted.at(-1)?.push(event);
	}
	return parted;
}

/** Each person's in their order; number and user id are one person's where they come together. */
function byPerson(events: readonly Said[]): Said[][] {
	let people: { addresses: Set<string>; said: Said[] }[] = [];
	for (const event of events) {
		const own = [event.address, ...(event.alias === undefined ? [] : [event.alias])];
		const same = people.filter(({ addresses }) => own.some((address) => addresses.has(address)));
		const person = {
			addresses: new Set([...same.flatMap(({ addresses }) => [...addresses]), ...own]),
			said: [...same.flatMap(({ said }) => said), event],
		};
		people = [...people.filter((other) => !same.includes(other)), person];
	}
	const order = new Map(events.map((event, index) => [event, index]));
	return people.map(({ said }) => said.sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0)));
}

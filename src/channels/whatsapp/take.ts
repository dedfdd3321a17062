/** What becomes of what a webhook says: turns, or nothing. Resolves when Meta may forget all of it. */
import type { WhatsAppClient } from '@kapso/whatsapp-cloud-api';
import type { Conversations } from '../../conversation/conversations.ts';
import type { Log } from '../../log.ts';
import { Afterwards } from '../afterwards.ts';
import { type HearOptions, openHear } from '../hear.ts';
import type { Event, Said } from './event.ts';
import { judgeCode, whyOfCode } from './judge.ts';
import type { WhatsAppSender } from './send.ts';

/** Calls under way that nothing depends on; beyond, the mark "read" is left out. */
const MOST_MARKS = 50;
export interface TakeOptions extends Pick<HearOptions, 'bot' | 'metrics'> {
	api: Pick<WhatsAppClient, 'messages'>;
	talks: Pick<Conversations, 'receive' | 'follow' | 'learn'>;
	sender: Pick<WhatsAppSender, 'send' | 'wipe' | 'isSending'>;
	log: Log;
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
	const afterwards = new Afterwards('whatsapp', log);
	const hear = openHear({ channel: 'whatsapp', bot, talks, sender, log, metrics, afterwards });

	/**
	 * Read, and "typing…" while the answer waits for its turn: what comes after the answer would stay for 25 seconds with
	 * nothing behind it. From memory only: the id is kept nowhere.
	 */
	function markRead({ id: messageId, address }: Said): void {
		if (afterwards.size >= MOST_MARKS) return;
		const typing = !sender.isSending(address) && { typingIndicator: { type: 'text' as const } };
		afterwards.add('markRead', api.messages.markRead({ phoneNumberId: bot, messageId, ...typing }));
	}

	/** One person's, in order: what comes after one that was not taken has to wait until it is. */
	async function hearAll(said: readonly Said[]): Promise<void> {
		let read: Said | undefined;
		try {
			for (const one of said) {
				const { id, address, alias, at, inbound, guess } = one;
				const more = { ...(alias !== undefined && { alias }), ...(at !== undefined && { sent: at }) };
				if ((await hear({ id, address, inbound, guess, ...more })) === 'done') read = one;
			}
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
		close: () => afterwards.end(),
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

/** What a webhook that is pushed says of people: gives ids and times where there are none, and opens their windows. */
import { type BusinessNumber, seconds } from './number.ts';
import { wamid } from './wamid.ts';

type Loose = Record<string, unknown>;

/** @returns the ids of the messages, and whose webhook it is */
export function hear(number: BusinessNumber, webhook: object): { ids: string[]; lane: string } {
	const ids: string[] = [];
	let lane = 'nobody';
	for (const value of valuesOf(webhook)) {
		const contacts = objects(value.contacts);
		for (const message of objects(value.messages)) {
			const [alone] = contacts.length === 1 ? contacts : [];
			const from = word(message.from) ?? word(alone?.wa_id);
			const userId = word(message.from_user_id) ?? word(alone?.user_id);
			const address = from ?? userId ?? 'nobody';
			message.id ??= wamid(address, 'person');
			message.timestamp ??= seconds(number.now);
			lane = number.people.one(address);
			ids.push(String(message.id));
			number.heard.set(String(message.id), number.heard.get(String(message.id)) ?? false);
			const [system] = objects([message.system]);
			if (!system) number.people.hear(from, userId, Number(message.timestamp) * 1000);
			follow(number, from, word(system?.wa_id));
			follow(number, word(system?.previous_user_id) ?? userId, word(system?.user_id));
		}
		for (const status of objects(value.statuses)) status.timestamp ??= seconds(number.now);
		for (const update of objects(value.user_id_update)) {
			const [pair] = objects([update.user_id]);
			update.timestamp ??= seconds(number.now);
			follow(number, word(pair?.previous), word(pair?.current));
		}
	}
	return { ids, lane };
}

function follow(number: BusinessNumber, from: string | undefined, to: string | undefined): void {
	if (from !== undefined && to !== undefined) number.people.follow(from, to);
}

function valuesOf(webhook: object): Loose[] {
	const entries = 'entry' in webhook ? objects(webhook.entry) : [];
	return entries.flatMap(({ changes }) => objects(changes)).flatMap(({ value }) => objects([value]));
}

function objects(value: unknown): Loose[] {
	const all: unknown[] = Array.isArray(value) ? value : [];
	return all.filter((one): one is Loose => typeof one === 'object' && one !== null);
}

function word(value: unknown): string | undefined {
	return typeof value === 'string' ? value : undefined;
}

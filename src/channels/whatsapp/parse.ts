/**
 * A webhook of the Cloud API → what it says, in its order; nothing that comes makes it throw. What it says is built
 * anew from the few fields that are named here, so that a profile name, username or display number cannot come through.
 *
 *   {"object":"whatsapp_business_account","entry":[{"id":"…","changes":[{"field":"messages","value":{
 *     "metadata":{"phone_number_id":"…"},"contacts":[{"wa_id":"31…","user_id":"NL.…","profile":{…}}],
 *     "messages":[{"from":"31…","from_user_id":"NL.…","id":"wamid.…","timestamp":"1764000000","type":"text",…}],
 *     "statuses":[{"id":"wamid.…","status":"failed","errors":[{"code":131047}]}],"errors":[{"code":130429}]}}]}]}
 */
import { z } from 'zod';
import type { Language } from '../../flow/bundle.ts';
import { readContent } from './content.ts';
import { type Event, type Ignored, type State, states } from './event.ts';
import { guessByAddress } from './guess.ts';

/** What is not needed to answer may be missing or misshapen. */
const list = z.array(z.unknown()).catch([]);
const Number_ = z
	.string()
	.regex(/^\+?\d{5,20}$/)
	.transform((number) => number.replace('+', ''))
	.optional()
	.catch(undefined);
/** `NL.13491208655302741918`; never digits alone, or it would be taken for a number. */
const UserId = z
	.string()
	.regex(/^(?!\d+$)[\w.:-]{3,150}$/)
	.optional()
	.catch(undefined);
const Id = z.string().min(1).max(1_000);

const Envelope = z.object({ object: z.string().optional().catch(undefined), entry: list });
const Entry = z.object({ changes: list });
const Change = z.object({ field: z.string().catch(''), value: z.looseObject({}) });
const Value = z.object({
	metadata: z.object({ phone_number_id: z.string() }).optional().catch(undefined),
	contacts: list,
	messages: list,
	statuses: list,
	errors: list,
	user_id_update: z.unknown().optional(),
});
const Contact = z.object({ wa_id: Number_, user_id: UserId });
type Contact = z.infer<typeof Contact>;
const Message = z.object({
	id: Id,
	type: z.string(),
	from: Number_,
	from_user_id: UserId,
	group_id: z.string().optional().catch(undefined),
	timestamp: z
		.string()
		.regex(/^\d{9,11}$/)
		.transform((seconds) => Number(seconds) * 1000)
		.optional()
		.catch(undefined),
	system: z.unknown().optional(),
});
type Message = z.infer<typeof Message>;
const System = z.object({ wa_id: Number_, new_wa_id: Number_, user_id: UserId, previous_user_id: UserId });
const Code = z.object({ code: z.int() });
const Status = z.object({ id: Id, status: z.string(), errors: list });
const Pair = z.object({ previous: UserId, current: UserId });
const UserIdUpdate = z.union([z.object({ user_id: Pair }).transform(({ user_id }) => user_id), Pair]);

/** Fields that tell of our account: people may not be able to reach us any more. */
const account = /^(account_|business_|phone_number_|message_template_|security$)/;

/** Bytes were JSON, and this is it. */
export type Parse = (json: unknown) => Event[];

/** @param bot WHATSAPP_PHONE_NUMBER_ID: what was sent to another number of the same app is not ours */
export function openParse(bot: string, languages: readonly Language[]): Parse {
	function readChange(change: unknown): Event[] {
		const { data } = Change.safeParse(change);
		if (!data) return [nothing('misshapen')];
		const { field } = data;
		if (account.test(field)) return [nothing('account')];
		if (field !== 'messages' && field !== 'user_id_update') return [nothing('other-field')];
		const value = Value.parse(data.value);
		if (value.metadata?.phone_number_id !== bot) return [nothing(value.metadata ? 'foreign' : 'misshapen')];
		const contacts = value.contacts.flatMap((contact) => Contact.safeParse(contact).data ?? []);
		const alone = value.messages.length === 1 && contacts.length === 1 ? contacts[0] : undefined;
		return [
			...listOf(value.user_id_update).flatMap(readUserIdUpdate),
			...value.messages.flatMap((message) => readMessage(message, contacts, alone, languages)),
			...value.statuses.map(readStatus),
			...value.errors.map((error): Event => ({ is: 'fault', code: codeOf(error) })),
		];
	}

	return (json) => {
		const { data } = Envelope.safeParse(json);
		if (data?.object !== 'whatsapp_business_account') return [nothing('other-object')];
		return data.entry
			.flatMap((entry) => Entry.safeParse(entry).data?.changes ?? [undefined])
			.flatMap((change) => readChange(change));
	};
}

function nothing(kind: Ignored): Event {
	return { is: 'nothing', kind };
}

function listOf(value: unknown): unknown[] {
	if (value === undefined) return [];
	return Array.isArray(value) ? value : [value];
}

function codeOf(error: unknown): number | undefined {
	return Code.safeParse(error).data?.code;
}

/** @param alone the one contact of the one message: it is theirs, even when the message does not say whose it is */
function readMessage(
	value: unknown,
	contacts: readonly Contact[],
	alone: Contact | undefined,
	languages: readonly Language[],
): Event[] {
	const { data: message } = Message.safeParse(value);
	if (!message) return [nothing('misshapen')];
	// An answer would be read by everybody in it.
	if (message.group_id !== undefined) return [nothing('group')];
	if (message.type === 'system') return readSystem(message);
	const inbound = readContent(message.type, value);
	if (typeof inbound === 'string') return [nothing(inbound)];
	const { number, userId } = senderOf(message, contacts, alone);
	const address = userId ?? number;
	if (address === undefined) return [nothing('no-sender')];
	const alias = userId === undefined ? undefined : number;
	const guess = guessByAddress(number ?? address, languages);
	return [{ is: 'said', id: message.id, address, alias, inbound, guess, at: message.timestamp }];
}

interface Who {
	number: string | undefined;
	userId: string | undefined;
}

/** What the message itself says counts; a contact adds what is missing, when it is the same person's. */
function senderOf({ from, from_user_id }: Message, contacts: readonly Contact[], alone: Contact | undefined): Who {
	if (from === undefined && from_user_id === undefined) return { number: alone?.wa_id, userId: alone?.user_id };
	const same = contacts.find(
		({ wa_id, user_id }) =>
			(from !== undefined && wa_id === from) || (from_user_id !== undefined && user_id === from_user_id),
	);
	return { number: from ?? same?.wa_id, userId: from_user_id ?? same?.user_id };
}

/**
 * A changed number changes the user id too: each pair that is told is followed.
 *
 *   {"from":"31…","type":"system","system":{"type":"user_changed_number","wa_id":"31…","user_id":"NL.…","previous_user_id":"NL.…"}}
 */
function readSystem({ id, from, from_user_id, system }: Message): Event[] {
	const { data } = System.safeParse(system);
	if (!data) return [nothing('system')];
	const ids = moved(`${id} user id`, data.previous_user_id ?? from_user_id, data.user_id);
	const numbers = moved(`${id} number`, from, data.wa_id ?? data.new_wa_id);
	const both = [...ids, ...numbers];
	return both.length > 0 ? both : [nothing('system')];
}

function readUserIdUpdate(update: unknown): Event[] {
	const { data } = UserIdUpdate.safeParse(update);
	// Such a notice has no id of its own; the ids of people never come back.
	const found = data ? moved(`${data.previous} ${data.current}`, data.previous, data.current) : [];
	return found.length > 0 ? found : [nothing('misshapen')];
}

function moved(id: string, from: string | undefined, to: string | undefined): Event[] {
	return from === undefined || to === undefined || from === to ? [] : [{ is: 'moved', id, from, to }];
}

function readStatus(value: unknown): Event {
	const { data } = Status.safeParse(value);
	if (!data) return nothing('misshapen');
	const state = states.find((known): known is State => known === data.status);
	if (state === undefined) return nothing('unknown-status');
	return { is: 'status', id: data.id, state, code: data.errors.map(codeOf).find((code) => code !== undefined) };
}

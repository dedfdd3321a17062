/** One business phone number of the fake: what it has sent, who has written to it. Many live in one process. */
import { randomBytes, randomInt } from 'node:crypto';
import { Faults } from './faults.ts';
import { Ledger } from './ledger.ts';
import { Pacer } from './pace.ts';
import { isNumber, People } from './people.ts';
import { Refused, titleOf } from './refuse.ts';
import { wamid } from './wamid.ts';
import { Webhooks } from './webhooks.ts';

export type State = 'sent' | 'delivered' | 'read' | 'failed';

export class BusinessNumber {
	readonly token = `EAA${randomBytes(60).toString('hex')}`;
	readonly phoneNumberId = String(100_000_000_000_000 + randomInt(2 ** 40));
	readonly account = String(100_000_000_000_000 + randomInt(2 ** 40));
	readonly appSecret = randomBytes(16).toString('hex');
	readonly verifyToken = randomBytes(12).toString('hex');
	readonly version: string;
	readonly ledger = new Ledger();
	readonly faults = new Faults();
	/** Meta writes of bursts of 45. */
	readonly pacer = new Pacer({ overall: 80, each: 1 / 6, burst: 45 });
	readonly people = new People();
	readonly webhooks = new Webhooks(this.appSecret);
	/** Media id → its type. */
	readonly media = new Map<string, string>();
	/** Ids of what people have written; what was marked as read is true. */
	readonly heard = new Map<string, boolean>();
	/** `name language` of the approved templates. */
	readonly templates = new Set<string>();
	/** What follows, by itself, on everything that was sent. */
	statuses: State[] = [];
	#ahead = 0;

	/** @param version of Graph, the only one it answers: `v23.0` */
	constructor(version: string) {
		this.version = version;
	}

	/** The fake's clock, epoch ms. */
	get now(): number {
		return Date.now() + this.#ahead;
	}

	/** It goes on from there. */
	set now(at: number) {
		this.#ahead = at - Date.now();
	}

	/** Throws `Refused` when it may not be sent now. */
	admit(address: string, isTemplate: boolean): void {
		const slow = this.pacer.take(this.people.one(address), performance.now());
		if (slow === 'overall') {
			throw new Refused(130429, 'Cloud API message throughput has been reached.');
		}
		if (slow === 'pair') {
			throw new Refused(
				131056,
				'Message failed to send because there were too many messages sent from this phone number to the same phone number in a short period of time.',
			);
		}
		if (isTemplate || this.people.isOpen(address, this.now)) return;
		throw new Refused(
			131047,
			'Message failed to send because more than 24 hours have passed since the customer last replied to this number.',
		);
	}

	/** → the id of a message that goes to this address. */
	name(address: string): string {
		return wamid(this.people.one(address), 'business');
	}

	/** What became of a message, by webhook. @param code why it failed */
	tell(id: string, address: string, state: State, code?: number): void {
		const errors = code !== undefined && [
			{ code, title: titleOf(code), message: titleOf(code), error_data: { details: titleOf(code) } },
		];
		const to = isNumber(address) ? { recipient_id: address } : { recipient_user_id: address };
		const status = { id, status: state, timestamp: seconds(this.now), ...to, ...(errors && { errors }) };
		this.webhooks.push(this.wrap([[{ field: 'messages', value: { statuses: [status] } }]]), `status ${id}`);
	}

	/** Entries of changes, as Meta sends them for this number. */
	wrap(entries: object[][]): object {
		return {
			object: 'whatsapp_business_account',
			entry: entries.map((changes) => ({ id: this.account, changes: changes.map((change) => this.#dress(change)) })),
		};
	}

	/** What stands in a change is kept: it may be about somebody else's number. */
	#dress(change: object): object {
		if (!('value' in change) || typeof change.value !== 'object') return change;
		const metadata = { display_phone_number: '15550783881', phone_number_id: this.phoneNumberId };
		return { ...change, value: { messaging_product: 'whatsapp', metadata, ...change.value } };
	}
}

export function seconds(at: number): string {
	return String(Math.floor(at / 1000));
}

/**
 * What tests tell the fake and ask of it: `POST /control/<order>` with the secret it printed as a bearer token.
 * One order, one JSON object; the answer is JSON.
 */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { Fault } from './faults.ts';
import { hear } from './inbound.ts';
import { BusinessNumber } from './number.ts';

const number = z.string();
const state = z.enum(['sent', 'delivered', 'read', 'failed']);
const orders = {
	/** A new number, with a token and secrets nobody has written down. */
	number: z.strictObject({ version: z.string().regex(/^v\d+\.\d+$/) }),
	/** Sets the webhook, with Meta's handshake. */
	subscribe: z.strictObject({ number, url: z.url() }),
	/** Each a webhook: entries of changes. Ids, times and metadata that are missing are given. */
	push: z.strictObject({
		number,
		webhooks: z.array(z.array(z.array(z.record(z.string(), z.unknown())))),
		writing: z.enum(['raw', 'escaped']).default('raw'),
		times: z.int().min(1).default(1),
	}),
	status: z.strictObject({ number, id: z.string(), address: z.string(), state, code: z.int().optional() }),
	fault: z.strictObject({
		number,
		call: z.enum(['message', 'read', 'media']),
		fault: Fault,
		address: z.string().optional(),
		times: z.int().min(1).default(1),
	}),
	heal: z.strictObject({ number }),
	pace: z.strictObject({ number, overall: z.number().min(0), each: z.number().min(0), burst: z.int().min(1) }),
	webhooks: z.strictObject({
		number,
		repeat: z.number().optional(),
		patience: z.number().optional(),
		connections: z.int().optional(),
		order: z.enum(['kept', 'person', 'any']).optional(),
	}),
	/** The fake's clock, epoch ms; it goes on from there. */
	clock: z.strictObject({ number, at: z.number() }),
	/** Somebody last wrote so many ms ago, without a webhook. */
	wrote: z.strictObject({ number, address: z.string(), ago: z.number() }),
	template: z.strictObject({ number, name: z.string(), language: z.string() }),
	/** What follows on every message by itself. */
	statuses: z.strictObject({ number, states: z.array(state) }),
	ledger: z.strictObject({ number, after: z.int().default(0), wait: z.number().default(0) }),
	look: z.strictObject({ number }),
};
type Order = keyof typeof orders;
type Given<O extends Order> = z.infer<(typeof orders)[O]>;

export class Control {
	/** By phone number id. */
	readonly numbers = new Map<string, BusinessNumber>();

	/** Throws for an order that is none: a test's mistake, said at once. */
	async obey(name: string, body: unknown): Promise<unknown> {
		if (!Object.hasOwn(orders, name)) throw new Error(`no order "${name}"`);
		const order = name as Order;
		return this.#run[order](orders[order].parse(body) as never);
	}

	readonly #run: { [O in Order]: (given: Given<O>) => unknown } = {
		number: ({ version }) => {
			const made = new BusinessNumber(version);
			this.numbers.set(made.phoneNumberId, made);
			const { token, phoneNumberId, appSecret, verifyToken } = made;
			return { token, phoneNumberId, appSecret, verifyToken };
		},
		subscribe: async ({ number, url }) => {
			const { webhooks, verifyToken } = this.#number(number);
			await webhooks.subscribe(url, verifyToken, String(randomBytes(4).readUInt32BE()));
			return {};
		},
		push: ({ number, webhooks, writing, times }) => {
			const one = this.#number(number);
			return webhooks.flatMap((entries) => {
				const webhook = one.wrap(entries);
				const { ids, lane } = hear(one, webhook);
				one.webhooks.push(webhook, lane, writing, times);
				return ids;
			});
		},
		status: ({ number, id, address, state, code }) => {
			this.#number(number).tell(id, address, state, code);
			return {};
		},
		fault: ({ number, ...scripted }) => {
			this.#number(number).faults.add(scripted);
			return {};
		},
		heal: ({ number }) => {
			this.#number(number).faults.clear();
			return {};
		},
		pace: ({ number, ...pace }) => {
			this.#number(number).pacer.pace = pace;
			return {};
		},
		webhooks: ({ number, repeat, patience, connections, order }) => {
			const { webhooks } = this.#number(number);
			const { settings } = webhooks;
			webhooks.settings = {
				repeat: repeat ?? settings.repeat,
				patience: patience ?? settings.patience,
				connections: connections ?? settings.connections,
				order: order ?? settings.order,
			};
			return {};
		},
		clock: ({ number, at }) => {
			this.#number(number).now = at;
			return {};
		},
		wrote: ({ number, address, ago }) => {
			const { people, now } = this.#number(number);
			people.set(address, now - ago);
			return {};
		},
		template: ({ number, name, language }) => {
			this.#number(number).templates.add(`${name} ${language}`);
			return {};
		},
		statuses: ({ number, states }) => {
			this.#number(number).statuses = states;
			return {};
		},
		ledger: ({ number, after, wait }) => this.#number(number).ledger.after(after, wait),
		look: ({ number }) => {
			const { webhooks, ledger, heard } = this.#number(number);
			return {
				pending: webhooks.pending,
				deliveries: webhooks.deliveries,
				url: webhooks.url ?? null,
				refusals: ledger.refusals,
				unread: [...heard].flatMap(([id, isRead]) => (isRead ? [] : [id])),
			};
		},
	};

	#number(id: string): BusinessNumber {
		const found = this.numbers.get(id);
		if (!found) throw new Error('no number has this id');
		return found;
	}
}

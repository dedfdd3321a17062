/**
 * The webhooks that wait for the app. As with Meta, one is forgotten only when the app has answered 2xx; until then it
 * comes again.
 */
import { createHmac } from 'node:crypto';

interface Waiting {
	body: string;
	/** Of one lane, one at a time and in order. */
	lane: string;
	sending: boolean;
	tries: number;
	/** Not sent again before, epoch ms. */
	after: number;
}

/** One try to hand a webhook to the app. */
export interface Delivery {
	at: number;
	/** 0: no answer. */
	status: number;
	/** As it was sent. */
	body: string;
}

export interface WebhookSettings {
	/** Between two tries, ms; it doubles. */
	repeat: number;
	/** How long the app may take, ms. */
	patience: number;
	/** At once. */
	connections: number;
	/** `kept`: one webhook after the other; Meta promises no order: `any`. */
	order: 'kept' | 'person' | 'any';
}

/** How the JSON is written; the signature is over these bytes. */
export type Writing = 'raw' | 'escaped';

export class Webhooks {
	settings: WebhookSettings = { repeat: 50, patience: 10_000, connections: 20, order: 'person' };
	readonly deliveries: Delivery[] = [];
	url: string | undefined;
	readonly #secret: string;
	#waiting: Waiting[] = [];
	#sending = 0;

	/** @param secret the app's, for the signatures */
	constructor(secret: string) {
		this.#secret = secret;
	}

	/** Bodies that were not confirmed. */
	get pending(): string[] {
		return this.#waiting.map(({ body }) => body);
	}

	push(webhook: object, lane: string, writing: Writing = 'raw', times = 1): void {
		const body = writing === 'raw' ? JSON.stringify(webhook) : escapeAll(JSON.stringify(webhook));
		for (let n = 0; n < times; n++) this.#waiting.push({ body, lane, sending: false, tries: 0, after: 0 });
		this.#pump();
	}

	/** Meta's handshake; throws when it is not answered as it must be. */
	async subscribe(url: string, token: string, challenge: string): Promise<void> {
		const asked = new URL(url);
		asked.search = String(
			new URLSearchParams({ 'hub.mode': 'subscribe', 'hub.verify_token': token, 'hub.challenge': challenge }),
		);
		const response = await fetch(asked);
		const said = await response.text();
		if (response.status !== 200 || said !== challenge) {
			throw new Error(`the callback URL could not be validated: it answered ${response.status}`);
		}
		this.url = url;
		this.#pump();
	}

	/** Sends what can be sent: of each lane the first, unless it is under way or has to wait. */
	#pump(): void {
		const { url } = this;
		if (url === undefined) return;
		const { order, connections } = this.settings;
		const lanes = new Set<string>();
		for (const waiting of [...this.#waiting]) {
			if (this.#sending >= connections) return;
			const lane = order === 'kept' ? '' : waiting.lane;
			if (order !== 'any' && lanes.has(lane)) continue;
			lanes.add(lane);
			if (!waiting.sending && waiting.after <= Date.now()) void this.#send(waiting, url);
		}
	}

	async #send(waiting: Waiting, url: string): Promise<void> {
		waiting.sending = true;
		this.#sending++;
		const status = await this.#post(url, waiting.body);
		this.#sending--;
		waiting.sending = false;
		this.deliveries.push({ at: Date.now(), status, body: waiting.body });
		if (status >= 200 && status < 300) {
			this.#waiting = this.#waiting.filter((one) => one !== waiting);
		} else {
			const delay = Math.min(this.settings.repeat * 2 ** waiting.tries++, 2_000);
			waiting.after = Date.now() + delay;
			setTimeout(() => this.#pump(), delay + 1);
		}
		this.#pump();
	}

	async #post(url: string, body: string): Promise<number> {
		try {
			const signature = createHmac('sha256', this.#secret).update(body).digest('hex');
			const headers = { 'Content-Type': 'application/json', 'X-Hub-Signature-256': `sha256=${signature}` };
			const signal = AbortSignal.timeout(this.settings.patience);
			const response = await fetch(url, { method: 'POST', headers, body, signal });
			await response.arrayBuffer();
			return response.status;
		} catch {
			return 0;
		}
	}
}

/** As Meta writes it: everything beyond ASCII as \u and four small hexadecimal digits, slashes too. */
function escapeAll(json: string): string {
	return json
		.replaceAll('/', '\\/')
		.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

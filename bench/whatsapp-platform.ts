/** WhatsApp as fast as this machine goes: takes every call at once, and gives messages by signed webhooks. It checks nothing. */
import { createHmac } from 'node:crypto';
import { Agent, createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { post, textOf } from './telegram-platform.ts';

export const phoneNumberId = '106540352242922';
export const appSecret = 'an-app-secret-of-nobody';

export class WhatsAppPlatform {
	readonly #server: Server;
	readonly #agent = new Agent({ keepAlive: true, timeout: 2_000 });
	/** Number → who waits for what is said there next, the oldest first. */
	readonly #waiting = new Map<string, ((at: number) => void)[]>();
	#ids = 0;

	private constructor(server: Server) {
		this.#server = server;
		server.on('request', async (incoming, outgoing) => {
			const { to }: { to?: string } = JSON.parse((await textOf(incoming)) || '{}');
			if (to !== undefined) this.#waiting.get(to)?.shift()?.(performance.now());
			const said = { messaging_product: 'whatsapp', messages: [{ id: `wamid.ours-${++this.#ids}` }] };
			const answer = JSON.stringify(to === undefined ? { success: true } : said);
			outgoing.writeHead(200, { 'Content-Type': 'application/json' }).end(answer);
		});
	}

	static async open(): Promise<WhatsAppPlatform> {
		const server = createServer({ keepAliveTimeout: 60_000 });
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		return new WhatsAppPlatform(server);
	}

	/** What WHATSAPP_API_ROOT is set to. */
	get root(): string {
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
	}

	close(): Promise<void> {
		this.#agent.destroy();
		this.#server.closeAllConnections();
		return new Promise((resolve) => this.#server.close(() => resolve()));
	}

	/** As of telegram-platform.ts. */
	async say(port: number, from: string, body: string): Promise<number> {
		const said = new Promise<number>((resolve) => {
			this.#waiting.set(from, [...(this.#waiting.get(from) ?? []), resolve]);
		});
		const message = { from, id: `wamid.theirs-${++this.#ids}`, timestamp: String(Math.floor(Date.now() / 1000)) };
		const value = {
			messaging_product: 'whatsapp',
			metadata: { display_phone_number: '15550783881', phone_number_id: phoneNumberId },
			contacts: [{ profile: { name: 'Person' }, wa_id: from }],
			messages: [{ ...message, type: 'text', text: { body } }],
		};
		const entry = [{ id: '102290129340398', changes: [{ field: 'messages', value }] }];
		const json = JSON.stringify({ object: 'whatsapp_business_account', entry });
		const signature = createHmac('sha256', appSecret).update(json).digest('hex');
		const proof = { 'X-Hub-Signature-256': `sha256=${signature}` };
		const [at] = await Promise.all([said, post(this.#agent, port, '/webhooks/whatsapp', proof, json)]);
		return at;
	}
}

/**
 * Telegram as fast as this machine goes: takes every call at once, and gives updates by webhook. It checks nothing; the
 * strict fake of the tests would be what is measured.
 */
import { Agent, createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export const token = '123456789:a-token-of-nobody';
export const webhookSecret = 'a-secret-of-nobody';

export class Platform {
	readonly #server: Server;
	/** Servers close what is unused for 5 s; to write on it at that moment would fail. */
	readonly #agent = new Agent({ keepAlive: true, timeout: 2_000 });
	/** Chat → who waits for what is said there next, the oldest first. */
	readonly #waiting = new Map<number, ((at: number) => void)[]>();
	#ids = 0;
	/** Calls of any method so far. */
	calls = 0;

	private constructor(server: Server) {
		this.#server = server;
		server.on('request', async (incoming: IncomingMessage, outgoing) => {
			const called: { chat_id?: number } = JSON.parse((await textOf(incoming)) || '{}');
			this.calls++;
			const method = incoming.url?.split('/').at(-1) ?? '';
			const answer = method === 'sendMessage' ? this.#said(called.chat_id ?? 0) : 'true';
			outgoing.writeHead(200, { 'Content-Type': 'application/json' }).end(`{"ok":true,"result":${answer}}`);
		});
	}

	static async open(): Promise<Platform> {
		const server = createServer({ keepAliveTimeout: 60_000 });
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		return new Platform(server);
	}

	/** What TELEGRAM_API_ROOT is set to. */
	get root(): string {
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
	}

	close(): Promise<void> {
		this.#agent.destroy();
		this.#server.closeAllConnections();
		return new Promise((resolve) => this.#server.close(() => resolve()));
	}

	/**
	 * A person says something. → `performance.now()` when the answer arrived here; resolves when the webhook has been
	 * answered too. Rejects when that was not 200.
	 */
	async say(port: number, chat: number, text: string): Promise<number> {
		const said = new Promise<number>((resolve) => {
			const waiting = this.#waiting.get(chat);
			if (waiting) waiting.push(resolve);
			else this.#waiting.set(chat, [resolve]);
		});
		const n = ++this.#ids;
		const date = Math.floor(Date.now() / 1000);
		const from = { id: chat, is_bot: false, first_name: 'Person', language_code: 'en' };
		const message = { message_id: n, from, chat: { id: chat, type: 'private', first_name: 'Person' }, date, text };
		const [at] = await Promise.all([said, this.#post(port, JSON.stringify({ update_id: n, message }))]);
		return at;
	}

	#said(chat: number): string {
		const id = ++this.#ids;
		this.#waiting.get(chat)?.shift()?.(performance.now());
		return `{"message_id":${id},"date":1,"chat":{"id":${chat},"type":"private","first_name":"Person"},"text":"said"}`;
	}

	#post(port: number, body: string): Promise<void> {
		return post(this.#agent, port, '/webhooks/telegram', { 'X-Telegram-Bot-Api-Secret-Token': webhookSecret }, body);
	}
}

/** Resolves when it has been answered; rejects when that was not 200. */
export function post(
	agent: Agent,
	port: number,
	path: string,
	proof: Record<string, string>,
	body: string,
): Promise<void> {
	const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body), ...proof };
	const options = { host: '127.0.0.1', port, path, method: 'POST', headers, agent };
	return new Promise((resolve, reject) => {
		const posted = request(options, (response) => {
			response.resume();
			if (response.statusCode === 200) response.once('end', resolve);
			else reject(new Error(`the webhook answered ${response.statusCode}`));
		});
		posted.on('error', reject);
		posted.end(body);
	});
}

export function textOf(incoming: IncomingMessage): Promise<string> {
	return new Promise((resolve) => {
		let text = '';
		incoming.setEncoding('utf8');
		incoming.on('data', (chunk) => {
			text += chunk;
		});
		incoming.once('end', () => resolve(text));
	});
}

/** A platform in this process, which answers what the test says. */
import type { Outgoing, Route, Sender, Sent } from '../../src/channels/sender.ts';

export class Platform implements Sender {
	readonly pace = { overall: 10_000, each: 10_000, burst: 10_000 };
	/** Texts, in the order in which they came. */
	readonly heard: string[] = [];
	/** What it answers next; `sent` when there is nothing. */
	readonly next: (Sent | Promise<Sent>)[] = [];

	async send(_: Route, { message }: Outgoing): Promise<Sent> {
		this.heard.push(message.text);
		return this.next.shift() ?? { outcome: 'sent', ids: [String(this.heard.length)] };
	}

	async wipe(): Promise<void> {}
}

/** Until it holds, giving way to commits in between; the test's own time limit ends it otherwise. */
export async function until(holds: () => boolean): Promise<void> {
	while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

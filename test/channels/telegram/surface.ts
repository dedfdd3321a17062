/** The Telegram channel before a bot of the fake: its parts, opened as src/channels/telegram/telegram.ts does. */

import { loadBundle } from '../../../src/bundle/load.ts';
import type { Route, Sender } from '../../../src/channels/sender.ts';
import { openApi, type TelegramApi } from '../../../src/channels/telegram/api.ts';
import { openFetch } from '../../../src/channels/telegram/fetch-node.ts';
import { openRender } from '../../../src/channels/telegram/render.ts';
import { openSender, type SenderOptions } from '../../../src/channels/telegram/send.ts';
import { type Bundle, openBundle } from '../../../src/flow/open.ts';
import type { Message } from '../../../src/flow/turn.ts';
import type { FakeBot } from '../../support/fake-telegram/start.ts';
import { noon, today } from '../../support/project.ts';
import { noSounds } from '../../support/sounds.ts';

export interface Surface {
	api: TelegramApi;
	sender: Sender;
	clock: { now: number };
	/** What was logged: fields and sentence. */
	logged: string[];
}

/** Compiled once a test file, and not while a test waits: on a busy machine it takes longer than one may. */
const drawn = openBundle(loadBundle({ today, pictures: true }), 'draft');

/** The real bundle with its pictograms as PNG. */
export function picturedBundle(): Bundle {
	return drawn;
}

/** Short, so that a silence of the fake's is over soon; long against what an answer takes. */
const PATIENCE = { call: 1_000, file: 700 };

export function openSurface(bot: Pick<FakeBot, 'root' | 'token'>, more: Partial<SenderOptions> = {}): Surface {
	const bundle = picturedBundle();
	const api = openApi({ token: bot.token, apiRoot: bot.root, fetch: openFetch() });
	const clock = { now: noon };
	const logged: string[] = [];
	const sender = openSender({
		api,
		render: openRender(bundle),
		bundle,
		readSound: noSounds,
		log: { warn: (...said: unknown[]) => void logged.push(JSON.stringify(said)) },
		clock: () => clock.now,
		patience: PATIENCE,
		...more,
	});
	return { api, sender, clock, logged };
}

export function to(address: number): Route {
	return { bot: '1', address: String(address) };
}

/** A menu with two choices. */
export function menu(text: string, more: Partial<Message> = {}): Message {
	return {
		language: 'en',
		text,
		choices: [
			{ id: 'main.menu.help', label: 'Help', emoji: '❤️' },
			{ id: 'person', label: 'A person', emoji: '💬' },
		],
		shape: 'menu',
		page: 1,
		...more,
	};
}

/** A topic with a pictogram of the real bundle. */
export function topic(text: string): Message {
	const [name = ''] = Object.keys(picturedBundle().pictograms);
	return menu(text, { shape: 'topic', pictogram: { name, alt: 'A picture' } });
}

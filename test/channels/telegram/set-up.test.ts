import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { type SettingUp, type SetUpOptions, setUp } from '../../../src/channels/telegram/set-up.ts';
import type { Fault } from '../../support/fake-telegram/faults.ts';
import { type FakeBot, type FakeTelegram, startFakeTelegram } from '../../support/fake-telegram/start.ts';
import { realBundle } from '../../support/project.ts';
import { openSurface } from './surface.ts';

const bundle = realBundle();
let fake: FakeTelegram;
let bot: FakeBot;
let close = () => {};
beforeAll(async () => {
	fake = await startFakeTelegram((end) => {
		close = end;
	});
});
afterAll(() => close());
beforeEach(async () => {
	bot = await fake.bot();
});

const webhook = { url: 'https://chat.example.org/webhooks/telegram', secret: 'A_secret-0' };

function start(more: Partial<SetUpOptions> = {}): { settingUp: SettingUp; logged: { step?: string; why?: string }[] } {
	const logged: { step?: string; why?: string }[] = [];
	const log = { warn: (fields: object) => void logged.push(fields) } as unknown as SetUpOptions['log'];
	const settingUp = setUp({ api: openSurface(bot).api, bundle, webhook: undefined, log, first: 10, ...more });
	onTestFinished(() => settingUp.stop());
	return { settingUp, logged };
}

/** Telegram knows languages by two letters. */
const codes = bundle.languages.map((language) => language.split('-')[0] ?? '');

test('commands and descriptions are told in every language, and to everybody else in the first', async () => {
	await start().settingUp.done;
	const { profile, refusals } = await bot.look();
	expect(refusals).toEqual([]);
	const told = ['setMyCommands', 'setMyDescription', 'setMyShortDescription'];
	expect(Object.keys(profile).sort()).toEqual(
		told.flatMap((name) => [name, ...codes.map((code) => `${name} ${code}`)]).sort(),
	);
	const { commands } = profile['setMyCommands ro'] as { commands: { command: string; description: string }[] };
	expect(commands.map(({ command }) => command)).toEqual([
		'menu',
		'back',
		'language',
		'person',
		'urgent',
		'stop',
		'close',
		'forget',
		'pictures',
	]);
	expect(commands[2]?.description).toBe(bundle.speak.system('ro', 'nav.lang'));
	for (const [n, language] of bundle.languages.entries()) {
		const { description } = profile[`setMyDescription ${codes[n]}`] as { description: string };
		expect(description).toBe(bundle.speak.text(language, 'main', 'welcome.text'));
		const { short_description } = profile[`setMyShortDescription ${codes[n]}`] as { short_description: string };
		expect(description.startsWith(short_description)).toBe(true);
		// At least a sentence; Chinese says in one letter what others say in two or three.
		const least = /\p{Script=Han}/u.test(description) ? 20 : 30;
		expect(short_description.length).toBeGreaterThan(least);
	}
	expect(profile.setMyCommands?.commands).toEqual(profile['setMyCommands en']?.commands);
});

test('languages with a region are told by their two letters', async () => {
	const brazil = {
		...bundle,
		languages: ['pt-BR', 'zh-Hans'],
		speak: { ...bundle.speak, system: () => 'word', text: () => 'Words.' },
	};
	await start({ bundle: brazil }).settingUp.done;
	const { profile, refusals } = await bot.look();
	expect(refusals).toEqual([]);
	expect(Object.keys(profile).filter((name) => name.startsWith('setMyCommands'))).toEqual([
		'setMyCommands',
		'setMyCommands pt',
		'setMyCommands zh',
	]);
});

test('the webhook is told with its secret and the kinds of updates, and what waits is kept', async () => {
	await start({ webhook }).settingUp.directed;
	const [first] = await bot.ledger();
	expect(first).toMatchObject({
		method: 'setWebhook',
		parameters: {
			url: webhook.url,
			secret_token: webhook.secret,
			allowed_updates: ['message', 'callback_query', 'my_chat_member'],
			drop_pending_updates: false,
		},
	});
});

test('without one, an old webhook is taken away before anything is asked for, and what waits is kept', async () => {
	await start().settingUp.directed;
	const [first] = await bot.ledger();
	expect(first).toMatchObject({ method: 'deleteWebhook', parameters: { drop_pending_updates: false } });
});

test.each<[string, Fault]>([
	['429', { play: 'too-many', retry_after: 0.02 }],
	['500', { play: 'error', status: 500, description: 'Internal Server Error' }],
	['502 in HTML', { play: 'html', status: 502 }],
	['a broken connection', { play: 'drop' }],
])('after %s everything that failed is tried again, and only that', async (_, fault) => {
	await bot.fault('deleteWebhook', fault, { times: 2 });
	await bot.fault('setMyCommands', fault, { times: 3 });
	const { settingUp, logged } = start();
	await settingUp.done;
	const ledger = await bot.ledger();
	const count = (method: string) => ledger.filter((entry) => entry.method === method).length;
	const each = bundle.languages.length + 1;
	expect([count('deleteWebhook'), count('setMyCommands'), count('setMyDescription')]).toEqual([1, each, each]);
	expect(logged.filter(({ step }) => step === 'deleteWebhook').length).toBe(2);
	expect(logged.filter(({ step }) => step?.startsWith('setMyCommands')).length).toBe(3);
});

test.each<[string, Fault, string]>([
	[
		'a server that does not know a method',
		{ play: 'error', status: 404, description: 'Not Found: method not found' },
		'token',
	],
	['a refusal', { play: 'error', status: 400, description: 'Bad Request: BOT_COMMAND_INVALID' }, 'bad-request'],
])('%s is said and not asked again', async (_, fault, why) => {
	await bot.fault('setMyCommands', fault, { times: 1_000 });
	const { settingUp, logged } = start();
	await settingUp.done;
	expect(logged).toEqual(
		[undefined, ...codes].map((code) => ({
			channel: 'telegram',
			step: `setMyCommands ${code ?? ''}`.trim(),
			why,
		})),
	);
});

test('what Telegram says to wait is waited', async () => {
	await bot.fault('setMyCommands', { play: 'too-many', retry_after: 0.3 });
	const before = performance.now();
	await start().settingUp.done;
	expect(performance.now() - before).toBeGreaterThan(290);
});

test('nobody there at all: nothing fails, and it can be stopped', async () => {
	await bot.fault('deleteWebhook', { play: 'html', status: 502 }, { times: 1_000 });
	const { settingUp } = start({ first: 60_000 });
	await settingUp.directed;
	await settingUp.stop();
	await settingUp.done;
});

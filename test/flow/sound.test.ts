import { describe, expect, test } from 'vitest';
import { openBundle } from '../../src/flow/open.ts';
import { realBundle } from '../support/project.ts';
import { everySound } from '../support/sounds.ts';
import { started } from '../support/talk.ts';

const bundle = everySound();
const topic = 'help.condom-broke';
const ids = (here: ReturnType<typeof started>) => here.message().choices.map(({ id }) => id);

describe('a topic with an audio', () => {
	test('offers it after its own choices and before the ways out', () => {
		const here = started(bundle).tap('main.menu.help').tap('help.menu.condom-broke');
		expect(ids(here)).toEqual([
			`${topic}.sexual-violence`,
			`${topic}.sti-test`,
			`${topic}.condom`,
			`${topic}.sound`,
			'person',
			'urgent',
			'close',
			'back',
			'menu',
		]);
		expect(here.message().choices[3]).toEqual({ id: `${topic}.sound`, label: 'Listen', emoji: '🔊' });
	});

	test('is heard by a tap, by its number and by its name; the chat stays where it is', () => {
		const here = started(bundle).tap('main.menu.help').tap('help.menu.condom-broke');
		const { text, choices } = here.message();
		const before = JSON.stringify(here.conversation);
		for (const listen of [() => here.tap(`${topic}.sound`), () => here.type('4'), () => here.type('listen')]) {
			const { sound, ...said } = listen().message();
			expect(sound).toEqual({ topic, hash: '0'.repeat(64), seconds: 42, title: 'Condom broke', instead: text });
			expect(said).toMatchObject({ text: '', choices });
			expect(said).not.toHaveProperty('pictogram');
			expect(JSON.stringify(here.conversation)).toBe(before);
		}
		expect(here.tap(`${topic}.sti-test`).conversation.wait).toMatchObject({ at: 'help.sti-test' });
	});

	test('of before, or of none, repeats the question', () => {
		const here = started(bundle).tap('main.menu.help').tap('help.menu.condom-broke').tap('menu');
		for (const stale of [`${topic}.sound`, 'main.menu.sound', 'nowhere.sound', '__proto__.sound', '.sound']) {
			here.tap(stale);
			expect(here.message()).not.toHaveProperty('sound');
			expect(here.conversation.wait).toMatchObject({ at: 'main.menu' });
		}
	});

	test('offers none where there is none in the language, and hears of it when there is', () => {
		const some = { ...bundle, sounds: { nl: bundle.sounds.nl ?? {} } };
		const here = started(some).tap('main.menu.help').tap('help.menu.condom-broke');
		expect(ids(here)).not.toContain(`${topic}.sound`);
		expect(here.tap(`${topic}.sound`).message()).not.toHaveProperty('sound');
		here.tap('lang').tap('lang.nl');
		expect(ids(here)).toContain(`${topic}.sound`);
	});

	test('is not heard while its text is not approved', () => {
		const approved = { ...openBundle(realBundle(), 'approved'), sounds: bundle.sounds };
		for (const at of [topic, 'safety.urgent']) {
			const here = started(approved);
			here.conversation.wait = { on: 'step', at, page: 1, tries: 0 };
			here.tap(`${at}.sound`);
			expect(here.message()).not.toHaveProperty('sound');
			expect(ids(here)).not.toContain(`${at}.sound`);
		}
	});

	test('is heard beside a talk with a human, and the remark that goes with it is said', () => {
		const here = started(bundle);
		here.roster = { colleagues: [ana] };
		here.conversation.phase = {
			is: 'staff',
			owner: 'ana',
			introduced: null,
			human: { heard: 0, held: [], told: false },
		};
		here.conversation.wait = { on: 'step', at: topic, page: 1, tries: 0 };
		here.tap(`${topic}.sound`);
		expect(here.message().sound?.topic).toBe(topic);
		expect(here.message().text).toBe('Ana stays: what you type goes to Ana, what you tap I answer.');
	});
});

const ana = {
	id: 'ana',
	card: { name: 'Ana', organisation: 'Test', languages: ['en'], about: {} },
	hours: { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] },
	presence: { is: 'by-hours' as const },
	standIn: null,
};

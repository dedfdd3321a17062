import { describe, expect, test } from 'vitest';
import { realBundle } from '../support/project.ts';
import { started, talk } from '../support/talk.ts';

const bundle = realBundle();

describe('pictures instead of words', () => {
	test('are switched on by the choice in the menu, and off by the same, which is called Words then', () => {
		const here = started(bundle);
		expect(here.labels().at(-1)).toBe('Pictures');
		expect(here.message()).not.toHaveProperty('pictures');
		here.choose('Pictures');
		expect(here.message().text).toMatch(/^OK\. Each choice now has a picture/);
		expect(here.message().pictures).toBe(true);
		expect(here.labels().at(-1)).toBe('Words');
		here.choose('Words');
		expect(here.message().text).toMatch(/^OK\. Words again/);
		expect(here.message()).not.toHaveProperty('pictures');
		expect(here.message().choices.some(({ pictogram }) => pictogram)).toBe(false);
	});

	test('are switched by the words for it, wherever one is', () => {
		const here = started(bundle).tap('main.menu.help').type('pictures');
		expect(here.conversation.wait).toMatchObject({ at: 'help.menu' });
		expect(here.conversation.pictures).toBe(true);
		expect(here.type('/pictures').conversation).not.toHaveProperty('pictures');
	});

	test('wanted with the first word are there once a language is chosen', () => {
		const here = talk(bundle).type('/pictures');
		expect(here.conversation.wait.on).toBe('guess');
		expect(here.message().choices.map(({ pictogram }) => pictogram)).toEqual(['tabler:thumb-up', 'tabler:language']);
		expect(here.tap('lang.en').message().choices[0]).toMatchObject({ label: 'Help', pictogram: 'tabler:heart' });
	});

	test('each choice has the pictogram of the topic it leads to, of its menu, its own, or the engine’s', () => {
		const here = started(bundle).choose('Pictures').tap('main.menu.help');
		expect(here.message().choices.map(({ pictogram }) => pictogram)).toEqual([
			'healthicons:people-outline',
			'healthicons:medicines-outline',
			'tabler:heart-handshake',
			'tabler:stethoscope',
			'tabler:umbrella',
			'tabler:clover',
			'tabler:arrow-back-up',
			'tabler:home',
			'tabler:message-circle-user',
			'healthicons:alert-triangle-outline',
		]);
		const asked = here.tap('menu').tap('main.menu.steps').tap('steps.menu.plan').type('1').type('1');
		expect(
			asked
				.message()
				.choices.slice(0, 2)
				.map(({ pictogram }) => pictogram),
		).toEqual(['tabler:door', 'tabler:building']);
	});

	test('come with what was found for a question, too', () => {
		const here = started(bundle).choose('Pictures').type('the condom broke');
		expect(here.conversation.wait.on).toBe('found');
		expect(here.message().choices[0]).toMatchObject({
			id: 'help.condom-broke',
			pictogram: 'healthicons:medicines-outline',
		});
		expect(here.message().choices.every(({ pictogram }) => pictogram)).toBe(true);
	});

	test('last through another language, urgent and back, and are gone with the conversation', () => {
		const here = started(bundle).choose('Pictures').tap('main.menu.rights').tap('lang').tap('lang.nl');
		expect(here.message()).toMatchObject({ language: 'nl', pictures: true });
		expect(here.type('ik ben verkracht').message().pictures).toBe(true);
		for (const left of ['close', 'stop', 'forget']) {
			const gone = talk(bundle, { conversation: here.conversation }).tap(left);
			expect(gone.conversation).not.toHaveProperty('pictures');
		}
	});

	test('in danger all four cards are in sight', () => {
		const here = started(bundle, 'en', 'whatsapp').choose('Pictures').tap('urgent');
		expect(here.message().shape).toBe('menu');
		expect(started(bundle, 'en', 'whatsapp').tap('urgent').message().shape).toBe('menu');
	});

	test('are switched also where the step one waits at is gone', () => {
		const here = started(bundle);
		here.conversation.wait = { on: 'step', at: 'help.gone', page: 1, tries: 0 };
		here.tap('pictures');
		expect(here.conversation).toMatchObject({ pictures: true, wait: { at: 'help.menu' } });
		expect(here.message().choices.length).toBeGreaterThan(1);
	});
});

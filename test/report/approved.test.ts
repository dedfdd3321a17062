/** PUBLISH=approved: what is approved is served, and nothing else but the emergency numbers; an edit ends it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { approveByFile } from '../../src/bundle/approve.ts';
import { loadBundle } from '../../src/bundle/load.ts';
import { approvedWith, type Verdict } from '../../src/flow/approvals.ts';
import type { Language, StepId } from '../../src/flow/bundle.ts';
import { compose } from '../../src/flow/compose.ts';
import { newConversation } from '../../src/flow/conversation.ts';
import { type Bundle, openBundle } from '../../src/flow/open.ts';
import { MENU, parts, resolve } from '../../src/flow/places.ts';
import { topicsIn } from '../../src/report/topics.ts';
import { enrol } from '../desk/staff-client.ts';
import { copyProject, edit, noon, realBundle, today } from '../support/project.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { visit } from '../support/visitor.ts';
import { edition } from './edition.ts';

interface Text {
	language: Language;
	topic: StepId;
}

const one: Text = { language: 'ro', topic: 'rights.police' };
const approval = { by: 'lawyer', on: '2026-11-20' };
/** Never the organisation's own, which change: the four that every language has in its emergency text. */
const emergencyNumbers = ['emergency', 'csg', 'veilig-thuis', 'suicide-line'] as const;

function numbersOf({ directory }: Bundle): string[] {
	return emergencyNumbers.map((id) => directory.contacts[id]?.number ?? '?');
}

/** What somebody reads who stands at that topic. */
function shown(bundle: Bundle, language: Language, at: StepId) {
	const begun = { ...newConversation('web', language), chosen: true };
	return compose(bundle, { ...begun, wait: { on: 'step', at, page: 1, tries: 0 } }, noon);
}

/** A sentence that stands in this topic's text in this language, as it is said. */
function words(bundle: Bundle, language: Language, id: StepId): string {
	const [flow, step] = parts(id);
	const text = bundle.speak.text(language, flow, `${step}.text`) ?? '';
	return text.split('\n').reduce((longest, line) => (line.length > longest.length ? line : longest), '');
}

function verdict(bundle: Bundle, { language, topic } = one, approved = true): Verdict {
	return { language, topic, approved, ...approval, hash: bundle.standing[language]?.topics[topic]?.hash ?? '' };
}

function expectOnly(bundle: Bundle, served: Text[]): void {
	for (const language of bundle.languages) {
		for (const [id, topic] of topicsIn(bundle)) {
			const { text, choices } = shown(bundle, language, id);
			const ids = choices.map((choice) => choice.id);
			const isServed = served.some((text) => text.language === language && text.topic === id);
			expect([language, id, text.includes(words(bundle, language, id))]).toEqual([language, id, isServed]);
			if (topic.emergency) for (const number of numbersOf(bundle)) expect(text).toContain(number);
			if (isServed || topic.emergency) continue;
			expect(ids).toContain('person');
			const elsewhere = served.filter((text) => text.topic === id).map((text) => `lang.${text.language}`);
			expect(ids.filter((id) => id.startsWith('lang.'))).toEqual(elsewhere);
		}
	}
}

describe('in the core', () => {
	const strict = realBundle('approved');

	test('nothing is approved: no text of a topic in any language, and the emergency numbers in all', () => {
		expectOnly(strict, []);
	});

	test('one topic approved at the Desk in one language: exactly that', () => {
		expectOnly({ ...strict, approved: approvedWith(strict, [verdict(strict)]) }, [one]);
	});

	test('who approved it, and when, stands under it', () => {
		const { text } = shown({ ...strict, approved: approvedWith(strict, [verdict(strict)]) }, 'ro', one.topic);
		expect(text).toContain(
			strict.speak.system('ro', 'checked', { day: strict.speak.day('ro', approval.on), by: 'lawyer' }),
		);
	});

	test('a verdict on another version of the text, on no topic, or in no language, changes nothing', () => {
		const good = verdict(strict);
		const wrong: Verdict[] = [
			{ ...good, hash: '000000000000' },
			{ ...good, topic: 'rights.menu' },
			{ ...good, topic: 'constructor' },
			{ ...good, language: '__proto__' },
			{ ...good, language: 'xx' },
		];
		expect(approvedWith(strict, wrong)).toEqual(strict.approved);
	});

	test('the Desk takes back what a file approves, and approves it again', () => {
		const byFile: Bundle = { ...strict, approved: { ...strict.approved, ro: { [one.topic]: approval } } };
		expectOnly(byFile, [one]);
		expectOnly({ ...byFile, approved: approvedWith(byFile, [verdict(byFile, one, false)]) }, []);
		expectOnly({ ...byFile, approved: approvedWith(byFile, [verdict(byFile, one, true)]) }, [one]);
	});

	test('approved by file: served, until a letter of the text, of a label or of a fact in it is changed', () => {
		const edits: [file: string, from: string, to: string][] = [
			['locales/ro/rights.json', '"title": "Merg la poliție"', '"title": "La poliție"'],
			['flows/directory.yaml', 'number: 0800-7000', 'number: 0800-7001'],
		];
		for (const [file, from, to] of edits) {
			const root = copyProject();
			approveByFile({ root, language: one.language, topics: [one.topic], approval });
			expectOnly(openBundle(loadBundle({ root, today }), 'approved'), [one]);
			edit(root, file, from, to);
			const edited = openBundle(loadBundle({ root, today }), 'approved');
			expectOnly(edited, []);
			expect(edited.standing.ro?.topics[one.topic]?.withdrawn).toEqual(approval);
		}
	});
});

/** Ids to tap from the main menu to each topic that stands in a menu. */
function ways(bundle: Bundle): Map<StepId, string[]> {
	const topics = new Set(topicsIn(bundle).map(([id]) => id));
	const found = new Map<StepId, string[]>([[MENU, []]]);
	for (const [at, taps] of found) {
		const [flow, name] = parts(at);
		const step = bundle.flows[flow]?.steps[name];
		if (step?.do !== 'choose' || topics.has(at)) continue;
		for (const choice of step.choices) {
			if (!('goto' in choice)) continue;
			const to = resolve(flow, choice.goto);
			if (!found.has(to)) found.set(to, [...taps, `${at}.${choice.id}`]);
		}
	}
	return new Map([...found].filter(([id]) => topics.has(id)));
}

describe('through the real server', () => {
	const strict = realBundle('approved');

	/** Is the text there? In every language, by several people at once; in that of `one` of every topic in a menu, if `all`. */
	async function expectServed(server: TestServer, served: Text[], all = false): Promise<void> {
		await Promise.all(
			strict.languages.map((language) =>
				expectServedIn(language, server, served, all && language === one.language ? undefined : few),
			),
		);
	}

	async function expectServedIn(language: Language, server: TestServer, served: Text[], only?: readonly StepId[]) {
		const visitor = visit(server);
		await visitor.get(`/chat?lang=${language}`);
		await visitor.tap(`lang.${language}`);
		for (const [topic, taps] of ways(strict)) {
			if (only && !only.includes(topic)) continue;
			await visitor.tap('menu');
			for (const id of taps) await visitor.tap(id);
			const { choices, said } = visitor.page;
			const isServed = served.some((text) => text.language === language && text.topic === topic);
			const start = words(strict, language, topic).slice(0, 30);
			expect([language, topic, said.at(-1)?.includes(start)]).toEqual([language, topic, isServed]);
			expect(choices).toContain('person');
			const others = isServed ? [] : served.filter((text) => text.topic === topic);
			expect(choices.filter((id) => id.startsWith('lang.'))).toEqual(others.map((text) => `lang.${text.language}`));
		}
		await visitor.tap('urgent');
		for (const number of numbersOf(strict)) expect(visitor.page.said.at(-1)).toContain(number);
	}

	/** It, another of its menu, and one of elsewhere. */
	const few = [one.topic, 'rights.condom', 'help.money'];

	test('approved at the Desk: from the next message on exactly that, after a restart too, until the text is edited', {
		timeout: 120_000,
	}, async () => {
		const root = copyProject();
		const { dist, print } = edition(root);
		const server = await startServer({ publish: 'approved' }, { dist });
		const karin = await enrol(server, server.enrol, 'Karin');
		const path = `/texts/${one.language}/${one.topic}`;
		const text = await karin.get(path);
		expect(text.body.cell.state).toBe('machine');
		await expectServed(server, []);

		const { hash } = text.body.cell;
		expect((await karin.post(`${path}/approve`, { hash, by: 'lawyer' })).status).toBe(204);
		await expectServed(server, [one], true);

		await server.restart();
		await expectServed(server, [one]);

		edit(root, 'locales/ro/rights.json', '"title": "Merg la poliție"', '"title": "La poliție"');
		print();
		await server.restart();
		await expectServed(server, []);
		const edited = (await karin.get(path)).body;
		expect([edited.cell.state, edited.cell.word]).toEqual(['edited', { by: 'lawyer', on: today, name: 'Karin' }]);
	});

	test('approved by file: served, and taken back at the Desk without a restart', { timeout: 120_000 }, async () => {
		const root = copyProject();
		approveByFile({ root, language: one.language, topics: [one.topic], approval });
		const { dist } = edition(root);
		const server = await startServer({ publish: 'approved' }, { dist });
		const karin = await enrol(server, server.enrol, 'Karin');
		await expectServed(server, [one]);
		const path = `/texts/${one.language}/${one.topic}`;
		const { hash } = (await karin.get(path)).body.cell;
		expect((await karin.post(`${path}/withdraw`, { hash })).status).toBe(204);
		await expectServed(server, []);
		expect(JSON.parse(readFileSync(join(root, 'locales/ro/_status.json'), 'utf8')).approved[one.topic]).toBeDefined();
	});
});

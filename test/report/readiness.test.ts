/** The readiness report: each state, each open item and each gap, from real files that are changed for it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { approveByFile } from '../../src/bundle/approve.ts';
import { compile } from '../../src/bundle/compile.ts';
import { readSources } from '../../src/bundle/read.ts';
import type { CompiledBundle } from '../../src/flow/bundle.ts';
import { Readiness, states } from '../../src/report/model.ts';
import { type Known, type NamedVerdict, readiness } from '../../src/report/readiness.ts';
import { readinessMarkdown } from '../../src/report/readiness-markdown.ts';
import { readinessPage } from '../../src/report/readiness-page.ts';
import { topicsIn } from '../../src/report/topics.ts';
import { copyProject, edit, today } from '../support/project.ts';
import { addSound } from '../support/sounds.ts';

const approval = { by: 'lawyer', on: '2026-11-20' };

function bundleOf(root: string): CompiledBundle {
	const { sources, findings } = readSources(root);
	if (!sources) throw new Error(JSON.stringify(findings));
	return compile(sources, false);
}

function reportOn(root: string, known: Partial<Known> = {}): Readiness {
	return Readiness.parse(readiness(bundleOf(root), { verdicts: [], today, ...known }));
}

const cellOf = (report: Readiness, language: string, id: string) =>
	report.topics.find((topic) => topic.id === id)?.cells[language];

/** Changes what a file says beside its texts. */
function change(root: string, file: string, to: (status: Record<string, unknown>) => object): void {
	const path = join(root, file);
	writeFileSync(path, JSON.stringify(to(JSON.parse(readFileSync(path, 'utf8'))), null, '\t'));
}

describe('a text', () => {
	test('is a source, a machine’s or a human’s draft, or read by a native reader', () => {
		const root = copyProject();
		change(root, 'locales/nl/_status.json', (status) => ({ ...status, drafted: 'human' }));
		const report = reportOn(root);
		expect(['en', 'nl', 'ro'].map((code) => cellOf(report, code, 'rights.police')?.state)).toEqual([
			'source',
			'human',
			'machine',
		]);
		change(root, 'locales/ro/_status.json', (status) => ({
			...status,
			reviewed: { by: 'Ana, native reader', on: today },
		}));
		expect(cellOf(reportOn(root), 'ro', 'rights.police')?.state).toBe('reviewed');
	});

	test('is stale when its source was edited, missing when a part of it is not there; then its language is not complete', () => {
		const root = copyProject();
		edit(root, 'locales/en/rights.json', 'You do not have to decide this alone.', 'You need not decide this alone.');
		edit(root, 'locales/ro/help.json', /"title": "S-a rupt condomul",/, '');
		const report = reportOn(root);
		expect(cellOf(report, 'ro', 'rights.police')?.state).toBe('stale');
		expect(cellOf(report, 'ro', 'help.condom-broke')?.state).toBe('missing');
		expect(report.languages.filter(({ complete }) => complete).map(({ code }) => code)).toEqual(['en']);
		expect(report.totals.counts).toMatchObject({ stale: report.languages.length - 1, missing: 1 });
	});

	test('is approved by file, and past its review day expired', () => {
		const root = copyProject();
		approveByFile({ root, language: 'ro', topics: ['rights.police'], approval });
		expect(cellOf(reportOn(root), 'ro', 'rights.police')).toMatchObject({
			state: 'approved',
			word: { ...approval, name: null },
		});
		const later = reportOn(root, { today: '2027-05-24' });
		expect(cellOf(later, 'ro', 'rights.police')?.state).toBe('expired');
		expect(later.topics.every(({ overdue }) => overdue)).toBe(true);
	});

	test('was approved, and an edit withdrew that: who had approved it is still said', () => {
		const root = copyProject();
		approveByFile({ root, language: 'ro', topics: ['rights.police'], approval });
		edit(root, 'locales/ro/rights.json', '"title": "Merg la poliție"', '"title": "La poliție"');
		expect(cellOf(reportOn(root), 'ro', 'rights.police')).toMatchObject({
			state: 'edited',
			word: { ...approval, name: null },
		});
	});

	test('is approved at the Desk, by name; taken back there; and edited after that', () => {
		const root = copyProject();
		const hash = bundleOf(root).standing.ro?.topics['rights.police']?.hash ?? '';
		const verdict: NamedVerdict = {
			...{ language: 'ro', topic: 'rights.police', hash, approved: true },
			...{ by: 'nurse', on: today, name: 'Karin' },
		};
		const state = (more: Partial<NamedVerdict>) =>
			cellOf(reportOn(root, { verdicts: [{ ...verdict, ...more }] }), 'ro', 'rights.police');
		expect(state({})).toMatchObject({ state: 'approved', word: { by: 'nurse', on: today, name: 'Karin' } });
		expect(state({ approved: false })).toMatchObject({ state: 'withdrawn', word: { name: 'Karin' } });
		expect(state({ hash: '0123456789ab' })).toMatchObject({ state: 'edited', word: { name: 'Karin' } });
		expect(state({ hash: '0123456789ab', approved: false })).toMatchObject({ state: 'machine', word: null });
		approveByFile({ root, language: 'ro', topics: ['rights.police'], approval });
		expect(state({ approved: false })?.state).toBe('withdrawn');
	});
});

describe('the report', () => {
	test('lists everything that must be confirmed once, V1 first, with all topics that wait for it', () => {
		const root = copyProject();
		const bundle = bundleOf(root);
		const { open, totals } = reportOn(root);
		const marks = open.map(({ mark }) => mark);
		expect(marks).toEqual([...marks].sort());
		expect(new Set(open.map(({ mark, by, what }) => `${mark} ${by} ${what}`)).size).toBe(open.length);
		for (const [id, { verify }] of topicsIn(bundle)) {
			for (const { mark, by, what } of verify)
				expect(open.find((item) => item.mark === mark && item.by === by && item.what === what)?.topics).toContain(id);
		}
		const shared = open.find(({ what }) => what.startsWith('the order, the papers'));
		expect(shared?.topics.filter((id) => id.startsWith('plan.')).length).toBe(7);
		// A contact that is to be confirmed keeps the topics that name it waiting.
		expect(open.find(({ by, what }) => by === 'Fier' && what.includes('directory'))?.topics).toContain('help.forced');
		expect(totals.open.V1 + totals.open.V2).toBe(open.length);
	});

	test('names what the directory lacks, and where people read that', () => {
		const { directory } = reportOn(copyProject());
		const gap = (id: string, is: string) => directory.find((one) => one.id === id && one.is === is);
		expect(gap('xenia', 'demo')).toMatchObject({ fields: ['number', 'address'], mark: 'V1' });
		expect(gap('ggd', 'unknown')).toMatchObject({ fields: ['hours'], topics: ['help.sti-test'] });
		expect(gap('facts.pep-cost', 'unknown')?.topics).toEqual(['help.condom-broke']);
		expect(gap('facts.penalty-worker', 'unknown')).toBeUndefined();
		expect(gap('csg', 'unknown')).toBeUndefined();
		expect(directory.filter(({ id }) => id === 'organisation').map(({ fields }) => fields)).toEqual([
			['name'],
			['controller'],
			['privacy_contact'],
		]);
	});

	test('counts what people have spoken, as long as it says what the text says', () => {
		const root = copyProject();
		expect(reportOn(root).totals.audio).toBe(0);
		for (const [language, topic] of [
			['ro', 'rights.police'],
			['ro', 'rights.condom'],
			['nl', 'rights.police'],
		] as const) {
			addSound(root, language, topic);
		}
		const report = reportOn(root);
		expect(report.totals.audio).toBe(3);
		const counted = report.languages.filter(({ audio }) => audio > 0).map(({ code, audio }) => [code, audio]);
		expect(Object.fromEntries(counted)).toEqual({ nl: 1, ro: 2 });
		expect(cellOf(report, 'ro', 'rights.condom')?.audio).toBe(true);
		change(root, 'locales/ro/rights.json', (texts) => ({
			...texts,
			condom: { ...(texts.condom as object), text: 'Altceva.' },
		}));
		expect(cellOf(reportOn(root), 'ro', 'rights.condom')?.audio).toBe(false);
	});

	test('says the same as a page and as Markdown', async () => {
		const root = copyProject();
		approveByFile({ root, language: 'ro', topics: ['rights.police'], approval });
		edit(root, 'locales/en/rights.json', '"title": "Condom: my right"', '"title": "Condoms: my right"');
		addSound(root, 'ro', 'rights.police');
		const report = reportOn(root, { notYetOn: ['fy'] });
		const page = await readinessPage(report, { map: 'map.svg' });
		const markdown = readinessMarkdown(report, { map: 'map.svg' });
		const words = page
			.replace(/<style>.*?<\/style>/s, '')
			.replace(/<[^>]+>/g, ' ')
			.replaceAll('&quot;', '"')
			.replaceAll('&#39;', "'")
			.replaceAll('&amp;', '&');
		for (const text of [words, markdown]) {
			for (const { id, title } of report.topics) for (const fact of [id, title]) expect(text).toContain(fact);
			for (const { by, what, topics } of report.open)
				for (const fact of [by, what, ...topics]) expect(text).toContain(fact);
			for (const { id, fields, topics } of report.directory)
				for (const fact of [id, ...fields.map((field) => field.replace('_', ' ')), ...topics])
					expect(text).toContain(fact);
			for (const { name } of report.languages) expect(text).toContain(name);
			expect(text).toContain('lawyer, 2026-11-20');
			expect(text).toContain('being written, not switched on');
			expect(text).toContain('♪');
		}
		expect(markdown).toContain('| Română (ro) |');
		expect(page).not.toMatch(/<script|\son\w+=|https?:\/\/(?!www\.w3\.org)/);
	});

	test('does not depend on when or where it is made', async () => {
		const [one, two] = [reportOn(copyProject()), reportOn(copyProject())];
		expect(await readinessPage(one)).toBe(await readinessPage(two));
		expect(Object.keys(one.totals.counts)).toEqual([...states]);
	});
});

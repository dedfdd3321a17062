/** One broken bundle for each rule of the checker; each finding names the file and the line. */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkSources } from '../../src/bundle/check.ts';
import type { Finding } from '../../src/bundle/finding.ts';
import { BrokenBundle } from '../../src/bundle/finding.ts';
import { hashText, hashTopic } from '../../src/bundle/hash.ts';
import { loadBundle } from '../../src/bundle/load.ts';
import { readSources } from '../../src/bundle/read.ts';
import { projectRoot } from '../../src/bundle/root.ts';
import { copyProject, edit, today } from '../support/project.ts';

function findings(root: string, day = today): Finding[] {
	const read = readSources(root);
	return read.sources ? checkSources(read.sources, day) : read.findings;
}

/** The line of the first match in a file, from 1. */
function lineOf(root: string, file: string, text: string): number {
	const before = readFileSync(join(root, file), 'utf8').split(text);
	if (before.length < 2) throw new Error(`${file} holds no ${text}`);
	return (before[0] ?? '').split('\n').length;
}

/** Breaks a copy of the project in one place; `where` is text on the line the finding must name. */
interface Break {
	name: string;
	rule: string;
	change: [file: string, from: string | RegExp, to: string][];
	at: [file: string, where: string];
	says: RegExp;
}

const broken: Break[] = [
	{
		name: 'a target that is no step',
		rule: 'target',
		change: [['flows/help.yaml', 'goto: sti-test }', 'goto: sti-tset }']],
		at: ['flows/help.yaml', 'goto: sti-tset }'],
		says: /"help.sti-tset" is no step/,
	},
	{
		name: 'a flow that does not exist',
		rule: 'target',
		change: [['flows/help.yaml', 'goto: safety.own-choice }', 'goto: safty.own-choice }']],
		at: ['flows/help.yaml', 'goto: safty.own-choice }'],
		says: /no flow "safty"/,
	},
	{
		name: 'a topic that a typed question should find, without synonyms',
		rule: 'missing',
		change: [['flows/plan.yaml', '      find: false # three questions come first\n', '']],
		at: ['locales/en/plan.json', '"short-place"'],
		says: /"short-place.synonyms" is missing/,
	},
	{
		name: 'synonyms of a topic that no typed question finds',
		rule: 'unused',
		change: [
			['flows/plan.yaml', '      pictogram: tabler:route\n', '      pictogram: tabler:route\n      find: false\n'],
		],
		at: ['locales/en/plan.json', '"synonyms"'],
		says: /"plan.start.synonyms"/,
	},
	{
		name: 'a step nothing leads to',
		rule: 'unreachable',
		change: [['flows/help.yaml', '\nsteps:\n', '\nsteps:\n  lonely: { do: choose }\n']],
		at: ['flows/help.yaml', 'lonely:'],
		says: /nothing leads to "help.lonely"/,
	},
	{
		name: 'a dead end',
		rule: 'dead-end',
		change: [['flows/help.yaml', '\n  menu:\n    do: choose\n', '\n  menu:\n    do: choose\n    nav: [back]\n']],
		at: ['flows/help.yaml', '  menu:'],
		says: /no way to a person/,
	},
	{
		name: 'a loop without a wait',
		rule: 'loop',
		change: [['flows/person.yaml', 'otherwise: now', 'otherwise: start']],
		at: ['flows/person.yaml', '  start:'],
		says: /comes back to itself/,
	},
	{
		name: 'a text that is missing in one language',
		rule: 'missing',
		change: [['locales/ro/main.json', /"menu": \{\s*"text": "[^"]*"\s*\}/, '"menu": {}']],
		at: ['locales/ro/main.json', '"menu"'],
		says: /"menu.text" is missing in ro/,
	},
	{
		name: 'a sentence of the engine that is missing',
		rule: 'missing',
		change: [['locales/nl/system.json', /\t"moved": "[^"]*",\n/, '']],
		at: ['locales/nl/system.json', '{'],
		says: /"moved" is missing in nl/,
	},
	{
		name: 'a translation whose source has changed',
		rule: 'stale',
		change: [['locales/en/main.json', /("menu": \{\s*"text": ")/, '$1Well. ']],
		at: ['locales/nl/_status.json', '"main.menu.text"'],
		says: /stale/,
	},
	{
		name: 'a text no flow uses',
		rule: 'unused',
		change: [['locales/en/person.json', /^\{/, '{ "ghost": { "text": "Boo." },']],
		at: ['locales/en/person.json', '"ghost"'],
		says: /no flow uses "person.ghost.text"/,
	},
	{
		name: 'a placeholder that differs between languages',
		rule: 'placeholder',
		change: [['locales/nl/safety.json', '{{suicide-line.number}}', '{{csg.number}}']],
		at: ['locales/nl/safety.json', '{{csg.number}}'],
		says: /the source has/,
	},
	{
		name: 'a placeholder the directory does not know',
		rule: 'placeholder',
		change: [['flows/directory.yaml', '\n  fier:\n', '\n  feir:\n']],
		at: ['locales/en/help.json', '{{fier.name}}'],
		says: /the directory has no "fier/,
	},
	{
		name: 'a phone number written by hand',
		rule: 'number',
		change: [['locales/en/safety.json', /\{\{suicide-line\.number\}\}(?=: free)/, '0800-0113']],
		at: ['locales/en/safety.json', '0800-0113'],
		says: /holds a phone number/,
	},
	{
		name: 'a label longer than a channel shows',
		rule: 'length',
		change: [['locales/en/help.json', '"Condom broke"', '"The condom broke or came off inside"']],
		at: ['locales/en/help.json', '"The condom broke or came off inside"'],
		says: /whatsapp/,
	},
	{
		name: 'a text longer than a channel shows',
		rule: 'length',
		change: [['locales/en/help.json', '"What kind of help do you need?"', `"${'Tell me. '.repeat(130)}"`]],
		at: ['locales/en/help.json', 'Tell me. Tell me.'],
		says: /whatsapp/,
	},
	{
		name: 'a word that means two things in two languages',
		rule: 'collision',
		change: [['locales/ro/_words.json', /"menu": \[/, '"menu": ["terug",']],
		at: ['locales/ro/_words.json', '"terug"'],
		says: /"terug" means menu in ro and back in nl/,
	},
	{
		name: 'a line of danger that says nothing',
		rule: 'danger',
		change: [['locales/nl/_words.json', /"danger": \[/, '"danger": ["= ?",']],
		at: ['locales/nl/_words.json', '"= ?"'],
		says: /says nothing/,
	},
	{
		name: 'a stored answer without a class',
		rule: 'schema',
		change: [['flows/person.yaml', '\nsteps:\n', '\nsteps:\n  note: { do: ask, store: note, goto: now }\n']],
		at: ['flows/person.yaml', '  note:'],
		says: /class/,
	},
	{
		name: 'a hand-off no language of the team covers',
		rule: 'handoff',
		change: [['flows/person.yaml', 'languages: any', 'languages: [hu]']],
		at: ['flows/person.yaml', '  start:'],
		says: /hands off to nobody/,
	},
	{
		name: 'a language without its complete safety flow',
		rule: 'safety',
		change: [
			[
				'locales/ro/safety.json',
				/"under-18": \{\s*"title": "([^"]*)",\s*"text": "[^"]*",/,
				'"under-18": { "title": "$1",',
			],
		],
		at: ['flows/directory.yaml', 'languages: ['],
		says: /ro is switched on without its complete safety flow \(under-18\)/,
	},
	{
		name: 'a word that gives the topic away in a notification',
		rule: 'preview',
		change: [['locales/en/main.json', '"What do you want to know?', '"Questions about sex work? Ask.']],
		at: ['locales/en/main.json', 'Questions about sex work?'],
		says: /notification/,
	},
	{
		name: 'a list of such words that misses its planted example',
		rule: 'preview',
		change: [['locales/nl/_words.json', /"planted": "[^"]*"/, '"planted": "Goedemorgen, lieve mensen"']],
		at: ['locales/nl/_words.json', '"planted"'],
		says: /planted example is not found in nl/,
	},
	{
		name: 'evidence past its review',
		rule: 'evidence',
		change: [['flows/rights.yaml', 'review_by: 2027-05-23', 'review_by: 2026-05-23']],
		at: ['flows/rights.yaml', 'review_by: 2026-05-23'],
		says: /should have been reviewed by 2026-05-23/,
	},
	{
		name: 'a pictogram that gives the person away',
		rule: 'pictogram',
		change: [['flows/help.yaml', 'healthicons:people-outline', 'healthicons:female-sex-worker-outline']],
		at: ['flows/help.yaml', 'healthicons:female-sex-worker-outline'],
		says: /must not be shown/,
	},
	{
		name: 'a choice without a pictogram',
		rule: 'pictogram',
		change: [['flows/safety.yaml', ', pictogram: tabler:eraser', '']],
		at: ['flows/safety.yaml', '- { id: wipe,'],
		says: /the choice "wipe" has no pictogram/,
	},
	{
		name: 'two choices that nobody tells apart by their pictograms',
		rule: 'pictogram',
		change: [['flows/help.yaml', 'pictogram: tabler:clover', 'pictogram: tabler:home']],
		at: ['flows/help.yaml', '- { id: life,'],
		says: /"menu" and "life" have the same pictogram/,
	},
	{
		name: 'a topic with two pictograms',
		rule: 'pictogram',
		change: [
			['flows/help.yaml', '\n  xenia:\n    do: choose\n', '\n  xenia:\n    do: choose\n    pictogram: tabler:heart\n'],
		],
		at: ['flows/help.yaml', '    pictogram: tabler:heart\n    topic:'],
		says: /two pictograms/,
	},
	{
		name: 'a choice that is called as the engine calls its own',
		rule: 'schema',
		change: [['flows/help.yaml', '- { id: life, ', '- { id: sound, ']],
		at: ['flows/help.yaml', '- { id: sound, '],
		says: /"sound" is what plays the audio/,
	},
	{
		name: 'a label for listening that is too long, even before there is anything to listen to',
		rule: 'length',
		change: [['locales/en/system.json', '"sound": "', '"sound": "Please listen to this, ']],
		at: ['locales/en/system.json', '"sound"'],
		says: /whatsapp/,
	},
	{
		name: 'a step that moved to nowhere',
		rule: 'target',
		change: [['flows/help.yaml', '\nstart: menu\n', '\nstart: menu\nmoved: { old: away }\n']],
		at: ['flows/help.yaml', 'moved:'],
		says: /"old" goes to "away"/,
	},
	{
		name: 'office hours nobody has',
		rule: 'name',
		change: [
			[
				'flows/person.yaml',
				'    otherwise: now\n',
				'    otherwise: look\n  look: { do: branch, when: [{ hours: nigth, goto: now }], otherwise: now }\n',
			],
		],
		at: ['flows/person.yaml', 'nigth'],
		says: /no hours "nigth"/,
	},
	{
		name: 'a channel nobody has',
		rule: 'name',
		change: [['flows/main.yaml', 'channel: [whatsapp]', 'channel: [whatsap]']],
		at: ['flows/main.yaml', 'channel: [whatsap]'],
		says: /no channel "whatsap"/,
	},
	{
		name: 'a time zone nobody lives in',
		rule: 'schema',
		change: [['flows/directory.yaml', 'timezone: Europe/Amsterdam', 'timezone: Europe/Leeuwarden']],
		at: ['flows/directory.yaml', 'timezone:'],
		says: /time zone/,
	},
	{
		name: 'a label of the engine that is too long',
		rule: 'length',
		change: [['locales/en/system.json', '"hello-other": "', '"hello-other": "Please show me every other language, ']],
		at: ['locales/en/system.json', '"hello-other"'],
		says: /whatsapp/,
	},
	{
		name: 'a topic without a way to urgent and close',
		rule: 'dead-end',
		change: [
			['flows/steps.yaml', '      review_by: 2027-05-23\n', '      review_by: 2027-05-23\n    nav: [person, back]\n'],
		],
		at: ['flows/steps.yaml', '  age:'],
		says: /urgent, close/,
	},
	{
		name: 'broken YAML',
		rule: 'schema',
		change: [['flows/help.yaml', 'start: menu', 'start: [menu']],
		at: ['flows/help.yaml', 'steps:'],
		says: /./,
	},
	{
		name: 'YAML that expands',
		rule: 'schema',
		change: [['flows/help.yaml', 'start: menu', 'start: &a menu\nmoved: { x: *a }']],
		at: ['flows/help.yaml', ''],
		says: /alias/i,
	},
	{
		name: 'a key called __proto__',
		rule: 'schema',
		change: [['flows/help.yaml', '\nsteps:\n', '\nsteps:\n  __proto__: { do: end }\n']],
		at: ['flows/help.yaml', '__proto__'],
		says: /"__proto__" is no name/,
	},
	{
		name: 'an example of danger that stands among the harmless ones too',
		rule: 'learnt',
		change: [['locales/ro/_examples.json', /("danger": \[\n\t\t)("[^\n]*")(,.*"harmless": \[)/s, '$1$2$3\n\t\t$2,']],
		at: ['locales/ro/_examples.json', ''],
		says: /is an example of danger and of none/,
	},
	{
		name: 'the same in a text',
		rule: 'schema',
		change: [['locales/ro/help.json', '\n\t"menu": {', '\n\t"__proto__": {},\n\t"menu": {']],
		at: ['locales/ro/help.json', '__proto__'],
		says: /"__proto__" is no name/,
	},
	{
		name: 'a text given twice, of which one would be lost',
		rule: 'schema',
		change: [['locales/ro/help.json', '\n\t"menu": {', '\n\t"condom-broke": {},\n\t"menu": {']],
		at: ['locales/ro/help.json', '\t"condom-broke": {\n'],
		says: /unique/,
	},
];

describe('the checker', () => {
	it('finds nothing wrong with the real flows and locales', () => {
		expect(findings(projectRoot)).toEqual([]);
	});

	it.each(broken)('finds $name', ({ rule, change, at: [file, where], says }) => {
		const root = copyProject();
		for (const [changed, from, to] of change) edit(root, changed, from, to);
		const all = findings(root);
		const found = all.find(
			(finding) => finding.rule === rule && says.test(finding.what + finding.mend) && finding.file === file,
		);
		expect(found, all.map((finding) => finding.what).join('\n')).toBeDefined();
		expect(found?.line).toBe(where === '' ? found?.line : lineOf(root, file, where));
		expect(found?.mend).not.toBe('');
	});

	it('finds a language that is switched on without its files', () => {
		const root = copyProject();
		edit(root, 'flows/directory.yaml', 'languages: [en, ', 'languages: [en, fy, ');
		expect(findings(root).some(({ what, file }) => file.startsWith('locales/fy') && what.includes('missing'))).toBe(
			true,
		);
	});

	it('exits 1 on any finding and prints it with file and line', () => {
		const root = copyProject();
		edit(root, 'flows/help.yaml', 'goto: sti-test }', 'goto: sti-tset }');
		const run = spawnSync(process.execPath, [join(projectRoot, 'src/cli/check.ts'), root], { encoding: 'utf8' });
		expect(run.status).toBe(1);
		expect(run.stderr).toContain(`flows/help.yaml:${lineOf(root, 'flows/help.yaml', 'goto: sti-tset }')}  `);
	});
});

describe('loading', () => {
	it('never serves a broken bundle', () => {
		const root = copyProject();
		edit(root, 'flows/help.yaml', 'goto: sti-test }', 'goto: sti-tset }');
		expect(() => loadBundle({ root, today })).toThrow(BrokenBundle);
		rmSync(join(root, 'locales/ro/safety.json'));
		expect(() => loadBundle({ root, today })).toThrow(/ro is switched on without its complete safety flow|missing/);
	});

	it('goes on serving when only time has passed, because a text with a word of warning beats silence', () => {
		expect(findings(projectRoot, '2030-01-01').every(({ rule }) => rule === 'evidence')).toBe(true);
		expect(loadBundle({ today: '2030-01-01' }).hash).toBe(loadBundle({ today }).hash);
	});

	it('goes on serving with what was learnt before, when only the examples of danger have changed', () => {
		const root = copyProject();
		expect(findings(root)).toEqual([]);
		edit(root, 'locales/ro/_examples.json', '"danger": [', '"danger": [ "iar sta in fata usii si asteapta",');
		expect(findings(root)).toMatchObject([{ rule: 'learnt', mend: 'npm run learn', serves: true }]);
		expect(loadBundle({ root, today }).languages).toContain('ro');
	});

	it('withdraws an approval when the approved text is edited', () => {
		const root = copyProject();
		const sources = readSources(root).sources;
		const english = sources?.locales.get('en');
		if (!sources || !english) throw new Error('the copy cannot be read');
		const approval = {
			by: 'coordinator',
			on: '2026-11-20',
			hash: hashTopic(english, sources.directory.value, 'rights.police'),
		};
		const status = { ...english.status.value, approved: { 'rights.police': approval } };
		writeFileSync(join(root, 'locales/en/_status.json'), JSON.stringify(status));
		expect(loadBundle({ root, today }).approved.en).toEqual({
			'rights.police': { by: 'coordinator', on: '2026-11-20' },
		});
		edit(root, 'locales/en/rights.json', 'You do not have to decide this alone.', 'You need not decide this alone.');
		for (const language of ['nl', 'ro'])
			edit(root, `locales/${language}/_status.json`, /("rights.police.text": ")[^"]*/, `$1${hashOf(root, 'en')}`);
		expect(loadBundle({ root, today }).approved.en).toEqual({});
	});
});

function hashOf(root: string, language: string): string {
	const path = join(root, `locales/${language}/rights.json`);
	const text: string = JSON.parse(readFileSync(path, 'utf8')).police.text;
	return hashText(text);
}

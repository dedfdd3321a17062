/** Approval by file: who checked which topics of a language, into `locales/<lang>/_status.json`, tied to the text as it is. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Language, StepId } from '../flow/bundle.ts';
import type { Status, Topic } from '../flow/schema.ts';
import { hashTopic } from './hash.ts';
import { readSources } from './read.ts';
import type { Sources } from './sources.ts';
import { standingOf, topicsOf } from './standing.ts';

/** Nothing was written; the message says what to do. */
export class NotApproved extends Error {
	readonly code = 'NOT_APPROVED';
	constructor(lines: readonly string[]) {
		super(lines.join('\n'));
		this.name = 'NotApproved';
	}
}

export interface Approving {
	/** Folder that holds `flows/` and `locales/`. */
	root: string;
	language: Language;
	topics: readonly StepId[] | 'all';
	/** Null: take the approval back. */
	approval: { by: string; on: string } | null;
}

/** All of them or none. → in words what was done, a line each. Throws `NotApproved`. */
export function approveByFile({ root, language, topics, approval }: Approving): string[] {
	const { sources } = readSources(root);
	if (!sources) throw new NotApproved(['the files cannot be read: run npm run check']);
	const locale = sources.locales.get(language);
	if (!locale) {
		const on = sources.directory.value.languages.join(', ');
		throw new NotApproved([`${language} is not switched on: flows/directory.yaml has ${on}`]);
	}
	const wanted = topics === 'all' ? topicsOf(sources) : [...new Set(topics)];
	const wrong = wanted.flatMap((topic) => whyNot(sources, language, topic, approval !== null));
	if (wrong.length > 0) throw new NotApproved([...wrong, 'nothing was written']);
	const { value, file } = locale.status;
	const approved: Status['approved'] = { ...value.approved };
	const done = wanted.map((topic) => {
		const { by, on } = Object.hasOwn(approved, topic) ? (approved[topic] ?? {}) : {};
		const had = by === undefined ? 'it was not approved' : `it was approved by ${by} on ${on}`;
		if (!approval) {
			delete approved[topic];
			return `${language} ${topic}: withdrawn (${had})`;
		}
		const hash = hashTopic(locale, sources.directory.value, topic);
		approved[topic] = { ...approval, hash };
		return `${language} ${topic}: approved by ${approval.by} on ${approval.on}, version ${hash} (${had})`;
	});
	const sorted = Object.fromEntries(Object.entries(approved).sort(([a], [b]) => (a < b ? -1 : 1)));
	writeFileSync(join(root, file), `${JSON.stringify({ ...value, approved: sorted }, null, '\t')}\n`);
	return [...done, ...(approval ? reminders(sources, language, wanted) : [])];
}

function whyNot(sources: Sources, language: Language, topic: StepId, approving: boolean): string[] {
	const { topics } = standingOf(sources, language);
	const text = Object.hasOwn(topics, topic) ? topics[topic] : undefined;
	if (!text) return [`there is no topic "${topic}": npm run report -- readiness lists them`];
	if (!approving || text.is === 'whole') return [];
	return text.is === 'missing'
		? [`${language} ${topic}: a part of it is missing: npm run check names it`]
		: [
				`${language} ${topic} is stale: its source text has changed; translate it anew, then npm run translated -- --lang ${language}`,
			];
}

/** What an approval does not settle by itself. */
function reminders(sources: Sources, language: Language, topics: readonly StepId[]): string[] {
	const { drafted, reviewed } = standingOf(sources, language);
	const evidence = new Map(
		[...sources.flows.values()].flatMap(({ value: { flow, steps } }) =>
			Object.entries(steps).flatMap(([id, step]): [StepId, Topic][] =>
				step.do === 'choose' && step.topic ? [[`${flow}.${id}`, step.topic]] : [],
			),
		),
	);
	const open = topics.flatMap((topic) =>
		(evidence.get(topic)?.verify ?? []).map(({ mark, by, what }) => `  still open, ${mark}: ${topic}: ${by}: ${what}`),
	);
	const unread = drafted === 'machine' && reviewed === null;
	return [
		...(unread ? [`  note: ${language} is machine-drafted, and "reviewed" names no native reader yet`] : []),
		...open.filter((line) => line.includes(', V1:')),
	];
}

/** What somebody must still confirm (`verify:` in flows and directory), who that is, and which topics wait for it. Pure. */
import type { CompiledBundle } from '../flow/bundle.ts';
import { usesOf } from './gaps.ts';
import type { Readiness } from './model.ts';
import { topicsIn } from './topics.ts';

type Open = Readiness['open'][number];

/** V1 before V2, then by who must confirm; what several topics wait for stands once. */
export function findOpen(bundle: CompiledBundle): Open[] {
	const items = new Map<string, Open>();
	const add = ({ mark, by, what, topics }: Open) => {
		const known = items.get(`${mark} ${by} ${what}`);
		if (known) known.topics.push(...topics);
		else items.set(`${mark} ${by} ${what}`, { mark, by, what, topics: [...topics] });
	};
	for (const [id, topic] of topicsIn(bundle)) {
		for (const { mark, by, what } of topic.verify) add({ mark, by, what, topics: [id] });
	}
	const uses = usesOf(bundle);
	for (const [id, { name, verify, demo }] of Object.entries(bundle.directory.contacts)) {
		if (!verify) continue;
		const what = `${demo ? 'how to reach them' : 'that they are still reached so'} (directory: ${id})`;
		add({ mark: verify, by: name, what, topics: uses(id) });
	}
	const order = new Intl.Collator('en').compare;
	return [...items.values()].sort((a, b) => order(a.mark, b.mark) || order(a.by, b.by) || order(a.what, b.what));
}

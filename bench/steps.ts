/** The core alone: one `step()`, by a tap and by a typed question, held against one JSON round trip of the same state. */
import { loadBundle } from '../src/bundle/load.ts';
import { type Conversation, newConversation } from '../src/flow/conversation.ts';
import { openBundle } from '../src/flow/open.ts';
import { step } from '../src/flow/step.ts';
import type { Inbound } from '../src/flow/turn.ts';
import { quantile, type Row } from './table.ts';

const ROUNDS = 2_000;
const now = Date.parse('2026-11-23T12:00:00+01:00');

export function measureSteps(): Row[] {
	const bundle = openBundle(loadBundle({ today: '2026-11-23' }), 'draft');
	const begun = step(bundle, newConversation('web', 'en'), { kind: 'choice', id: 'lang.en' }, now).conversation;
	const walk: Inbound[] = ['main.menu.rights', 'rights.menu.police', 'back', 'menu'].map((id) => ({
		kind: 'choice',
		id,
	}));
	const questions = [
		'can police send me away',
		'the condom broke what now',
		'how do i get a bsn',
		'my boss has my pasport',
	];
	const taps = time(begun, walk, (here, inbound) => step(bundle, here, inbound, now).conversation);
	const typed = time(
		begun,
		questions.map((text): Inbound => ({ kind: 'text', text })),
		(here, inbound) => step(bundle, here, inbound, now).conversation,
	);
	const copied = quantile(
		time(begun, walk, (here) => JSON.parse(JSON.stringify(here))),
		0.5,
	);
	return [
		{
			what: 'step(), a tap, median',
			value: quantile(taps, 0.5),
			unit: 'µs',
			against: 'a JSON round trip of the state',
			ratio: quantile(taps, 0.5) / copied,
		},
		{ what: 'step(), a tap, p99', value: quantile(taps, 0.99), unit: 'µs' },
		{ what: 'step(), a typed question, median', value: quantile(typed, 0.5), unit: 'µs' },
		{ what: 'step(), a typed question, p99', value: quantile(typed, 0.99), unit: 'µs' },
	];
}

/** µs of each turn, after as many to warm up. */
function time(
	begun: Conversation,
	walk: Inbound[],
	turn: (here: Conversation, inbound: Inbound) => Conversation,
): number[] {
	const took: number[] = [];
	let here = begun;
	for (let round = 0; round < 2 * ROUNDS; round++) {
		for (const inbound of walk) {
			const from = performance.now();
			here = turn(here, inbound);
			if (round >= ROUNDS) took.push((performance.now() - from) * 1000);
		}
	}
	return took;
}

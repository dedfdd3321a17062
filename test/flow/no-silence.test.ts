/** Whatever comes, wherever somebody is: a message comes back, with a way to a person. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Conversation, Wait } from '../../src/flow/conversation.ts';
import { newConversation } from '../../src/flow/conversation.ts';
import { navigation } from '../../src/flow/schema.ts';
import { step } from '../../src/flow/step.ts';
import type { Inbound, Turn } from '../../src/flow/turn.ts';
import { noon, realBundle } from '../support/project.ts';

const bundle = realBundle();
const places = Object.values(bundle.flows).flatMap(({ flow, steps }) =>
	Object.keys(steps).map((id) => `${flow}.${id}`),
);
const removed = ['rights.gone', 'gone.step', 'constructor.prototype', '__proto__.x'];

const waits: fc.Arbitrary<Wait> = fc.oneof(
	fc.constantFrom(...places, ...removed).map((at): Wait => ({ on: 'step', at, page: 1, tries: 0 })),
	fc.constant<Wait>({ on: 'hello' }),
	fc.subarray(places).map((found): Wait => ({ on: 'guess', found: found.slice(0, 3) })),
	fc.constant<Wait>({ on: 'language', found: [], page: 1 }),
	fc.subarray([...places, ...removed]).map((topics): Wait => ({ on: 'found', topics: topics.slice(0, 3), page: 1 })),
);

const conversations: fc.Arbitrary<Conversation> = fc
	.record({
		wait: waits,
		language: fc.constantFrom(...bundle.languages, 'xx'),
		channel: fc.constantFrom('web', 'telegram', 'whatsapp'),
		chosen: fc.boolean(),
		calls: fc.array(fc.constantFrom(...places, ...removed), { maxLength: 3 }),
		trail: fc.array(fc.record({ wait: waits, calls: fc.constant<string[]>([]) }), { maxLength: 4 }),
	})
	.map((made) => ({ ...newConversation(made.channel, made.language), ...made }));

const inbounds: fc.Arbitrary<Inbound> = fc.oneof(
	fc.string({ unit: 'binary', maxLength: 200 }).map((text): Inbound => ({ kind: 'text', text })),
	fc
		.constantFrom(
			'menu',
			'terug',
			'limba',
			'1',
			'2',
			'99',
			'0',
			'-1',
			'yes',
			'👎',
			'thanks',
			'hello',
			'17',
			'condom',
			'{{x}} $t(y)',
			'',
		)
		.map((text): Inbound => ({ kind: 'text', text })),
	fc
		.constantFrom(...navigation, ...places, 'lang.ro', 'page.2', 'page.99', 'main.menu.help', 'x'.repeat(300))
		.map((id): Inbound => ({ kind: 'choice', id })),
	fc.constantFrom('picture', 'voice', 'contact', 'location').map((of): Inbound => ({ kind: 'media', of })),
);

/** A person is reached by a choice, or this is the step that says where a person is. */
function hasWayOut(turn: Turn): boolean {
	const said = turn.effects.findLast((effect) => effect.do === 'say');
	if (!said || said.message.text.trim() === '') return false;
	const { wait } = turn.conversation;
	// The two questions about language come before everything; every word that works everywhere works there as well.
	if (wait.on === 'guess' || wait.on === 'language') return said.message.choices.length > 1;
	if (wait.on === 'step' && wait.at.startsWith('person.')) return said.message.choices.length > 0;
	return said.message.choices.some(({ id }) => id === 'person');
}

const left = (turn: Turn) => turn.conversation.wait.on === 'hello';

describe('no silence', () => {
	it('answers anything, anywhere, with a message and a way to a person', () => {
		fc.assert(
			fc.property(conversations, inbounds, (conversation, inbound) => {
				const before = JSON.stringify(conversation);
				const turn = step(bundle, conversation, inbound, noon);
				expect(JSON.stringify(conversation)).toBe(before);
				const said = turn.effects.filter((effect) => effect.do === 'say');
				expect(said.length).toBe(1);
				expect(left(turn) || hasWayOut(turn)).toBe(true);
			}),
			{ numRuns: 4000 },
		);
	});

	it('answers at every step of every flow, to each of a set of inputs', () => {
		const inputs: Inbound[] = [
			{ kind: 'text', text: '1' },
			{ kind: 'text', text: 'blah blah' },
			{ kind: 'text', text: '\u0000\u202e' },
			{ kind: 'choice', id: 'stale.step.choice' },
			{ kind: 'media', of: 'file' },
		];
		for (const at of [...places, ...removed]) {
			for (const inbound of inputs) {
				const conversation: Conversation = {
					...newConversation('web', 'en'),
					chosen: true,
					wait: { on: 'step', at, page: 1, tries: 0 },
				};
				const turn = step(bundle, conversation, inbound, noon);
				expect(left(turn) || hasWayOut(turn), `${at} ${JSON.stringify(inbound)}`).toBe(true);
			}
		}
	});

	it('gives a state that can be serialised, reloaded and gone on from', () => {
		fc.assert(
			fc.property(conversations, fc.array(inbounds, { minLength: 1, maxLength: 12 }), (conversation, said) => {
				let here = conversation;
				for (const inbound of said) {
					const turn = step(bundle, here, inbound, noon);
					const reloaded: Conversation = JSON.parse(JSON.stringify(turn.conversation));
					expect(reloaded).toEqual(turn.conversation);
					expect(JSON.stringify(reloaded).length).toBeLessThan(20_000);
					here = reloaded;
				}
			}),
			{ numRuns: 300 },
		);
	});

	it('is pure: the same turn twice is the same turn', () => {
		fc.assert(
			fc.property(conversations, inbounds, (conversation, inbound) => {
				expect(step(bundle, conversation, inbound, noon)).toEqual(step(bundle, conversation, inbound, noon));
			}),
			{ numRuns: 300 },
		);
	});
});

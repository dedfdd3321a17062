/** Whatever comes, wherever somebody is: a message comes back, with a way to a person. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Conversation, Phase, Wait } from '../../src/flow/conversation.ts';
import { newConversation, phaseOf } from '../../src/flow/conversation.ts';
import type { Order, Ordering } from '../../src/flow/letters.ts';
import { nobody, type Roster } from '../../src/flow/roster.ts';
import { navigation } from '../../src/flow/schema.ts';
import { step } from '../../src/flow/step.ts';
import type { Inbound, Message, Turn } from '../../src/flow/turn.ts';
import { noon } from '../support/project.ts';
import { everySound } from '../support/sounds.ts';

const bundle = everySound();
const places = Object.values(bundle.flows).flatMap(({ flow, steps }) =>
	Object.keys(steps).map((id) => `${flow}.${id}`),
);
const removed = ['rights.gone', 'gone.step', 'constructor.prototype', '__proto__.x'];

const staffIds = fc.constantFrom('ana', 'mihai', 'gone');

const found = fc
	.subarray([...places, ...removed])
	.map((topics): Wait => ({ on: 'found', topics: topics.slice(0, 3), page: 1 }));
const atStep = fc.constantFrom(...places, ...removed).map((at): Wait => ({ on: 'step', at, page: 1, tries: 0 }));
/** Only these are remembered on the trail. */
const remembered = fc.oneof(atStep, found);

const waits: fc.Arbitrary<Wait> = fc.oneof(
	atStep,
	found,
	fc.constant<Wait>({ on: 'hello' }),
	fc.subarray(places).map((topics): Wait => ({ on: 'guess', found: topics.slice(0, 3) })),
	fc.constant<Wait>({ on: 'language', found: [], page: 1 }),
	fc
		.record({ from: fc.constantFrom('person.start', 'gone.step'), staff: staffIds, urgent: fc.boolean() })
		.chain(
			(made): fc.Arbitrary<Wait> =>
				fc.constantFrom<Wait>(
					{ on: 'offer', ...made },
					{ on: 'away', ...made, instead: null },
					{ on: 'away', ...made, instead: 'mihai' },
					{ on: 'away', ...made, instead: 'gone' },
					{ on: 'time', ...made, consent: { version: 'x', day: '2026-11-23' } },
					{ on: 'introduced', staff: made.staff },
					{ on: 'know', staff: made.staff, shown: made.urgent, text: made.urgent ? '' : 'condom', until: noon + 1 },
					{ on: 'same', text: made.urgent ? '' : 'hello', until: noon + 1 },
					{ on: 'with' },
					{ on: 'language', found: [], page: 1, pending: { on: 'offer', ...made } },
				),
		),
);

const orders: fc.Arbitrary<Order> = staffIds.chain((staff) =>
	fc.constantFrom<Order>(
		{ do: 'claimed', staff },
		{ do: 'say', staff, text: 'Good morning' },
		{ do: 'introduce', staff, colleague: 'mihai' },
		{ do: 'introduce', staff, colleague: 'gone' },
		{ do: 'passed', staff },
		{ do: 'hand-back', at: null },
		{ do: 'hand-back', at: 'rights.menu' },
		{ do: 'hand-back', at: 'gone.step' },
		{ do: 'sleep' },
		{ do: 'block' },
		{ do: 'unblock' },
		{ do: 'late', rung: 'nobody', colleague: null },
		{ do: 'late', rung: 'stand-in', colleague: staff },
	),
);
const orderings: fc.Arbitrary<Ordering> = fc.record({ id: fc.constant('order-1234'), order: orders });

const phases: fc.Arbitrary<Phase> = fc
	.record({
		staff: staffIds,
		heard: fc.constantFrom(noon, noon - 60_000, noon - 3_600_000, 0),
		held: fc.array(orderings, { maxLength: 2 }),
		told: fc.boolean(),
	})
	.chain(({ staff, ...human }) =>
		fc.constantFrom<Phase>(
			{ is: 'bot' },
			{ is: 'waiting', wants: staff, human },
			{ is: 'waiting', wants: null, human },
			{ is: 'staff', owner: staff, human, introduced: null },
			{ is: 'staff', owner: staff, human, introduced: 'mihai' },
			{ is: 'sleeping', owner: staff, quiet: 0 },
			{ is: 'sleeping', owner: staff, quiet: noon + 1 },
		),
	);

const always = ['00:00-24:00'];
const hours = { mon: always, tue: [], wed: always, thu: [], fri: ['09:00-12:00'], sat: [], sun: [] };
const colleague = (id: string, is: Roster['colleagues'][number]['presence']) => ({
	id,
	card: { name: id, organisation: 'Test', languages: ['en', 'ro'], about: {} },
	hours,
	presence: is,
	standIn: null,
});
const rosters = fc.constantFrom<Roster>(
	nobody,
	{ colleagues: [colleague('ana', { is: 'by-hours' }), colleague('mihai', { is: 'here', until: noon + 1 })] },
	{ colleagues: [colleague('ana', { is: 'away', until: null, standIn: 'mihai' })] },
	{
		colleagues: [
			colleague('ana', { is: 'away', until: noon + 1, standIn: 'mihai' }),
			colleague('mihai', { is: 'by-hours' }),
		],
	},
);

const conversations: fc.Arbitrary<Conversation> = fc
	.record({
		wait: waits,
		language: fc.constantFrom(...bundle.languages, 'xx'),
		channel: fc.constantFrom('web', 'telegram', 'whatsapp'),
		chosen: fc.boolean(),
		calls: fc.array(fc.constantFrom(...places, ...removed), { maxLength: 3 }),
		phase: phases,
		knows: fc.constantFrom(null, { staff: 'ana', until: noon + 1 }, { staff: 'gone', until: 1 }),
		blocked: fc.boolean(),
		pictures: fc.boolean(),
		trail: fc.array(fc.record({ wait: remembered, calls: fc.constant<string[]>([]) }), { maxLength: 4 }),
	})
	.map(({ knows, blocked, pictures, ...made }) => ({
		...newConversation(made.channel, made.language),
		...made,
		// Before the greeting nobody has chosen.
		chosen: made.chosen && made.wait.on !== 'hello',
		...(knows && { knows }),
		...(blocked && { blocked }),
		...(pictures && { pictures }),
	}));

const taps = ['offer.ana', 'introduced.mihai', 'know.ana', 'time', 'knock', 'same'].flatMap((id) => [
	`${id}.yes`,
	`${id}.no`,
]);
taps.push('withdraw', 'away.other', 'away.ana.wait', 'away.mihai.instead');

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
			'👍',
			'help he wants to kill me',
			'',
		)
		.map((text): Inbound => ({ kind: 'text', text })),
	fc
		.constantFrom(
			...navigation,
			...places,
			'lang.ro',
			'page.2',
			'page.99',
			'main.menu.help',
			'help.condom-broke.sound',
			'x'.repeat(300),
			...taps,
		)
		.map((id): Inbound => ({ kind: 'choice', id })),
	fc.constantFrom('picture', 'voice', 'contact', 'location').map((of): Inbound => ({ kind: 'media', of })),
);

/** What is to be heard is there in words too. */
function words({ text, sound }: Message): string {
	return (sound?.instead ?? text).trim();
}

/** A person is reached by a choice, or this is the step that says where a person is. */
function hasWayOut(turn: Turn): boolean {
	const said = turn.effects.findLast((effect) => effect.do === 'say');
	if (!said || words(said.message) === '') return false;
	const { wait } = turn.conversation;
	const phase = phaseOf(turn.conversation).is;
	// Who waits or talks is with a person already.
	if (phase === 'waiting' || phase === 'staff') return true;
	// A person is offered, or asked after.
	if (['offer', 'away', 'time', 'same', 'know'].includes(wait.on)) return said.message.choices.length > 1;
	// The two questions about language come before everything; every word that works everywhere works there as well.
	if (wait.on === 'guess' || wait.on === 'language') return said.message.choices.length > 1;
	if (wait.on === 'step' && wait.at.startsWith('person.')) return said.message.choices.length > 0;
	return said.message.choices.some(({ id }) => id === 'person');
}

const left = (turn: Turn) => turn.conversation.wait.on === 'hello';

describe('no silence', () => {
	it('answers anything, anywhere, with a message and a way to a person', () => {
		fc.assert(
			fc.property(conversations, inbounds, rosters, (conversation, inbound, roster) => {
				const before = JSON.stringify(conversation);
				const turn = step(bundle, conversation, inbound, noon, roster);
				expect(JSON.stringify(conversation)).toBe(before);
				const said = turn.effects.filter((effect) => effect.do === 'say');
				const letters = turn.effects.filter((effect) => effect.do === 'letter');
				const phase = phaseOf(conversation);
				const held = 'human' in phase ? phase.human.held.length : 0;
				// One message; what was held comes with it; to words for a human who is there the human answers.
				if (phase.is === 'staff' && said.length === 0) {
					expect(letters.some(({ letter }) => letter.kind === 'said')).toBe(true);
					return;
				}
				expect(said.length).toBeGreaterThan(0);
				expect(said.length).toBeLessThanOrEqual(1 + held);
				for (const { message } of said) expect(words(message)).not.toBe('');
				expect(left(turn) || hasWayOut(turn)).toBe(true);
			}),
			{ numRuns: 12_000 },
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

	it('loses no typed word of who waits or talks: it is answered here, or goes to the human', () => {
		const typed = fc.constantFrom(
			'blah blah',
			'hello',
			'thanks',
			'are you there?',
			'17 years',
			'condom broke',
			'tomorrow',
		);
		fc.assert(
			fc.property(conversations, typed, rosters, (conversation, text, roster) => {
				const phase = phaseOf(conversation).is;
				const turn = step(bundle, conversation, { kind: 'text', text }, noon, roster);
				if (phase !== 'waiting' && phase !== 'staff') return;
				if (conversation.wait.on === 'hello' || turn.conversation.phase?.is === 'bot') return;
				const said = turn.effects.flatMap((effect) => (effect.do === 'letter' ? [effect.letter] : []));
				const gone = JSON.stringify(conversation.wait) !== JSON.stringify(turn.conversation.wait);
				expect(gone || said.some((letter) => letter.kind === 'said' && letter.text === text)).toBe(true);
			}),
			{ numRuns: 3000 },
		);
	});

	it('obeys any order in any state: nothing is said to a refused one, and what comes next is answered', () => {
		fc.assert(
			fc.property(conversations, orderings, inbounds, rosters, (conversation, ordering, inbound, roster) => {
				const turn = step(bundle, conversation, { kind: 'desk', ...ordering }, noon, roster);
				if (turn.refused) expect([turn.effects, turn.conversation]).toEqual([[], { ...conversation }]);
				const reloaded: Conversation = JSON.parse(JSON.stringify(turn.conversation));
				const next = step(bundle, reloaded, inbound, noon, roster);
				expect(next.effects.some((effect) => effect.do === 'say' || effect.do === 'letter')).toBe(true);
			}),
			{ numRuns: 6000 },
		);
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

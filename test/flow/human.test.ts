/** Bringing in a human: who is offered, what is said before a yes, who speaks, and what is kept of it. */
import { describe, expect, it } from 'vitest';
import type { Conversation } from '../../src/flow/conversation.ts';
import type { Order } from '../../src/flow/letters.ts';
import type { Colleague, Roster } from '../../src/flow/roster.ts';
import { Hours } from '../../src/flow/schema.ts';
import { bundleWith, noon, realBundle } from '../support/project.ts';
import { started, type Talk, talk } from '../support/talk.ts';

const bundle = realBundle();
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const office = Hours.parse({ mon: ['10:00-17:00'], tue: ['10:00-17:00'] });

function colleague(id: string, more: Partial<Colleague> & { languages?: string[] } = {}): Colleague {
	const { languages = ['en', 'nl', 'ro'], ...rest } = more;
	return {
		id,
		card: { name: id.toUpperCase(), organisation: 'Test', languages, about: {} },
		hours: office,
		presence: { is: 'by-hours' },
		standIn: null,
		...rest,
	};
}

const team = (...colleagues: Colleague[]): Roster => ({ colleagues });
const pair = team(colleague('ana', { standIn: 'mihai' }), colleague('mihai'));
const away: Colleague['presence'] = { is: 'away', until: noon + 7 * DAY, standIn: null };

function withTeam(roster: Roster, channel = 'telegram', language = 'en'): Talk {
	const here = started(bundle, language, channel);
	here.roster = roster;
	return here;
}

function waiting(roster: Roster = pair, channel = 'telegram'): Talk {
	return withTeam(roster, channel).tap('person').type('yes').type('yes');
}

function talking(roster: Roster = pair, channel = 'telegram'): Talk {
	return waiting(roster, channel).order({ do: 'claimed', staff: 'ana' });
}

function letters({ effects }: Talk): object[] {
	return effects.flatMap((effect) => (effect.do === 'letter' ? [effect.letter] : []));
}

function texts({ effects }: Talk): string[] {
	return effects.flatMap((effect) => (effect.do === 'say' ? [effect.message.text] : []));
}

const offered = ({ conversation: { wait } }: Talk) => ('staff' in wait ? `${wait.on} ${wait.staff}` : wait.on);

describe('who is offered', () => {
	it('is whom they know, before language and presence', () => {
		const known = (conversation: Conversation) => ({ ...conversation, knows: { staff: 'ana', until: noon + 1 } });
		const roster = team(
			colleague('mihai', { presence: { is: 'here', until: noon + 1 } }),
			colleague('ana', { languages: ['nl'] }),
		);
		const here = withTeam(roster);
		here.conversation = known(here.conversation);
		expect(offered(here.tap('person'))).toBe('offer ana');
		here.now = noon + 1;
		expect(offered(here.tap('menu').tap('person'))).toBe('offer mihai');
	});

	it('is who speaks their language, then who is there soonest; somebody of the team before nobody', () => {
		const late = colleague('late', { hours: Hours.parse({ tue: ['10:00-17:00'] }) });
		expect(offered(withTeam(team(colleague('nel', { languages: ['nl'] }), late, colleague('ana'))).tap('person'))).toBe(
			'offer ana',
		);
		expect(offered(withTeam(team(colleague('nel', { languages: ['nl'] }), late)).tap('person'))).toBe('offer late');
		expect(offered(withTeam(team(colleague('nel', { languages: ['nl'] }))).tap('person'))).toBe('offer nel');
	});

	it('who is away comes last; who is known and away may be waited for, or somebody else asked, or other help seen', () => {
		expect(offered(withTeam(team(colleague('ana', { presence: away }), colleague('mihai'))).tap('person'))).toBe(
			'offer mihai',
		);
		const here = withTeam(team(colleague('mihai'), colleague('ana', { presence: away })));
		here.conversation = { ...here.conversation, knows: { staff: 'ana', until: noon + DAY } };
		expect(offered(here.tap('person'))).toBe('away ana');
		expect(here.message().text).toContain('30 November from 12:00');
		expect(offered(here.tap('away.mihai.instead'))).toBe('offer mihai');
		expect(offered(here.tap('menu').tap('person').tap('away.ana.wait'))).toBe('offer ana');
		expect(here.tap('menu').tap('person').tap('away.other').conversation.wait).toMatchObject({ at: 'person.now' });
	});

	it('is nobody when nobody is there, when they are blocked, or when the step asks for who is not', () => {
		expect(withTeam(team()).tap('person').conversation.wait).toMatchObject({ at: 'person.now' });
		const blocked = withTeam(pair).order({ do: 'block' }).tap('person');
		expect(blocked.conversation.wait).toMatchObject({ at: 'person.now' });
		expect(blocked.message().text).toMatch(/^This chat goes on without the team/);
		expect(blocked.order({ do: 'unblock' }).tap('person').conversation.wait.on).toBe('offer');
		const strict = bundleWith(
			`
flow: test
start: ask
steps:
  ask: { do: handoff, role: outreach, languages: [ro], stand_in: none, otherwise: none }
  none: { do: choose }
`,
			{ none: { text: 'Nobody.' } },
		);
		const asks = (languages: string[]) => {
			const conversation: Conversation = {
				...started(bundle).conversation,
				wait: { on: 'step', at: 'test.ask', page: 1, tries: 0 },
			};
			return talk(strict, { conversation, roster: team(colleague('ana', { languages })) }).tap('x').conversation.wait;
		};
		expect(asks(['en', 'ro'])).toMatchObject({ on: 'offer', staff: 'ana' });
		expect(asks(['ro'])).toMatchObject({ on: 'step', at: 'test.none' });
	});
});

describe('before the first word', () => {
	it('says who reads along by name, and when others are told; the yes carries that text’s hash and the day', () => {
		const here = withTeam(pair).tap('person');
		expect(here.message().text).toMatch(/ANA can read what you write, and MIHAI, who stands in\./);
		expect(here.message().text).toMatch(/only if you say yes, a life is in danger, you are under 18, or a judge/);
		here.type('yes').type('yes');
		const consent = { version: bundle.consent.en, day: '2026-11-23' };
		expect(letters(here)).toEqual([
			{ kind: 'asked', language: 'en', channel: 'telegram', wants: 'ana', knows: null, consent, urgent: false },
		]);
		expect(bundle.consent.en).toMatch(/^[0-9a-f]{12}$/);
		expect(new Set(Object.values(bundle.consent)).size).toBe(bundle.languages.length);
	});

	it('says that the team reads too until somebody answers, if it does', () => {
		const three = team(...pair.colleagues, colleague('joke', { languages: ['nl'] }));
		expect(withTeam(three, 'telegram', 'nl').tap('person').message().text).toContain('anderen van het team');
		expect(withTeam(three).tap('person').message().text).not.toContain('others of the team');
	});

	it('sends nothing on a no, at either question, and goes back to where they were', () => {
		for (const answers of [['no'], ['yes', '👎']]) {
			const here = withTeam(pair).tap('main.menu.rights').tap('person');
			for (const answer of answers) here.type(answer);
			expect([letters(here), here.conversation.wait, here.conversation.consent]).toEqual([
				[],
				{ on: 'step', at: 'rights.menu', page: 1, tries: 0 },
				undefined,
			]);
		}
	});

	it('takes no yes that was meant for somebody else, or for somebody who has gone', () => {
		const here = withTeam(pair).tap('person');
		here.roster = team(colleague('mihai'));
		expect(offered(here.tap('offer.ana.yes'))).toBe('offer mihai');
		expect(offered(here.tap('offer.ana.yes'))).toBe('offer mihai');
		expect(letters(here)).toEqual([]);
	});

	it('asks again in the other language when that is changed in between', () => {
		const here = withTeam(pair).tap('person').type('language').tap('lang.ro');
		expect([offered(here), here.conversation.language]).toEqual(['offer ana', 'ro']);
	});

	it('marks who came by the urgent topic', () => {
		const here = withTeam(pair).tap('urgent').tap('safety.urgent.hurt').tap('person').type('yes').type('yes');
		expect(letters(here)).toMatchObject([{ kind: 'asked', urgent: true }]);
	});
});

describe('while they wait', () => {
	it('reads a time that is true, and how the answer comes on this channel', () => {
		const text = (channel: string, now: number) => {
			const here = withTeam(pair, channel);
			here.now = now;
			return here.tap('person').type('yes').type('yes').message().text;
		};
		const night = noon + 10 * 60 * MINUTE;
		expect(text('telegram', noon)).toContain('ANA reads today until 17:00.');
		expect(text('telegram', night)).toContain('ANA reads tomorrow from 10:00. Until then nobody reads here.');
		expect(text('web', noon)).toContain('while this page stays open');
		expect(text('whatsapp', noon)).toContain('24 hours');
		// Nobody else says that nobody reads, when the stand-in does.
		const here = withTeam(
			team(colleague('ana', { standIn: 'mihai' }), colleague('mihai', { presence: { is: 'here', until: night + 1 } })),
		);
		here.now = night;
		here.conversation = { ...here.conversation, knows: { staff: 'ana', until: night + DAY } };
		expect(here.tap('person').type('yes').type('yes').message().text).not.toContain('nobody');
	});

	it('keeps what they type, says so once at length and then shortly, and leaves taps and numbers to the flows', () => {
		const here = waiting();
		const first = here.type('condom broke').message().text;
		expect([letters(here), first]).toEqual([
			[{ kind: 'said', text: 'condom broke' }],
			'I keep this for ANA. ANA reads today until 17:00.',
		]);
		expect(here.type('hello').message().text).toBe('✓ Kept.');
		expect(letters(here)).toEqual([{ kind: 'said', text: 'hello' }]);
		expect(here.tap('menu').type('2').conversation.wait).toMatchObject({ at: 'rights.menu' });
		expect(letters(here)).toEqual([]);
		expect(letters(here.type('and one thing more'))).toEqual([{ kind: 'said', text: 'and one thing more' }]);
		expect(here.conversation.wait).toMatchObject({ at: 'rights.menu' });
		expect(
			here
				.type('person')
				.message()
				.choices.map(({ id }) => id),
		).toContain('withdraw');
	});

	it('keeps a long text whole, in letters, and what cannot be seen out of it', () => {
		const long = `${'a'.repeat(4095)}😀${'b'.repeat(5000)}`;
		const said = letters(waiting().type(`\u0000${long}\u0007`)) as { text: string }[];
		expect(said.map(({ text }) => text).join('')).toBe(long);
		expect(said.every(({ text }) => text.length <= 4096 && text.isWellFormed())).toBe(true);
		expect(letters(waiting().type('\u0000 \u0007'))).toEqual([]);
	});

	it('takes the request back, also by a button of before', () => {
		const here = waiting().tap('menu').tap('withdraw');
		expect(letters(here)).toEqual([{ kind: 'left', why: 'withdrew' }]);
		expect(here.conversation.phase).toEqual({ is: 'bot' });
	});

	it.each([
		['stop', 'stop'],
		['close', 'close'],
	])('tells the Desk on %s, and forgets whom it was about', (word, why) => {
		const here = waiting().type(word);
		expect(letters(here)).toEqual([{ kind: 'left', why }]);
		expect(here.conversation).not.toHaveProperty('consent');
		expect(here.order({ do: 'claimed', staff: 'ana' }).refused).toBe(true);
	});

	it('has honest words for each rung of the ladder', () => {
		const late = (order: Extract<Order, { do: 'late' }>) => texts(waiting().order(order))[0];
		expect(late({ do: 'late', rung: 'stand-in', colleague: 'mihai' })).toBe(
			'ANA could not read yet. I have asked MIHAI too.',
		);
		expect(late({ do: 'late', rung: 'team', colleague: null })).toContain('whole team');
		expect(late({ do: 'late', rung: 'nobody', colleague: null })).toMatch(/nobody could read it yet.*ANA reads/);
	});
});

describe('while they talk', () => {
	it('says who is there by name; a colleague they did not ask for shows a card', () => {
		expect(texts(talking())).toEqual(['ANA is here now. Just write.']);
		expect(texts(waiting().order({ do: 'claimed', staff: 'mihai' }))[0]).toMatch(
			/^MIHAI is here for you now\.\n\n👤 MIHAI/,
		);
	});

	it('shows who speaks, and hands every typed word on in silence', () => {
		const here = talking().order({ do: 'say', staff: 'ana', text: 'Hello' });
		expect(here.message()).toMatchObject({ by: 'ANA', text: 'Hello', choices: [] });
		for (const text of ['hello', 'thanks', 'yes', '2', 'back', 'person', 'condom broke']) {
			expect([letters(here.type(text)), texts(here)]).toEqual([[{ kind: 'said', text }], []]);
		}
	});

	it('still has menu, urgent, language, stop and close of the bot; says once that the talk goes on beside', () => {
		const here = talking();
		expect(here.type('menu').message().text).toMatch(/^ANA stays/);
		expect(here.type('2').conversation.wait).toMatchObject({ at: 'rights.menu' });
		expect(here.message().text).not.toContain('ANA');
		expect(letters(here.type('are you still there'))).toEqual([{ kind: 'said', text: 'are you still there' }]);
		// The menu is not before them any more: a number is a word.
		expect(letters(here.type('2'))).toEqual([{ kind: 'said', text: '2' }]);
		expect(letters(here.type('urgent'))).toEqual([{ kind: 'urgent' }]);
		expect(letters(here.tap('lang.nl'))).toEqual([{ kind: 'language', language: 'nl' }]);
		expect(letters(here.type('stop'))).toEqual([{ kind: 'left', why: 'stop' }]);
	});

	it('answers danger with the four cards, and tells the Desk, with the words', () => {
		const here = talking().type('he wants to kill me');
		expect(letters(here)).toEqual([{ kind: 'urgent' }, { kind: 'said', text: 'he wants to kill me' }]);
		expect(here.conversation.wait).toMatchObject({ at: 'safety.urgent' });
	});

	it('is owned by one: whoever else orders something is refused, and nothing is said', () => {
		const orders: Order[] = [
			{ do: 'claimed', staff: 'mihai' },
			{ do: 'say', staff: 'mihai', text: 'x' },
			{ do: 'introduce', staff: 'mihai', colleague: 'ana' },
			{ do: 'introduce', staff: 'ana', colleague: 'gone' },
		];
		for (const order of orders) {
			const here = talking();
			const before = JSON.stringify(here.conversation);
			expect([here.order(order).refused, here.effects, JSON.stringify(here.conversation)]).toEqual([true, [], before]);
		}
		const flows: Order[] = [
			{ do: 'say', staff: 'ana', text: 'x' },
			{ do: 'passed', staff: 'ana' },
			{ do: 'hand-back', at: null },
			{ do: 'sleep' },
		];
		for (const order of flows)
			expect([withTeam(pair).order(order).refused, waiting().order(order).refused]).toEqual([true, true]);
	});

	it('introduces a colleague: yes by word or by a button of before, no, and not by a yes meant for somebody', () => {
		const asks = () => talking().order({ do: 'introduce', staff: 'ana', colleague: 'mihai' });
		expect(letters(asks().type('yes'))).toEqual([{ kind: 'answered', staff: 'mihai', yes: true }]);
		expect(letters(asks().tap('introduced.mihai.no'))).toEqual([{ kind: 'answered', staff: 'mihai', yes: false }]);
		const later = asks().order({ do: 'say', staff: 'ana', text: 'Did you eat?' }).type('yes');
		expect(letters(later)).toEqual([{ kind: 'said', text: 'yes' }]);
		expect(letters(later.tap('introduced.mihai.yes'))).toEqual([{ kind: 'answered', staff: 'mihai', yes: true }]);
		expect(letters(later.tap('introduced.mihai.yes'))).toEqual([]);
		expect(
			later.order({ do: 'passed', staff: 'mihai' }).order({ do: 'say', staff: 'mihai', text: 'Hi' }).message(),
		).toMatchObject({
			by: 'MIHAI',
		});
	});
});

describe('when who has the conversation does not answer', () => {
	it('says who else was asked, then when they read; never that the team was asked, who may not read it', () => {
		const late = (order: Extract<Order, { do: 'late' }>) => texts(talking().order(order))[0];
		expect(late({ do: 'late', rung: 'stand-in', colleague: 'mihai' })).toBe(
			'ANA could not read yet. I have asked MIHAI too.',
		);
		expect(late({ do: 'late', rung: 'nobody', colleague: null })).toMatch(/nobody could read it yet.*ANA reads/);
		expect(talking().order({ do: 'late', rung: 'team', colleague: null }).refused).toBe(true);
	});
});

describe('after a long silence', () => {
	const silent = (here: Talk) => {
		here.now += 31 * MINUTE;
		return here;
	};

	it('nothing is said but whether now is a good time; no name, no word, until they say so', () => {
		const here = silent(talking()).order({ do: 'say', staff: 'ana', text: 'Good morning' });
		expect(texts(here)).toEqual(['Is now a good time?']);
		expect(texts(here.order({ do: 'say', staff: 'ana', text: 'Are you well?' }))).toEqual([]);
		// Somebody else may hold the phone: their words go to the human, and they learn nothing.
		expect(texts(here.type('who is this'))).toEqual(['Is now a good time?']);
		expect(letters(here)).toEqual([{ kind: 'said', text: 'who is this' }]);
		expect(texts(here.type('👎')).join()).not.toMatch(/ANA|morning/);
		expect(texts(here.type('👍'))).toEqual(['Good morning', 'Are you well?']);
		expect(here.effects.flatMap((effect) => (effect.do === 'say' ? [effect.order] : []))).toEqual([
			'order 2',
			'order 3',
		]);
	});

	it('is over as soon as they write', () => {
		const here = silent(talking()).type('hello');
		expect(texts(here.order({ do: 'say', staff: 'ana', text: 'Hello' }))).toEqual(['Hello']);
	});

	it('tells of what was held and never said that it failed', () => {
		const held = () => silent(talking()).order({ do: 'say', staff: 'ana', text: 'Held' });
		const failed = { kind: 'delivery', id: 'order 2', said: 'failed' };
		expect(letters(held().type('stop'))).toEqual([failed, { kind: 'left', why: 'stop' }]);
		expect(letters(held().order({ do: 'hand-back', at: null }))).toEqual([failed]);
	});

	it('hands back in silence, and says so when they write', () => {
		const here = silent(talking()).order({ do: 'hand-back', at: null });
		expect(texts(here)).toEqual([]);
		expect(here.type('condom broke').message().text).toContain('May I remember');
		expect(
			here
				.type('no')
				.message()
				.choices.map(({ id }) => id),
		).toContain('help.condom-broke');
		expect(silent(talking()).order({ do: 'hand-back', at: null }).tap('menu').conversation.wait).toMatchObject({
			at: 'main.menu',
		});
	});
});

describe('when a talk ends', () => {
	it('the flows go on where they were, or at a step', () => {
		const here = withTeam(pair, 'web')
			.tap('main.menu.rights')
			.tap('rights.menu.police')
			.tap('person')
			.type('yes')
			.type('yes');
		here.order({ do: 'claimed', staff: 'ana' }).type('hello').order({ do: 'hand-back', at: null });
		expect(here.conversation).toMatchObject({ phase: { is: 'bot' }, wait: { at: 'rights.police' } });
		const there = talking(pair, 'web').order({ do: 'hand-back', at: 'steps.bsn' });
		expect(there.conversation.wait).toMatchObject({ at: 'steps.bsn' });
		expect(there.message().text).toMatch(/^You are with me again/);
	});

	it('asks once whether they may be remembered; only a yes is kept, for a year, and it outlives stop and close', () => {
		const here = talking().order({ do: 'hand-back', at: null });
		expect(here.conversation.wait).toMatchObject({ on: 'know', staff: 'ana' });
		expect(here.conversation).not.toHaveProperty('knows');
		here.type('yes');
		expect(here.conversation.knows).toEqual({ staff: 'ana', until: noon + 365 * DAY });
		expect(here.type('stop').conversation.knows).toEqual({ staff: 'ana', until: noon + 365 * DAY });
		here.type('hi').tap('lang.en').tap('person').type('yes').type('yes');
		expect(letters(here)).toMatchObject([{ kind: 'asked', knows: 'ana' }]);
		here.order({ do: 'claimed', staff: 'ana' }).order({ do: 'hand-back', at: null });
		expect(here.conversation.wait).toMatchObject({ on: 'step' });
		const no = talking().order({ do: 'hand-back', at: null }).tap('know.ana.no');
		expect(no.conversation).not.toHaveProperty('knows');
		expect(
			no
				.tap('person')
				.type('yes')
				.type('yes')
				.order({ do: 'claimed', staff: 'ana' })
				.order({ do: 'hand-back', at: null }).conversation.wait.on,
		).toBe('step');
	});

	it('does not ask on the web, where a visit ends with the page', () => {
		expect(talking(pair, 'web').order({ do: 'hand-back', at: null }).conversation.wait.on).toBe('step');
	});

	it('asleep, the next words ask for whom they are, are kept for a moment, and go to the same one on a yes', () => {
		const asleep = () => {
			const here = talking().order({ do: 'sleep' }).tap('know.ana.no');
			here.now += DAY;
			return here;
		};
		const here = asleep().type('hello it is me');
		expect([texts(here), here.conversation.phase?.is]).toEqual([
			['Is this for the same person as last time?'],
			'sleeping',
		]);
		expect(letters(here.type('yes'))).toMatchObject([
			{ kind: 'asked', wants: 'ana', knows: 'ana' },
			{ kind: 'said', text: 'hello it is me' },
		]);
		const no = asleep().type('condom broke').type('no');
		expect([letters(no), no.message().choices.some(({ id }) => id === 'help.condom-broke')]).toEqual([[], true]);
		expect(JSON.stringify(no.conversation)).not.toContain('condom broke');
		// Unanswered, the words are gone after an hour.
		const unanswered = asleep().type('hello it is me');
		expect(unanswered.effects).toContainEqual({
			do: 'wake',
			timer: 'answers',
			at: 'person.start',
			due: unanswered.now + 60 * MINUTE,
		});
		unanswered.now += 60 * MINUTE;
		unanswered.send({ kind: 'due', timer: 'answers', at: 'person.start' });
		expect(JSON.stringify(unanswered.conversation)).not.toContain('it is me');
		expect(letters(unanswered.type('yes'))).toMatchObject([{ kind: 'asked', wants: 'ana' }]);
		// Not asked again for a while; taps and ways out never are.
		expect(no.type('pregnant').conversation.wait.on).toBe('found');
		expect(asleep().tap('main.menu.rights').conversation.wait).toMatchObject({ at: 'rights.menu' });
		expect(asleep().type('he wants to kill me').conversation.wait).toMatchObject({ at: 'safety.urgent' });
		// The staff member may come first: with the neutral question.
		expect(texts(asleep().order({ do: 'claimed', staff: 'ana' }))).toEqual(['Is now a good time?']);
	});

	it('a block ends it kindly, the flows stay, and stop does not undo it', () => {
		const here = talking().order({ do: 'block' });
		expect(texts(here)).toEqual(['This chat goes on without the team. I still answer with what I know.']);
		here.type('stop').type('hi').tap('lang.en');
		expect(here.tap('person').conversation.wait).toMatchObject({ at: 'person.now' });
	});
});

it('loads a conversation of before there were humans', () => {
	const old = started(bundle).conversation;
	expect(Object.keys(old).sort()).toEqual(['answers', 'calls', 'channel', 'chosen', 'language', 'trail', 'v', 'wait']);
	expect(talk(bundle, { conversation: old, roster: pair }).tap('person').conversation.wait.on).toBe('offer');
});

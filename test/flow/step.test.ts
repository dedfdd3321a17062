import { describe, expect, it } from 'vitest';
import { bundleWith, noon, realBundle } from '../support/project.ts';
import { started, type Talk, talk } from '../support/talk.ts';

const bundle = realBundle();

describe('the first message', () => {
	it('asks for the language first, with the guess in one tap', () => {
		const first = talk(bundle, { guess: 'nl' }).type('/start');
		expect(first.message().text).toContain('Nederlands');
		expect(first.message().choices.map(({ id }) => id)).toEqual(['lang.nl', 'lang']);
	});

	it('starts with the first words and the menu once the language is chosen, also by number or "yes"', () => {
		for (const answer of ['1', 'yes', 'Yes', '👍', 'English']) {
			const menu = talk(bundle).type('hi').type(answer);
			expect(menu.conversation.wait, answer).toMatchObject({ on: 'step', at: 'main.menu' });
			expect(menu.labels()).toEqual(['Help', 'Rights', 'Steps', 'A person', 'Urgent', 'More', 'Pictures']);
		}
	});

	it('offers every language in its own name when the guess is wrong', () => {
		const picker = talk(bundle).type('hello').type('2');
		expect(picker.labels()).toEqual([
			...['English', 'Nederlands', 'Română', 'Български', 'Español', 'Magyar'],
			...['Português (Brasil)', 'Polski', 'Русский', 'Türkçe', 'ไทย', '中文'],
		]);
		expect(picker.choose('Română').conversation.language).toBe('ro');
	});

	it('goes to urgent at once on a word of danger, in the language of the word', () => {
		const urgent = talk(bundle, { guess: 'en' }).type('help, ik word verkracht');
		expect(urgent.conversation).toMatchObject({ language: 'nl', wait: { at: 'safety.urgent' } });
	});

	it('keeps the topics of a question asked before the language, and shows them after it', () => {
		const asked = talk(bundle).type('the condom broke what now');
		expect(asked.message().choices.map(({ id }) => id)).toEqual(['lang.en', 'lang']);
		const found = asked.tap('lang.en');
		expect(found.message().choices.map(({ id }) => id)).toContain('help.condom-broke');
		expect(JSON.stringify(found.conversation)).not.toContain('what now');
	});

	it('believes what is typed more than the guess, until a language is chosen', () => {
		const there = talk(bundle, { guess: 'en' }).type('hi').type('hoe krijg ik een bsn');
		expect(there.conversation).toMatchObject({ language: 'nl', chosen: false, wait: { on: 'guess' } });
		expect(
			there
				.type('ja')
				.message()
				.choices.map(({ id }) => id),
		).toContain('steps.bsn');
		const asked = talk(bundle).type('hi').tap('lang').type('qwxzk');
		expect(asked.conversation.wait.on).toBe('language');
	});

	it('says that a picture as the first message was not kept', () => {
		expect(talk(bundle).send({ kind: 'media', of: 'contact' }).message().text).toContain('not kept');
	});

	it('obeys urgent, person, close and stop said as the first word', () => {
		expect(talk(bundle).type('urgent').conversation.wait).toMatchObject({ at: 'safety.urgent' });
		expect(talk(bundle).type('person').conversation.wait).toMatchObject({ at: 'person.now' });
		expect(
			talk(bundle)
				.type('close')
				.effects.map((effect) => effect.do),
		).toContain('close');
		expect(talk(bundle).type('stop').message().text).toContain('not write');
	});
});

describe('moving around', () => {
	it('goes back many steps, to the menu it started from', () => {
		const there = started(bundle).tap('main.menu.help').tap('help.menu.xenia').tap('person').tap('menu');
		const places = [1, 2, 3, 4].map(() => {
			const { wait } = there.type('back').conversation;
			return wait.on === 'step' ? wait.at : wait.on;
		});
		expect(places).toEqual(['person.now', 'help.xenia', 'help.menu', 'main.menu']);
		expect(there.type('back').conversation.wait).toMatchObject({ at: 'main.menu' });
	});

	it('asks the pending question again in another language', () => {
		const there = started(bundle).tap('main.menu.rights').tap('rights.menu.police').type('language');
		expect(there.labels()[0]).toBe('English');
		there.tap('lang.ro');
		expect(there.conversation).toMatchObject({ language: 'ro', wait: { on: 'step', at: 'rights.police' } });
		expect(there.message().language).toBe('ro');
	});

	it('works with the words of every language, whatever language is spoken', () => {
		const there = started(bundle, 'en').tap('main.menu.help');
		for (const word of ['dringend', 'URGENT', '/urgent', 'úrgent!']) {
			expect(there.type(word).conversation.wait, word).toMatchObject({ at: 'safety.urgent' });
			there.type('înapoi');
		}
	});

	it('takes a stale navigation id, and asks again on any other stale or forged one', () => {
		const there = started(bundle).tap('main.menu.rights');
		const menu = there.message();
		for (const id of [
			'help.menu.xenia',
			'constructor',
			'__proto__.x',
			'lang.xx',
			'page.0',
			'page.999',
			'',
			'safety.hurt',
		]) {
			expect(there.tap(id).conversation.wait, id).toMatchObject({ at: 'rights.menu' });
			expect(there.message()).toEqual(menu);
		}
		expect(there.tap('menu').conversation.wait).toMatchObject({ at: 'main.menu' });
	});

	it('takes the number of a choice, and says so kindly when there is none', () => {
		const there = started(bundle);
		expect(there.type('5').conversation.wait).toMatchObject({ at: 'safety.urgent' });
		there.type('menu').type('77');
		expect(there.conversation.wait).toMatchObject({ at: 'main.menu' });
		expect(there.message().text).toContain('did not understand');
	});

	it('does not go back to where it already is', () => {
		const there = started(bundle).tap('main.menu.help').tap('menu').tap('menu').type('back');
		expect(there.conversation.wait).toMatchObject({ at: 'help.menu' });
	});

	it('asks again on a bare yes or no that answers nothing, and takes "no" to what was found as a wish for a person', () => {
		const there = started(bundle).tap('main.menu.help').type('ok');
		expect(there.conversation.wait).toMatchObject({ at: 'help.menu' });
		expect(there.type('the condom broke').type('no').conversation.wait).toMatchObject({ at: 'person.now' });
	});

	it('turns pages of choices without moving', () => {
		const there = started(bundle).tap('page.2');
		expect(there.message().page).toBe(2);
		expect(there.conversation.wait).toMatchObject({ at: 'main.menu', page: 2 });
	});

	it('says kindly that a picture or a voice message was not kept', () => {
		const there = started(bundle).send({ kind: 'media', of: 'voice' });
		expect(there.message().text).toContain('not kept');
		expect(there.message().choices.length).toBe(7);
	});
});

describe('words under a picture', () => {
	const under = (words: string) => ({ kind: 'media', of: 'picture', words }) as const;

	it('lead to urgent when they are of danger, wherever the person is, in the language of the word', () => {
		for (const there of [talk(bundle), talk(bundle).type('hi'), started(bundle).tap('main.menu.rights')]) {
			there.send(under('hij gaat me vermoorden'));
			expect(there.conversation).toMatchObject({ language: 'nl', wait: { at: 'safety.urgent' } });
		}
		const moved = started(bundle);
		moved.conversation = { ...moved.conversation, wait: { on: 'step', at: 'help.gone', tries: 0, page: 1 } };
		expect(moved.send(under('he is going to kill me')).conversation.wait).toMatchObject({ at: 'safety.urgent' });
	});

	it('are otherwise not kept, and mean nothing', () => {
		for (const words of ['stop', '1', 'forget me', 'the condom broke', '']) {
			const there = started(bundle).send(under(words));
			expect(there.conversation.wait).toMatchObject({ at: 'main.menu' });
			expect(there.message().text).toContain('not kept');
			if (words.length > 3) expect(JSON.stringify(there.conversation)).not.toContain(words);
		}
	});
});

describe('leaving', () => {
	it('forgets everything it said, and greets the next message as the first', () => {
		for (const word of ['close', 'stop', 'forget me']) {
			const there = started(bundle).tap('main.menu.rights').type(word);
			expect(there.message().choices, word).toEqual([]);
			expect(JSON.stringify(there.conversation)).not.toContain('rights');
			there.type('hi');
			expect(there.message().choices.map(({ id }) => id)).toEqual(['lang.en', 'lang']);
		}
	});

	it('erases on "forget me", and only then', () => {
		expect(
			started(bundle)
				.type('forget me')
				.effects.map((effect) => effect.do),
		).toContain('erase');
		expect(
			started(bundle)
				.type('close')
				.effects.map((effect) => effect.do),
		).not.toContain('erase');
	});
});

describe('wiping the chat', () => {
	const wiping = (channel: string) => started(bundle, 'en', channel).tap('main.menu.more').tap('main.more.safe-chat');

	it('removes what Telegram can remove, and says so', () => {
		const there = wiping('telegram').tap('safety.safe-chat.wipe');
		expect(there.effects.map((effect) => effect.do)).toEqual(['wipe', 'say']);
		expect(there.message().text).toMatch(/^Done/);
	});

	it('says honestly where it cannot', () => {
		for (const channel of ['web', 'whatsapp']) {
			const there = wiping(channel).tap('safety.safe-chat.wipe');
			expect(there.effects.map((effect) => effect.do)).toEqual(['say']);
			expect(there.message().text).toContain('we cannot remove it');
		}
	});
});

describe('a typed question', () => {
	it('offers up to three topics, a person last, and keeps no word of it', () => {
		const there = started(bundle).type('can polise send me away zebra');
		const ids = there.message().choices.map(({ id }) => id);
		const topics = ids.slice(0, -2);
		expect(topics.length).toBeGreaterThan(0);
		expect(topics.length).toBeLessThanOrEqual(3);
		expect(ids.slice(-2)).toEqual(['urgent', 'person']);
		expect(JSON.stringify([there.conversation, there.effects])).not.toContain('zebra');
		there.type('1');
		expect(there.conversation.wait).toMatchObject({ on: 'step', at: ids[0] });
		expect(
			there
				.type('back')
				.message()
				.choices.map(({ id }) => id),
		).toEqual(ids);
	});

	it('says honestly when it knows nothing, with a way to a person', () => {
		const there = started(bundle).type('qwxzk vbnmp');
		expect(there.message().text).toContain('fixed answers');
		expect(there.message().choices.map(({ id }) => id)).toEqual(['menu', 'urgent', 'person']);
	});

	it('puts danger before every answer', () => {
		const there = started(bundle).tap('main.menu.help').type('he wants to kill me');
		expect(there.conversation.wait).toMatchObject({ at: 'safety.urgent' });
	});
});

const everyKind = `
flow: try
start: age
steps:
  age:
    do: ask
    accept: number
    min: 1
    max: 99
    store: age
    class: moment
    goto: sort
    timeout: { after: 30m, goto: late }
  sort:
    do: branch
    when:
      - { answer: age, below: 18, goto: young }
      - { hours: office, goto: open }
    otherwise: closed
  young: { do: call, flow: try.inner, goto: after }
  inner: { do: choose, choices: [{ id: on, emoji: ➡, goto: finish }] }
  finish: { do: end }
  after: { do: choose }
  open: { do: choose }
  closed: { do: say, goto: note }
  note: { do: ask, store: note, class: day, goto: tell }
  tell: { do: remind, after: 2d, goto: after }
  late: { do: choose }
  round: { do: goto, goto: again }
  again: { do: say, goto: round }
`;
const texts = Object.fromEntries(
	['age', 'inner', 'after', 'open', 'closed', 'note', 'tell', 'late', 'again'].map((id) => [
		id,
		{ text: `At ${id}.`, retry: `Not that, at ${id}.`, reminder: 'Is now a good time?', choices: { on: 'On' } },
	]),
);

describe('every kind of step', () => {
	const own = bundleWith(everyKind, texts);
	const at = (place: string) => {
		const begun = started(own);
		return talk(own, { conversation: { ...begun.conversation, wait: { on: 'step', at: place, page: 1, tries: 0 } } });
	};

	it('asks, refuses what does not fit, stores, and branches on the answer', () => {
		const there = at('try.age').type('hundred');
		expect(there.message().text).toContain('Not that, at age.');
		expect(there.type('120').message().text).toContain('Not that, at age.');
		expect(there.type('17').conversation.wait).toMatchObject({ at: 'try.inner' });
		expect(there.conversation.answers.age).toMatchObject({ value: 17, once: true });
		expect(there.tap('page.1').conversation.answers).toEqual({});
	});

	it('returns from a called flow, and back leads into it again', () => {
		const there = at('try.age').type('17').choose('On');
		expect(there.conversation).toMatchObject({ wait: { at: 'try.after' }, calls: [] });
		expect(there.type('back').conversation).toMatchObject({ wait: { at: 'try.inner' }, calls: ['try.after'] });
		expect(there.type('back').conversation).toMatchObject({ wait: { at: 'try.age' }, calls: [] });
	});

	it('knows office hours in Leeuwarden, in summer and in winter', () => {
		const open = (iso: string) => {
			const there = at('try.age');
			there.now = Date.parse(iso);
			const { wait } = there.type('20').conversation;
			return wait.on === 'step' && wait.at === 'try.open';
		};
		expect(open('2026-11-23T08:59:59+01:00')).toBe(false);
		expect(open('2026-11-23T09:00:00+01:00')).toBe(true);
		expect(open('2026-07-06T09:00:00+02:00')).toBe(true);
		expect(open('2026-07-06T08:59:00+02:00')).toBe(false);
		expect(open('2026-11-22T12:00:00+01:00')).toBe(false);
		// The Monday after the clock went back, and after it went forward.
		expect(open('2026-10-26T16:59:00+01:00')).toBe(true);
		expect(open('2027-03-29T09:00:00+02:00')).toBe(true);
	});

	it('times out to another step, and only where it still waits', () => {
		const there = at('try.age').type('20').type('back');
		const wake = there.effects.find((effect) => effect.do === 'wake');
		expect(wake).toEqual({ do: 'wake', timer: 'step', at: 'try.age', due: noon + 30 * 60_000 });
		expect(there.send({ kind: 'due', timer: 'step', at: 'try.late' }).effects).toEqual([]);
		expect(there.send({ kind: 'due', timer: 'step', at: 'try.age' }).conversation.wait).toMatchObject({
			at: 'try.late',
		});
	});

	it('stores words only for their class, and drops them when it has run out, also while nobody writes', () => {
		const there = at('try.note').type('blue door');
		const wake = there.effects.find((effect) => effect.do === 'wake');
		expect(wake).toMatchObject({ timer: 'answers', due: noon + 24 * 3_600_000 });
		expect(there.conversation.answers.note?.value).toBe('blue door');
		there.now = noon + 24 * 3_600_000;
		expect(there.send({ kind: 'due', timer: 'answers', at: 'try.note' }).effects).toEqual([]);
		expect(JSON.stringify(there.conversation)).not.toContain('blue');
	});

	it('reminds only after a yes', () => {
		const wakes = (label: string) =>
			at('try.tell').type('zzz')
				? at('try.tell')
						.tap(`try.tell.${label}`)
						.effects.filter((effect) => effect.do === 'wake')
				: [];
		expect(wakes('no')).toEqual([]);
		expect(wakes('yes')).toEqual([{ do: 'wake', timer: 'remind', at: 'try.tell', due: noon + 2 * 86_400_000 }]);
		const there = at('try.tell').tap('try.tell.yes').send({ kind: 'due', timer: 'remind', at: 'try.tell' });
		expect(there.message().text).toBe('Is now a good time?');
		expect(there.message().choices.length).toBeGreaterThan(0);
	});

	it('asks not to write names wherever words are typed', () => {
		expect(at('try.note').tap('page.1').message().text).toContain('do not write names');
	});

	it('bounds a walk that goes round, and ends it in the menu', () => {
		const there = at('try.inner');
		const looped = { ...own, flows: { ...own.flows, try: { ...own.flows.try, start: 'round' } } };
		expect(looped.flows.try.start).toBe('round');
		there.conversation.trail = [{ wait: { on: 'step', at: 'try.round', page: 1, tries: 0 }, calls: [] }];
		expect(there.type('back').conversation.wait).toMatchObject({ at: 'main.menu' });
		expect(there.message().text).toContain('Something went wrong');
	});
});

describe('a bundle that changed while somebody waited', () => {
	const gone = bundleWith('{ flow: try, start: now, steps: { now: { do: choose } }, moved: { old: now } }', {
		now: { text: 'At now.' },
	});
	const waiting = (at: string) => {
		const begun = started(gone);
		return talk(gone, { conversation: { ...begun.conversation, wait: { on: 'step', at, page: 1, tries: 0 } } });
	};

	it('follows moved:, else the start of the flow, else the menu, and says a word about it', () => {
		for (const [old, now] of [
			['try.old', 'try.now'],
			['try.never', 'try.now'],
			['lost.step', 'main.menu'],
		] as const) {
			const there = waiting(old).type('2');
			expect(there.conversation.wait, old).toMatchObject({ at: now });
			expect(there.message().text).toContain('has changed');
		}
	});

	it('still obeys urgent and goes back to steps that moved', () => {
		expect(waiting('try.old').type('urgent').conversation.wait).toMatchObject({ at: 'safety.urgent' });
		const there = waiting('try.now');
		there.conversation.trail = [{ wait: { on: 'step', at: 'try.old', page: 1, tries: 0 }, calls: [] }];
		expect(there.type('back').conversation.wait).toMatchObject({ at: 'try.now' });
	});

	it('asks for the language again when it was switched off', () => {
		const there = started(gone);
		there.conversation.language = 'fy';
		expect(there.type('menu').message().language).toBe('en');
	});
});

describe('a passing flow', () => {
	const listed = () =>
		started(bundle).type('steps').choose('My list of steps').choose('Other passport').choose('At home or in hotel');

	it('is known for an hour, and then nothing of the way through it', () => {
		const there = listed();
		expect(there.conversation.wait).toMatchObject({ at: 'plan.permit-home' });
		const wake = there.effects.find((effect) => effect.do === 'wake');
		expect(wake).toEqual({ do: 'wake', timer: 'answers', at: 'plan.start', due: noon + 3_600_000 });
		expect(there.send({ kind: 'due', timer: 'answers', at: 'plan.start' }).effects).toEqual([]);
		expect(there.conversation.wait).toMatchObject({ on: 'step', at: 'main.menu' });
		expect(JSON.stringify(there.conversation)).not.toContain('plan.');
		expect(there.type('back').message().text).not.toContain('Your list');
	});

	it('leaves somebody who has gone on where they are', () => {
		const there = listed().tap('urgent').send({ kind: 'due', timer: 'answers', at: 'plan.start' });
		expect(there.conversation.wait).toMatchObject({ at: 'safety.urgent' });
		expect(JSON.stringify(there.conversation)).not.toContain('plan.');
	});
});

describe('PUBLISH=approved', () => {
	const strict = realBundle('approved');
	const approvedOne = {
		...strict,
		approved: { ...strict.approved, en: { 'rights.police': { by: 'coordinator', on: '2026-11-20' } } },
	};

	it('shows just what is approved, with who checked it and when', () => {
		const there = started(approvedOne).tap('main.menu.rights').tap('rights.menu.police');
		expect(there.message().text).toContain('Checked on 20 November 2026 by coordinator');
		there.type('menu').tap('main.menu.rights').tap('rights.menu.condom');
		expect(there.message().text).toContain('nobody has confirmed it');
		expect(there.message().choices.map(({ id }) => id)).toContain('person');
	});

	it('offers the language in which a topic is approved', () => {
		const there = started(approvedOne, 'nl').tap('main.menu.rights').tap('rights.menu.police');
		expect(there.message().choices[0]).toMatchObject({ id: 'lang.en', label: 'English' });
		expect(there.tap('lang.en').message().text).toContain('Checked on');
	});

	it('says of a question whose answer is not approved that it is known, and not that it is not', () => {
		const there = started(approvedOne).type('the condom broke what now');
		expect(there.message().text).not.toContain('I only know fixed answers');
		expect(there.tap('help.condom-broke').message().text).toContain('nobody has confirmed it');
	});

	it('says of a text past its day that it should have been checked again, approved or not', () => {
		const late = (there: Talk) => {
			there.now = Date.parse('2030-01-01T12:00:00+01:00');
			return there.tap('main.menu.rights').tap('rights.menu.police').message().text;
		};
		for (const there of [started(approvedOne), started(bundle)])
			expect(late(there)).toContain('should have been checked again before');
	});

	it('says no invented fact of the demo directory', () => {
		const { text } = started(strict).tap('person').message();
		expect(text).not.toContain('DEMO');
		expect(text).toContain('not known yet, ask');
	});

	it('always serves the emergency numbers', () => {
		const { text } = started(strict).tap('urgent').message();
		for (const number of ['112', '113', '0800-0188', '0800 2000']) expect(text).toContain(number);
	});

	it('says in draft mode that nobody has confirmed the text yet', () => {
		const there = started(bundle).tap('main.menu.rights').tap('rights.menu.police');
		expect(there.message().text).toContain('not yet confirmed by the organisation');
	});
});

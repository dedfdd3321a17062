/** What is said around bringing in a human: the card, who can read along, when they read, how the answer arrives. */
import type { Language } from './bundle.ts';
import { awaited, type Conversation, phaseOf, type Wait } from './conversation.ts';
import { regional, spellHours } from './hours.ts';
import { nextReads, type Reads, readsFrom } from './next-reads.ts';
import type { Bundle } from './open.ts';
import type { Colleague, StaffId } from './roster.ts';
import type { SystemKey } from './system-keys.ts';
import { colleagueOf, nameOf, othersWaiting } from './team.ts';
import type { Choice } from './turn.ts';
import { DAY, onTheWall } from './wall-clock.ts';

/** The waits in which a human is offered, asked after or introduced, and the one of being with them. */
export type HumanWait = Extract<Wait, { on: 'offer' | 'away' | 'time' | 'with' | 'introduced' | 'same' | 'know' }>;

/** Paragraphs. */
export function askAbout(bundle: Bundle, conversation: Conversation, wait: HumanWait, now: number): string[] {
	const { language } = conversation;
	const { system } = bundle.speak;
	switch (wait.on) {
		case 'offer': {
			const colleague = colleagueOf(bundle, wait.staff);
			if (!colleague) return [];
			return [
				system(language, 'staff.offer'),
				card(bundle, language, colleague),
				[readers(bundle, language, colleague), system(language, 'staff.told-others')].join('\n'),
				system(language, 'staff.ok'),
			];
		}
		case 'away':
			return away(bundle, language, wait, now);
		case 'time':
			return [system(language, 'staff.time')];
		case 'with':
			return withThem(bundle, conversation, now);
		case 'introduced':
			return introduction(bundle, conversation, wait.staff);
		case 'same':
			return [system(language, 'staff.same')];
		case 'know':
			return [system(language, 'staff.know', { name: nameOf(bundle, language, wait.staff) })];
	}
}

export function choicesAbout(bundle: Bundle, conversation: Conversation, wait: HumanWait): Choice[] {
	const { language } = conversation;
	const label = (id: string, key: SystemKey, emoji: string): Choice => ({
		id,
		label: bundle.speak.system(language, key),
		emoji,
	});
	const yesNo = (id: string): Choice[] => [label(`${id}.yes`, 'yes', '👍'), label(`${id}.no`, 'no', '👎')];
	const menu = label('menu', 'nav.menu', '🏠');
	const urgent = label('urgent', 'nav.urgent', '🆘');
	switch (wait.on) {
		case 'offer':
			return [...yesNo(`offer.${wait.staff}`), urgent];
		case 'away':
			return [
				label(`away.${wait.staff}.wait`, 'staff.wait', '⏳'),
				...(wait.instead === null ? [] : [label(`away.${wait.instead}.instead`, 'staff.instead', '💬')]),
				label('away.other', 'staff.other', '📖'),
			];
		case 'time':
			return [...yesNo('time'), urgent];
		case 'introduced':
			return yesNo(`introduced.${wait.staff}`);
		case 'same':
			return [...yesNo('same'), urgent];
		case 'know':
			return [...yesNo(`know.${wait.staff}`), menu];
		case 'with': {
			const phase = phaseOf(conversation);
			if (phase.is !== 'waiting' && phase.is !== 'staff') return [menu];
			if (phase.human.held.length > 0) return [...yesNo('knock'), urgent];
			return phase.is === 'waiting' ? [menu, urgent, label('withdraw', 'staff.withdraw', '↩')] : [];
		}
	}
}

/** Name, organisation, languages in their own names, hours, and a line of their own in the person's language. */
export function card({ speak, words }: Bundle, language: Language, { card, hours }: Colleague): string {
	const { name, organisation, languages, about } = card;
	const spelt = spellHours(hours, language);
	return [
		`👤 ${name} · ${organisation}`,
		`🌐 ${languages.map((code) => words[code]?.name ?? code).join(', ')}`,
		...(spelt === '' ? [] : [`🕙 ${spelt}`]),
		...(about[language] === undefined ? [] : [`“${about[language]}”`]),
		speak.system(language, 'staff.not-police'),
	].join('\n');
}

function readers(bundle: Bundle, language: Language, colleague: Colleague): string {
	const { name } = colleague.card;
	const standIn = colleagueOf(bundle, colleague.standIn)?.card.name;
	const own = standIn
		? bundle.speak.system(language, 'staff.reads-along', { name, standIn })
		: bundle.speak.system(language, 'staff.reads-alone', { name });
	const others = othersWaiting(bundle, colleague, language);
	return others.length === 0 ? own : `${own} ${bundle.speak.system(language, 'staff.reads-team')}`;
}

function away(bundle: Bundle, language: Language, { staff, instead }: Extract<Wait, { on: 'away' }>, now: number) {
	const colleague = colleagueOf(bundle, staff);
	if (!colleague) return [];
	const other = colleagueOf(bundle, instead);
	return [
		bundle.speak.system(language, 'staff.away', { name: colleague.card.name }),
		spellReads(bundle, language, colleague, now),
		...(other ? [card(bundle, language, other)] : []),
		bundle.speak.system(language, 'staff.away-or'),
	];
}

function withThem(bundle: Bundle, conversation: Conversation, now: number): string[] {
	const { language } = conversation;
	const { system } = bundle.speak;
	const phase = phaseOf(conversation);
	if (phase.is !== 'waiting' && phase.is !== 'staff') return [system(language, 'nav.menu')];
	// Nothing of before, no name, until they have said that it is a good time.
	if (phase.human.held.length > 0) return [system(language, 'staff.time')];
	if (phase.is === 'staff') return [system(language, 'staff.here', { name: nameOf(bundle, language, phase.owner) })];
	return [
		system(language, 'staff.asked', { name: nameOf(bundle, language, phase.wants) }),
		whenRead(bundle, conversation, now),
		arrives(bundle, conversation),
		system(language, 'no-names'),
	];
}

function introduction(bundle: Bundle, conversation: Conversation, staff: StaffId): string[] {
	const { language } = conversation;
	const phase = phaseOf(conversation);
	const colleague = colleagueOf(bundle, staff);
	if (!colleague || phase.is !== 'staff') return [];
	return [
		bundle.speak.system(language, 'staff.introduces', { name: nameOf(bundle, language, phase.owner) }),
		card(bundle, language, colleague),
		bundle.speak.system(language, 'staff.introduced-ok', { name: colleague.card.name }),
	];
}

/** When somebody reads what a person who waits for an answer writes; and that nobody does before, if that is so. */
export function whenRead(bundle: Bundle, conversation: Conversation, now: number): string {
	const { language } = conversation;
	const phase = phaseOf(conversation);
	const wanted = colleagueOf(bundle, awaited(phase));
	if (!wanted) return bundle.speak.system(language, 'staff.reads-unknown', { name: nameOf(bundle, language, null) });
	const zone = bundle.directory.timezone;
	const reads = nextReads(wanted, zone, now);
	const others = phase.is === 'staff' ? [] : othersWaiting(bundle, wanted, language);
	const ladder = [colleagueOf(bundle, wanted.standIn), ...others];
	const sooner = ladder.some((one) => one && readsFrom(nextReads(one, zone, now)) < readsFrom(reads));
	const spelt = spellReads(bundle, language, wanted, now);
	return reads.when === 'later' && !sooner ? `${spelt} ${bundle.speak.system(language, 'staff.until-then')}` : spelt;
}

function spellReads(bundle: Bundle, language: Language, colleague: Colleague, now: number): string {
	const { name } = colleague.card;
	const zone = bundle.directory.timezone;
	const reads: Reads = nextReads(colleague, zone, now);
	if (reads.when === 'unknown') return bundle.speak.system(language, 'staff.reads-unknown', { name });
	const at = reads.when === 'now' ? reads.until : reads.from;
	const key = reads.when === 'now' ? 'staff.reads-until' : 'staff.reads-from';
	return bundle.speak.system(language, key, {
		name,
		day: dayFrom(language, zone, at, now),
		time: timeOn(language, zone, at),
	});
}

/** `today`, `tomorrow`, `Monday 30 November`. */
function dayFrom(language: Language, zone: string, at: number, now: number): string {
	const days = Math.floor(onTheWall(zone, at) / DAY) - Math.floor(onTheWall(zone, now) / DAY);
	if (days <= 1) return new Intl.RelativeTimeFormat(regional(language), { numeric: 'auto' }).format(days, 'day');
	const format = { weekday: 'long', day: 'numeric', month: 'long', timeZone: zone } as const;
	return new Intl.DateTimeFormat(regional(language), format).format(at);
}

function timeOn(language: Language, zone: string, at: number): string {
	const format = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone } as const;
	return new Intl.DateTimeFormat(regional(language), format).format(at);
}

function arrives({ speak }: Bundle, { language, channel }: Conversation): string {
	if (channel === 'web') return speak.system(language, 'staff.arrives-web');
	return speak.system(language, channel === 'whatsapp' ? 'staff.arrives-whatsapp' : 'staff.arrives-here');
}

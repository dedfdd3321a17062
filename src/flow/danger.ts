/**
 * Danger in any language, anywhere in a message, misspelt too: missing one is worse than a false alarm. Lines name it in
 * words; what no line names is heard by its likeness to examples (likeness.ts).
 * How a line is written stands in danger-lines.ts. Words of five letters and more may have one typo, of nine and more two,
 * never in the first letter; shorter ones two letters swapped. A word that some line or an everyday word is exactly is no typo.
 */
import type { CompiledBundle, Language } from './bundle.ts';
import { type DangerLine, type Part, parseDangerLine, type Reading, readWords, squeeze } from './danger-lines.ts';
import { isWithin } from './edits.ts';
import { fold, signs } from './fold.ts';
import { likeness } from './likeness.ts';
import type { Words } from './schema.ts';

type AllWords = Readonly<Record<Language, Words>>;

/** A long story is read further than a question: up to the longest message of WhatsApp and Telegram. */
const LONGEST = 4096;
const sentenceEnd = /[.!?…;\n\r。！？；]+/u;
const readings: Reading[] = ['word', 'slavic', 'letter'];
/** Words, or letters of a script without spaces, that may stand between two words of a line. */
const gaps: Record<DangerLine['kind'], Record<Reading, number>> = {
	danger: { word: 3, slavic: 3, letter: 9 },
	harmless: { word: 4, slavic: 4, letter: 12 },
	itself: { word: 0, slavic: 0, letter: 0 },
};

/** A message of so many words, or letters without spaces, is told by its likeness. "im 17" is a question. */
const LEAST = 5;
/** So much like messages of danger it is one; so little, and lines that are doubted say nothing. Calibrated: docs/questions.md. */
const ALIKE = 1;
const UNLIKE = -1.5;
/** The same for one that is shorter: its likeness says less. */
const UNLIKE_SHORT = -2;

/**
 * Is there danger in this text, and in which language is it said? Where several languages share the words, it is the
 * conversation's own, else the one whose line says most. The first 4,096 characters are read.
 */
export function findDanger(
	bundle: Pick<CompiledBundle, 'words' | 'likeness'>,
	language: Language,
	text: string,
): { language: Language } | undefined {
	const named = findNamedDanger(bundle.words, language, text);
	if (named?.sure) return named;
	const { score, length } = likeness(bundle.likeness, text);
	if (named && score > (length < LEAST ? UNLIKE_SHORT : UNLIKE)) return named;
	return length >= LEAST && score >= ALIKE ? { language } : undefined;
}

/** Danger that a line of some language names. */
export interface NamedDanger {
	language: Language;
	/** False: only lines that are doubted name it. */
	sure: boolean;
}

export function findNamedDanger(words: AllWords, language: Language, text: string): NamedDanger | undefined {
	const { lexicons, shown } = open(words);
	const hits = new Map<Language, Hit>();
	for (const sign of signs(text)) for (const its of shown.get(sign) ?? []) hits.set(its, { words: 1, sure: true });
	const sentences = text
		.slice(0, LONGEST)
		.split(sentenceEnd)
		.map((sentence) => fold(sentence, LONGEST));
	const listened = lexicons.map((lexicon) => ({ lexicon, heard: lexicon.listen(sentences) }));
	for (const { lexicon, heard } of listened) {
		// Both count the same words, so what one reading excuses is known to the other.
		const alike = listened.filter((other) => other.heard.length === heard.length);
		const excused = new Set(
			heard.flatMap((_, at) => (alike.some((other) => other.heard[at]?.harmless.has(language)) ? [at] : [])),
		);
		for (const line of lexicon.search(heard, excused)) {
			const known = hits.get(line.language);
			hits.set(line.language, {
				words: Math.max(known?.words ?? 0, line.words.length),
				sure: known?.sure === true || !line.doubted,
			});
		}
	}
	const sure = [...hits.values()].some((hit) => hit.sure);
	if (hits.has(language)) return { language, sure };
	const [most] = [...hits].sort(([, a], [, b]) => b.words - a.words);
	return most && { language: most[0], sure };
}

/** What lines of one language say of a message. @property words how many the longest line names */
interface Hit {
	words: number;
	sure: boolean;
}

interface Alarm {
	lexicons: Lexicon[];
	/** Emoji of danger, and whose they are. */
	shown: Map<string, Language[]>;
}

const opened = new WeakMap<AllWords, Alarm>();

function open(words: AllWords): Alarm {
	const known = opened.get(words);
	if (known) return known;
	const ordinary = new Set(Object.values(words).flatMap(ordinaryWords).map(squeeze));
	const alarm: Alarm = { lexicons: readings.map((reading) => new Lexicon(reading, ordinary)), shown: new Map() };
	for (const [language, { danger }] of Object.entries(words)) {
		for (const said of danger) {
			const line = parseDangerLine(said);
			if (line?.kind === 'sign') alarm.shown.set(line.sign, [...(alarm.shown.get(line.sign) ?? []), language]);
			else if (line) alarm.lexicons.find(({ reading }) => reading === line.reading)?.add({ ...line, language });
		}
	}
	opened.set(words, alarm);
	return alarm;
}

/** What a language says every day, and the words that work everywhere: `назад` (back) is no misspelt `napad` (assault). */
function ordinaryWords({ stopwords, commands, yes, no, greetings, thanks }: Words): string[] {
	const everywhere = [...Object.values(commands).flat(), ...yes, ...no, ...greetings, ...thanks];
	return [...stopwords.map((word) => fold(word)), ...everywhere.flatMap((form) => fold(form).split(' '))];
}

type Line = DangerLine & { language: Language };

/** One word of the message: which parts of lines it can be, in which sentence it stands, how it is harmless. */
interface Heard {
	parts: ReadonlySet<string>;
	sentence: number;
	/** Languages in which this word denies what is around it. */
	denies: Set<Language>;
	/** Languages in which this word is part of a harmless phrase. */
	harmless: Set<Language>;
}

/** All lines of one reading, by the word they begin with. */
class Lexicon {
	readonly reading: Reading;
	readonly #ordinary: ReadonlySet<string>;
	readonly #exact = new Set<string>();
	readonly #open = new Set<string>();
	/** First letter → words a typo may stand for, by name. */
	readonly #long = new Map<string, Map<string, Part>>();
	readonly #lines = new Map<string, Set<Line>>();

	constructor(reading: Reading, ordinary: ReadonlySet<string>) {
		this.reading = reading;
		this.#ordinary = ordinary;
	}

	add(line: Line): void {
		for (const { forms } of line.words) for (const part of forms.flat()) this.#learn(part, line);
		if (line.kind === 'itself') return;
		const required = line.words.findIndex(({ optional }) => !optional);
		for (const { forms } of line.words.slice(0, required + 1)) {
			for (const [begin] of forms) {
				if (!begin) continue;
				const lines = this.#lines.get(name(begin)) ?? new Set();
				this.#lines.set(name(begin), lines.add(line));
			}
		}
	}

	#learn(part: Part, { kind }: Line): void {
		(part.open ? this.#open : this.#exact).add(part.text);
		const initial = part.text.charAt(0);
		if (kind === 'itself' || part.length < 4) return;
		this.#long.set(initial, (this.#long.get(initial) ?? new Map()).set(name(part), part));
	}

	/** The words of a message, with what is harmless among them. @param sentences folded */
	listen(sentences: string[]): Heard[] {
		const heard: Heard[] = [];
		const parts = new Map<string, ReadonlySet<string>>();
		for (const [sentence, folded] of sentences.entries()) {
			for (const word of readWords(folded, this.reading).map(squeeze)) {
				const its = parts.get(word) ?? this.#hear(word);
				parts.set(word, its);
				heard.push({ parts: its, sentence, denies: new Set(), harmless: new Set() });
			}
		}
		for (const [line, start] of this.#begun(heard, 'harmless')) {
			for (const places of walk(line, heard, start)) excuse(line, heard, places);
		}
		return heard;
	}

	/** The lines of danger that stand in this message. @param excused places that the conversation's language calls harmless */
	search(heard: Heard[], excused: ReadonlySet<number>): Line[] {
		const found = new Set<Line>();
		for (const [line, start] of this.#begun(heard, 'danger')) {
			if (!found.has(line) && walk(line, heard, start).some((places) => isMeant(line, heard, places, excused)))
				found.add(line);
		}
		return [...found];
	}

	/** Every word of the message with every line that may begin there. */
	*#begun(heard: Heard[], kind: DangerLine['kind']): Generator<[Line, number]> {
		for (const [start, { parts }] of heard.entries()) {
			for (const part of parts) {
				for (const line of this.#lines.get(part) ?? []) if (line.kind === kind) yield [line, start];
			}
		}
	}

	/** The names of all parts that this word can stand for. */
	#hear(word: string): Set<string> {
		const heard = new Set<string>();
		for (let end = 1; end <= word.length; end++) {
			const begin = word.slice(0, end);
			if (this.#open.has(begin)) heard.add(`${begin}*`);
		}
		if (this.#exact.has(word)) return heard.add(word);
		if (this.#ordinary.has(word) || word.length < 4) return heard;
		for (const [known, part] of this.#long.get(word.charAt(0)) ?? []) if (isSlip(word, part)) heard.add(known);
		return heard;
	}
}

function name({ text, open: ending }: Part): string {
	return ending ? `${text}*` : text;
}

function isSlip(typed: string, { text, open: ending, length }: Part): boolean {
	if (length < 5) return !ending && typed.length === text.length && isSwapped(typed, text);
	if (!ending) return isWithin(typed, text, length < 9 ? 1 : 2);
	return [-1, 0, 1].some((more) => isWithin(typed.slice(0, text.length + more), text, 1));
}

/** The same letters, two neighbours in the other order. */
function isSwapped(typed: string, meant: string): boolean {
	return isWithin(typed, meant, 1) && [...typed].sort().join('') === [...meant].sort().join('');
}

/** All ways in which the line stands in the message, beginning at `start`: the places of the words it names. */
function walk(line: Line, heard: Heard[], start: number): number[][] {
	const gap = line.whole ? 0 : gaps[line.kind][line.reading];
	const ways: number[][] = [];
	const from = (index: number, places: number[]): void => {
		const word = line.words[index];
		const next = (places.at(-1) ?? start - 1) + 1;
		if (!word) {
			const whole = places[0] === 0 && next === heard.length;
			if (places[0] === start && (whole || !line.whole)) ways.push(places);
			return;
		}
		if (word.optional) from(index + 1, places);
		const last = places.length === 0 ? start : next + (word.joined ? 0 : gap);
		for (let at = next; at <= last; at++) {
			for (const form of word.forms) {
				if (form.every((part, i) => heard[at + i]?.parts.has(name(part)))) {
					from(index + 1, [...places, ...form.map((_, i) => at + i)]);
				}
			}
		}
	};
	from(0, []);
	return ways;
}

/** Marks what a harmless line makes harmless, in its own language: "nu" is no in Romanian and now in Dutch. */
function excuse(line: Line, heard: Heard[], places: number[]): void {
	const [first = 0, last = first] = [places[0], places.at(-1)];
	if (heard[first]?.sentence !== heard[last]?.sentence) return;
	if (line.words.length === 1) heard[first]?.denies.add(line.language);
	else for (const at of places) heard[at]?.harmless.add(line.language);
}

/**
 * Is this danger meant, or denied, or part of something harmless? What is harmless in the conversation's language is in all:
 * "umiram ot skuka" is bored in Bulgarian, and nearly dying in Polish.
 */
function isMeant(line: Line, heard: Heard[], places: number[], excused: ReadonlySet<number>): boolean {
	if (line.always) return true;
	if (places.some((at) => excused.has(at))) return false;
	const [first = 0, last = first] = [places[0], places.at(-1)];
	const before = heard[first - 1];
	if (before?.sentence === heard[first]?.sentence && before?.denies.has(line.language)) return false;
	if (places.some((at) => heard[at]?.harmless.has(line.language))) return false;
	for (let at = first; at <= last; at++) {
		if (heard[at]?.denies.has(line.language) && !places.includes(at)) return false;
	}
	return true;
}

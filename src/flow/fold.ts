/**
 * What a person typed, made comparable. People type on a phone: without capitals, without diacritics, in the letters
 * their keyboard has. Some type to break things. Whatever comes in, out comes a short string of plain words.
 */

/** Longest text that is looked at, in UTF-16 units, unless a caller asks for more. */
const LONGEST = 1000;
/** A letter may carry a pile of marks or invisible characters; so much more is read before they are dropped. */
const PILE = 8;

const quotes = /['`´‘’ʼʹ′＇]/g;
/** Lone surrogates, bidi overrides, zero-width, soft hyphens, tags, fillers, variation selectors, null bytes. */
const invisible = /(?![\t\n\v\f\r])[\p{Cc}\p{Cs}\p{Cf}\p{DI}]/gu;
/**
 * Marks that belong to no script of their own: accents after NFD, zalgo, keycaps; and old Cyrillic ones (U+0489), which
 * zalgo is made of as well. Thai vowels are not among them.
 */
const loose = /(?=\p{M})\p{Script=Inherited}|[\u0483-\u0489\p{Me}]/gu;
/** One plain word; most words of the locales are. */
const folded = /^(?!.*(.)\1\1)[a-z]*$/;
/**
 * Words of composed letters, each word Latin or Cyrillic, with the usual marks between them: what nearly everybody types.
 * Folding them is folding letter by letter. `Ŀ` is left out, its dot parts words.
 */
const ordinary = /^[ ,.?!:;()"]*(?:(?:[A-Za-zÀ-ÖØ-öø-ľŁ-ſ]+|[Ѐ-џ]+)(?:[ ,.?!:;()"]+|$))+$/;
const spaces = / {2,}/g;
const letters = /[\p{L}\p{M}]+/gu;
const cyrillic = /\p{Script=Cyrillic}/u;
const greek = /\p{Script=Greek}/u;
const latin = /\p{Script=Latin}/u;
const foreignDigit = /(?![0-9])\p{Nd}/gu;
/** `s-a`, `m-a`, `e-mail` are one word, `call-back` is two. */
const shortHyphen = /(?<![\p{L}\p{N}])(\p{L}{1,2})[-‐‑](?=\p{L})/gu;
const notWord = /[^\p{L}\p{M}\p{N}]+/gu;
/** `heeelp`: three or more of a letter are one. */
const drawn = /(\p{L})\1{2,}/gu;
/** `17ani` is a number and a word; a single digit stays, because `4ovek` is a word. */
const numberThenWord = /(\d{2,})(?=\p{L})/gu;
const wordThenNumber = /(?<=\p{L})(?=\d{2})/gu;
const unspaced = /[\p{Script=Thai}\p{Script=Han}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** Letters without a decomposition, and small capitals. */
const plain = table(
	'ı i ł l ø o đ d ð d ħ h ŧ t ɨ i ʉ u ə e ß ss æ ae œ oe þ th ɪ i ʏ y ʟ l ɴ n ʀ r ʙ b ɢ g ʜ h ꜰ f ꜱ s ' +
		'ᴀ a ᴄ c ᴅ d ᴇ e ᴊ j ᴋ k ᴍ m ᴏ o ᴘ p ᴛ t ᴜ u ᴠ v ᴡ w ᴢ z',
);
/** How Cyrillic and Greek sound; `slavic` brings Latin letters to the same spelling. A soft sign is silent. */
const sound = table(
	'а a б b в v г g д d е e ё e ж j з z и i й i к k л l м m н n о o п p р r с s т t у u ф f х h ц c ч ch ш sh ' +
		'щ sht ъ a ы i ь - э e ю yu я ya і i ї i ў u є e ґ g ѝ i ѣ e љ l њ n џ j ј j ѕ s ' +
		'α a β v γ g δ d ε e ζ z η i θ th ι i κ k λ l μ m ν n ξ x ο o π p ρ r σ s ς s τ t υ i φ f χ h ψ ps ω o',
);
/** What they look like, for words in which they stand between Latin letters. */
const look = table(
	'а a в b е e ё e к k м m н h о o р p с c т t у y х x і i ї i ј j ѕ s ԁ d ԛ q ԝ w ь b ӏ l ү y ' +
		'α a β b ε e ζ z η n ι i κ k μ m ν v ο o π n ρ p σ o τ t υ y χ x γ y ω w',
);

/**
 * Bounded, lower case, without marks, punctuation, emoji and invisible characters; look-alike letters, Cyrillic,
 * full-width and other scripts' digits become a-z and 0-9; words are parted by single spaces. `''` when no word is left.
 * Folding what is folded changes nothing.
 */
export function fold(text: string, longest = LONGEST): string {
	if (text.length <= longest && folded.test(text)) return text;
	return text.length <= longest && ordinary.test(text) ? foldLetters(text, longest) : foldAnything(text, longest);
}

/** Each letter of `ordinary` as it is folded; what parts words as a space. Some hundred at most. */
const foldedLetters = new Map(Array.from(' ,.?!:;()"', (mark) => [mark, ' ']));

/** What `foldAnything` makes of an ordinary text, in a fraction of the time. */
function foldLetters(text: string, longest: number): string {
	let spelt = '';
	for (const letter of text) {
		const its = foldedLetters.get(letter) ?? foldAnything(letter, PILE);
		foldedLetters.set(letter, its);
		spelt += its;
	}
	return spelt.replace(spaces, ' ').trimStart().replace(drawn, '$1').slice(0, longest).trim();
}

function foldAnything(text: string, longest: number): string {
	return text
		.slice(0, longest * PILE)
		.replace(quotes, '’')
		.normalize('NFKC')
		.replace(quotes, '’')
		.replace(invisible, '')
		.toLowerCase()
		.replace(letters, spell)
		.normalize('NFD')
		.replace(loose, '')
		.replace(letters, (word) => spellWith(plain, spell(word)))
		.normalize('NFC')
		.replace(foreignDigit, digit)
		.replaceAll('’', '')
		.replace(shortHyphen, '$1')
		.replace(notWord, ' ')
		.replace(drawn, '$1')
		.replace(numberThenWord, '$1 ')
		.replace(wordThenNumber, ' ')
		.slice(0, longest)
		.trim();
}

/** The text with every script's digits as 0-9, and without what cannot be seen; letters stay as they are. */
export function plainDigits(text: string): string {
	return text.normalize('NFKC').replace(invisible, '').replace(foreignDigit, digit);
}

/** The words of a text, folded. Thai, Chinese and their like, which are written without spaces, are cut into words. */
export function tokens(text: string): string[] {
	const words = fold(text);
	if (words === '') return [];
	return words.split(' ').flatMap((word) => (isUnspaced(word) ? segments(word) : word));
}

/** Written in a script that puts no spaces between words? */
export function isUnspaced(word: string): boolean {
	return unspaced.test(word);
}

/** The same text read by the shape of its Cyrillic and Greek letters (`ЅТОР`); undefined when there are none. */
export function disguised(text: string): string | undefined {
	const bounded = text.slice(0, LONGEST * PILE);
	return cyrillic.test(bounded) || greek.test(bounded) ? spellWith(look, bounded.toLowerCase()) : undefined;
}

/** The emoji of a text, without skin tones and variations; for messages that have no words. */
export function signs(text: string): string[] {
	return text.slice(0, LONGEST).match(/\p{Extended_Pictographic}/gu) ?? [];
}

/**
 * One spelling for the many ways Bulgarian and Russian are typed in Latin letters: `4ovek`, `chovek`; `iskam`, `yskam`.
 * Takes a folded word. Only for comparing with words that are Cyrillic themselves, which must go through it too.
 */
export function slavic(word: string): string {
	if (!/^[a-z0-9]+$/.test(word) || /^\d+$/.test(word)) return word;
	return word
		.replaceAll('4', 'ch')
		.replaceAll('6', 'sh')
		.replaceAll('q', 'ya')
		.replace(/shch|sch|sht/g, 'sht')
		.replace(/zh/g, 'j')
		.replace(/kh|x/g, 'h')
		.replace(/t[sz]/g, 'c')
		.replaceAll('w', 'v')
		.replace(/[iyj]+e/g, 'e')
		.replace(/[iyj]([aou])/g, 'i$1')
		.replaceAll('y', 'i')
		.replace(/(.)\1+/g, '$1');
}

/** Is any of this text Cyrillic? */
export function isCyrillic(text: string): boolean {
	return cyrillic.test(text);
}

const segmenter = new Intl.Segmenter('und', { granularity: 'word' });

function segments(word: string): string[] {
	return Array.from(segmenter.segment(word), ({ segment }) => segment);
}

function spell(word: string): string {
	const foreign = cyrillic.test(word) || greek.test(word);
	if (!foreign) return word;
	const shaped = latin.test(word) ? spellWith(look, word) : word;
	return cyrillic.test(shaped) || greek.test(shaped) ? spellWith(sound, word) : shaped;
}

function spellWith(table: ReadonlyMap<string, string>, word: string): string {
	let spelt = '';
	for (const letter of word) spelt += table.get(letter) ?? letter;
	return spelt;
}

/** Digits of a script stand in a row of ten: the value is the distance to its zero. */
function digit(found: string): string {
	const code = found.codePointAt(0) ?? 0;
	let zero = code;
	while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
	return String(code - zero);
}

/** `'ß ss ь -'` → ß: ss, ь: nothing. */
function table(pairs: string): ReadonlyMap<string, string> {
	const cells = pairs.split(' ');
	return new Map(cells.flatMap((cell, i) => (i % 2 === 0 ? [[cell, (cells[i + 1] ?? '').replace('-', '')]] : [])));
}

/** A message as HTML. Everything is escaped but the pictograms, which were drawn when the bundle was built. */
import { html, raw } from 'hono/html';
import type { Language } from '../../flow/bundle.ts';
import type { Bundle } from '../../flow/open.ts';
import { joined } from '../../flow/say.ts';
import { navigation } from '../../flow/schema.ts';
import type { Choice, HeardSound, Message } from '../../flow/turn.ts';
import { layout, type Shown } from '../layout.ts';
import { limits } from '../limits.ts';
import { openLinker, type Piece } from './link.ts';
import { soundPath } from './media.ts';

export type Html = ReturnType<typeof html>;

export interface Rendered {
	/** Picture and words. */
	said: Html;
	/** Buttons of a form; only the latest message's are shown. */
	choices: Html;
	/** Those of the ways out that stay in sight however long the message is. */
	always: Html;
}

/** What stands at the top of every page, and so is not repeated among the choices. */
const atTop = ['close', 'lang'];
const ways = new Set<string>(navigation);
/** What stays in sight above the field to write in. */
const inSight = ['person', 'urgent'];

export function openRender(bundle: Bundle): (message: Message) => Rendered {
	const link = openLinker(bundle.directory);
	return (message) => {
		const { sound } = message;
		const played = sound && isThere(bundle, message.language, sound) ? sound : undefined;
		const text = sound && !played ? joined([message.text, sound.instead]) : message.text;
		const words = text === '' ? [] : text.split(/\n{2,}/).map((part) => paragraph(part, link));
		return {
			said: html`${picture(bundle, message)}${speaker(message)}${words}${played && player(bundle, message.language, played)}`,
			...choices(bundle, message),
		};
	};
}

/** What was said before this bundle may speak of a file that has been replaced since. */
function isThere({ sounds }: Bundle, language: Language, { topic, hash }: HeardSound): boolean {
	const known = sounds[language];
	return known !== undefined && Object.hasOwn(known, topic) && known[topic]?.hash === hash;
}

/** The browser's own: it works without a script. What is spoken stands above it in words. */
function player(bundle: Bundle, language: Language, { hash, title }: HeardSound): Html {
	const name = `${bundle.speak.system(language, 'sound')}: ${title}`;
	return html`<figure class="sound"><figcaption><span aria-hidden="true">🔊</span> ${title}</figcaption><audio controls preload="metadata" src="${soundPath(hash)}" aria-label="${name}"></audio></figure>`;
}

function picture(bundle: Bundle, { pictogram, pictures, shape }: Message): Html | undefined {
	const drawn = svgOf(bundle, pictogram?.name);
	if (!pictogram || !drawn) return undefined;
	// Where its choices matter more, they are to be in sight.
	const large = pictures && shape === 'topic' && raw(' large');
	return html`<div class="picture${large}"><span class="pictogram" role="img" aria-label="${pictogram.alt}">${raw(drawn)}</span><b aria-hidden="true">${pictogram.alt}</b></div>`;
}

function svgOf({ pictograms }: Bundle, name: string | undefined): string | undefined {
	return name !== undefined && Object.hasOwn(pictograms, name) ? pictograms[name]?.svg : undefined;
}

/** Above what a staff member says. */
function speaker({ by }: Message): Html | undefined {
	return by === undefined ? undefined : html`<p><b>${by}</b></p>`;
}

/** Lines that begin with "• " are a list; "⚠" at the beginning is a note on how far the text may be trusted. */
function paragraph(text: string, link: (text: string) => Piece[]): Html {
	const blocks: { list: boolean; lines: string[] }[] = [];
	for (const line of text.split('\n')) {
		const list = line.startsWith('• ');
		const block = blocks.at(-1);
		if (block && block.list === list) block.lines.push(line);
		else blocks.push({ list, lines: [line] });
	}
	return html`${blocks.map(({ list, lines }) => {
		if (list) return html`<ul>${lines.map((line) => html`<li>${pieces(line.slice(2), link)}</li>`)}</ul>`;
		const note = lines[0]?.startsWith('⚠') ? raw(' class="note"') : '';
		return html`<p${note}>${lines.map((line, n) => html`${n > 0 ? raw('<br>') : ''}${pieces(line, link)}`)}</p>`;
	})}`;
}

function pieces(text: string, link: (text: string) => Piece[]): (string | Html)[] {
	return link(text).map((piece) =>
		typeof piece === 'string' ? piece : html`<a href="${piece.href}" rel="noreferrer noopener">${piece.text}</a>`,
	);
}

/** Those of the content first, then the ways out; each keeps the number that typing it takes. */
function choices(bundle: Bundle, message: Message): Pick<Rendered, 'choices' | 'always'> {
	const { shown } = layout(message, limits.web, bundle.speak.system(message.language, 'more'));
	const offered = shown.filter((choice) => !isAtTop(bundle, message, choice));
	const all = offered.length > 0 ? offered : [menu(bundle, message)];
	if (all.some(({ pictogram }) => svgOf(bundle, pictogram))) {
		return { choices: html`<div class="tiles">${all.map((choice) => tile(bundle, choice))}</div>`, always: html`` };
	}
	const always = all.filter(({ id }) => inSight.includes(id));
	const out = all.filter(({ id }) => ways.has(id) && id !== 'lang' && !inSight.includes(id));
	const own = all.filter((choice) => !out.includes(choice) && !always.includes(choice));
	return {
		choices: html`${row('own', own)}${row('out', out)}`,
		always: row('out', always),
	};
}

function row(name: 'own' | 'out', choices: Shown[]): Html {
	return choices.length === 0 ? html`` : html`<div class="${name}">${choices.map(button)}</div>`;
}

/** "Other language" under the greeting has the same id as "Language" at the top, and says more. */
function isAtTop(bundle: Bundle, { language }: Message, { id, label }: Choice): boolean {
	return atTop.includes(id) && label === bundle.speak.system(language, `nav.${id === 'lang' ? 'lang' : 'close'}`);
}

/** After a farewell the next tap is still in sight. */
function menu(bundle: Bundle, { language }: Message): Shown {
	return { id: 'menu', label: bundle.speak.system(language, 'nav.menu'), emoji: '🏠' };
}

/** Its name is the label alone: `Help`, not `heart Help 1`. */
function button({ id, label, emoji, n }: Shown): Html {
	return html`<button name="choice" value="${id}">${
		emoji !== undefined && html`<span class="emoji" aria-hidden="true">${emoji}</span>`
	}<span>${label}</span>${n !== undefined && html`<span class="n" aria-hidden="true">${n}</span>`}</button>`;
}

/** For whoever reads little: number and pictogram are large. Its name is the label alone here too. */
function tile(bundle: Bundle, { id, label, n, pictogram }: Shown): Html {
	const drawn = svgOf(bundle, pictogram);
	return html`<button name="choice" value="${id}">${
		n !== undefined && html`<span class="n" aria-hidden="true">${n}</span>`
	}${drawn !== undefined && html`<span class="drawing" aria-hidden="true">${raw(drawn)}</span>`}<span>${label}</span></button>`;
}

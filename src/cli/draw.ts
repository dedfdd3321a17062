/** A message as a channel would show it, in plain text: for the terminal and for the golden dialogues. */
import { SOUNDS } from '../bundle/sounds.ts';
import { withName } from '../channels/by.ts';
import { cellsOf } from '../channels/grid.ts';
import { layout, type Shown, spell } from '../channels/layout.ts';
import { type ChannelName, limits } from '../channels/limits.ts';
import { split } from '../channels/split.ts';
import type { Language } from '../flow/bundle.ts';
import type { Bundle } from '../flow/open.ts';
import type { HeardSound, Message } from '../flow/turn.ts';

/** Lines, without a line break at the end. Numbers stand where typing them works; every channel takes them. */
export function draw(bundle: Bundle, message: Message, channel: ChannelName): string[] {
	const { text, inline, buttons, list, pictures } = limits[channel];
	const more = bundle.speak.system(message.language, 'more');
	const { as, shown } = layout(message, limits[channel], more);
	const carrying = { inline, buttons, list }[as]?.text ?? text;
	const { sound } = message;
	const pieces = split(withName(message), text, shown.length > 0 ? carrying : text).filter((piece) => piece !== '');
	if (sound) return [...pieces.flatMap((piece) => piece.split('\n')), `🔊 ${pathOf(message.language, sound)}`];
	const fields = fieldsOf(message, shown);
	// A file shows one of both; a page has room for both.
	const instead = fields.length > 0 && channel !== 'web';
	return [
		...(message.pictogram && (pictures || message.pictures) && !instead ? [`▣ ${message.pictogram.alt}`] : []),
		...fields,
		...pieces.flatMap((piece, n) => [...(n > 0 ? ['──'] : []), ...piece.split('\n')]),
		...offer(as, shown, bundle.speak.system(message.language, 'list-button')),
	];
}

function offer(as: 'inline' | 'buttons' | 'list', shown: Shown[], button: string): string[] {
	if (shown.length === 0) return [];
	const lines = shown.map((choice) => `${choice.n ?? ' '} ${spell(choice)}`);
	if (as === 'list') return [`[ ☰ ${button} ]`, ...lines.map((line) => `   │ ${line}`)];
	return as === 'buttons'
		? [lines.map((line) => `[ ${line.trim()} ]`).join(' ')]
		: lines.map((line) => `[ ${line.trim()} ]`);
}

/** The picture of the choices, as far as a terminal shows one. */
function fieldsOf(message: Message, shown: Shown[]): string[] {
	const cells = cellsOf(message, shown);
	if (cells.length === 0) return [];
	return [
		`▦ ${cells.map(({ n, pictogram = '' }) => `${n ?? ''} ${pictogram.replace(/^\w+:/, '')}`.trim()).join(' · ')}`,
	];
}

/** The file, and how long it is. */
function pathOf(language: Language, { topic, seconds }: HeardSound): string {
	const whole = Math.round(seconds);
	return `${SOUNDS}/${language}/${topic}.ogg (${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')})`;
}

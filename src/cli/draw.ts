/** A message as a channel would show it, in plain text: for the terminal and for the golden dialogues. */
import { withName } from '../channels/by.ts';
import { layout, type Shown, spell } from '../channels/layout.ts';
import { type ChannelName, limits } from '../channels/limits.ts';
import { split } from '../channels/split.ts';
import type { Bundle } from '../flow/open.ts';
import type { Message } from '../flow/turn.ts';

/** Lines, without a line break at the end. Numbers stand where typing them works; every channel takes them. */
export function draw(bundle: Bundle, message: Message, channel: ChannelName): string[] {
	const { text, inline, buttons, list, pictures } = limits[channel];
	const more = bundle.speak.system(message.language, 'more');
	const { as, shown } = layout(message, limits[channel], more);
	const carrying = { inline, buttons, list }[as]?.text ?? text;
	const pieces = split(withName(message), text, shown.length > 0 ? carrying : text);
	return [
		...(message.pictogram && pictures ? [`▣ ${message.pictogram.alt}`] : []),
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
